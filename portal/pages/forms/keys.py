"""What is typed to make a key: for the API as a whole, or for one use case."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.services.tokens import USE_CASE_DEFAULT
from governance.words import TokenScope
from portal.pages.forms.base import ServiceForm
from portal.pages.forms.inputs import chosen, chosen_id, offer


class TokenForm(ServiceForm):
    """Making a key; without a use case it opens the API, and not MLflow."""

    prefix = "token"

    name = forms.CharField(
        label=_("What it is for"),
        help_text=_("A pipeline, a notebook, a script."),
        error_messages={"required": _("Name it, so that you know later which one to revoke.")},
    )
    use_case = chosen(
        _("Use case"),
        (),
        _("A key of one use case opens nothing else; only such a one opens MLflow."),
        empty=_("All of them, through the API alone"),
    )
    allows = forms.MultipleChoiceField(
        label=_("What a key of one use case allows"),
        required=False,
        choices=TokenScope.choices,
        initial=list(USE_CASE_DEFAULT),
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.IntegerField(label=_("Days it lasts"), initial=30)

    def offer(self, use_cases: Sequence[tuple[int, str]]) -> None:
        """The use cases that the reader may see."""
        offer(self.fields["use_case"], use_cases, _("All of them, through the API alone"))

    def given(self) -> dict[str, Any]:
        """What the service takes: uses count only beside a use case."""
        said = self.cleaned_data
        told = {"name": said["name"], "days": said["days"]}
        if not said["use_case"]:
            return told
        return told | {"scope_id": chosen_id(said["use_case"]), "allows": said["allows"]}


class KeyForm(ServiceForm):
    """Making a key where nothing needs to be typed."""

    prefix = "key"
