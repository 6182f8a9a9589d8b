"""What is typed to make a key: for the API as a whole, or for one use case."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from governance.models import Scope
from governance.services.tokens import USE_CASE_DEFAULT
from governance.words import TokenScope
from portal.pages.forms.base import ServiceForm
from portal.pages.forms.inputs import chosen, chosen_id, offer, offer_use_cases, text


class _Key(ServiceForm):
    """What is said of any key."""

    prefix = "token"

    name = forms.CharField(
        label=_("What it is for"),
        help_text=_("A pipeline, a notebook, a script."),
        error_messages={"required": _("Name it, so that you know later which one to revoke.")},
    )
    allows = forms.MultipleChoiceField(
        label=_("What a key of one use case allows"),
        required=False,
        choices=TokenScope.choices,
        initial=list(USE_CASE_DEFAULT),
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.IntegerField(label=_("Days it lasts"), initial=30)


class TokenForm(_Key):
    """Making a key; without a use case it opens the API, and not MLflow."""

    use_case = chosen(
        _("Use case"),
        (),
        _("A key of one use case opens nothing else; only such a one opens MLflow."),
        empty=_("All of them, through the API alone"),
    )

    def offer(self, use_cases: QuerySet[Scope]) -> None:
        """The use cases that the reader may see."""
        offer_use_cases(self, "use_case", use_cases, _("All of them, through the API alone"))

    def given(self) -> dict[str, Any]:
        """What the service takes: uses count only beside a use case."""
        said = self.cleaned_data
        told = {"name": said["name"], "days": said["days"]}
        return told | _opened(said)


class ServiceTokenForm(_Key):
    """Making a key for a program's own account, in a use case that the maker needn't see."""

    account = chosen(_("Service account"))
    use_case = text(
        _("Use case"),
        _("Its short name, as in its address; the account has to be in its team."),
        optional=True,
    )
    names = {"user_id": "account", "scope_id": "use_case"}

    def offer_accounts(self, accounts: Sequence[tuple[int, str]]) -> None:
        """The accounts there are."""
        offer(self.fields["account"], accounts)

    def given(self) -> dict[str, Any]:
        """An account or use case that isn't there is none, and never one's own."""
        said = self.cleaned_data
        given = {"name": said["name"], "days": said["days"]}
        given["user_id"] = chosen_id(said["account"]) or -1
        return given | _opened(said)


def _opened(said: dict[str, Any]) -> dict[str, Any]:
    """The use case that is named, and what the key allows there; one that isn't there is none."""
    if not said["use_case"]:
        return {}
    named = Scope.objects.filter(key=said["use_case"]).values_list("pk", flat=True).first()
    return {"scope_id": named or 0, "allows": said["allows"]}


class ServiceAccountForm(ServiceForm):
    """Making an account for a program, which signs in nowhere."""

    prefix = "account"

    username = text(_("Short name"), _("Letters, digits and . + - _ @ only."))
    full_name = text(_("Name"), _("As people read it, such as “Nightly pipeline”."))


class KeyForm(ServiceForm):
    """Making a key where nothing needs to be typed."""

    prefix = "key"
