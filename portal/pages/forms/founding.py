"""What is typed when a use case is founded, and when people join it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.words import Role
from portal.pages.forms.base import ServiceForm
from portal.pages.forms.inputs import chosen, lines, text


class FoundingForm(ServiceForm):
    """A new use case."""

    title = text(_("Title"), _("A few words that people will recognise: “Late arrivals”."))
    summary = lines(
        _("The need in a sentence"), _("Shown under the title everywhere."), 2, optional=True
    )
    founder_role = chosen(
        _("Your role in it"),
        Role.choices,
        _("An officer may leave this out; everybody else belongs to what they found."),
    )
    policy_name = forms.ChoiceField(
        label=_("Policy"),
        help_text=_("The rules of its gates. A cycle keeps the version it began under."),
    )


class MemberForm(ServiceForm):
    """A person and the role they get."""

    names = {"user_id": "person"}

    person = chosen(_("Person"))
    role = chosen(_("Role"), Role.choices)
