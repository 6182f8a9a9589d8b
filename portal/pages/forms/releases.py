"""What is typed about releases: a target, a reason."""

from django.utils.translation import gettext_lazy as _

from portal.pages.forms.base import ServiceForm
from portal.pages.forms.inputs import chosen, lines


class TargetForm(ServiceForm):
    """Where this cycle's version is to go."""

    prefix = "target"
    names = {"target_id": "target"}

    target = chosen(_("Target"))


class ReasonForm(ServiceForm):
    """Why something is rolled back, stopped or released without an approval."""

    prefix = "reason"

    reason = lines(_("Why"), _("Goes with the release into the record and into a finding."), 2)
