"""What is typed on a use case's overview."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.components.words import STAGES
from portal.pages.forms.base import ServiceForm
from workflows.stages import GATED


class StartForm(ServiceForm):
    """Beginning the next cycle."""

    prefix = "start"

    why = forms.CharField(
        label=_("Why now"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    entry_stage = forms.ChoiceField(
        label=_("Done anew from"),
        required=False,
        choices=[("", _("Only where something changed"))] + [(key, STAGES[key]) for key in GATED],
        help_text=_("Gates before it are carried over where content and rules are the same."),
    )


class ProposalForm(ServiceForm):
    """Proposing an act that a second person confirms."""

    prefix = "proposal"

    act = forms.ChoiceField(label=_("What"))
    reason = forms.CharField(
        label=_("Why"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, acts=(), **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["act"].choices = list(acts)  # type: ignore[attr-defined]


class SettleForm(ServiceForm):
    """Settling a finding."""

    prefix = "finding"

    resolution = forms.CharField(
        label=_("How it was settled"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
