"""What is typed on one's own account: a role lent, a time zone chosen."""

import zoneinfo
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.pages.forms.base import ServiceForm
from portal.pages.forms.gate import DayInput


class LendForm(ServiceForm):
    """Lending a role to a colleague until a day; `seat` is `role:scope`."""

    prefix = "lend"
    names = {"role": "seat", "scope_id": "seat", "taker_id": "taker"}

    seat = forms.CharField(label=_("Role"), widget=forms.Select)
    taker = forms.IntegerField(label=_("To"), widget=forms.Select)
    until = forms.DateField(label=_("Until the end of"), widget=DayInput)

    def offer(self, seats: Sequence[tuple[str, str]], people: Sequence[tuple[int, str]]) -> None:
        """The reader's roles, and the colleagues who may take one."""
        choose = ("", _("Choose"))
        self.fields["seat"].widget = forms.Select(choices=[choose, *seats])
        self.fields["taker"].widget = forms.Select(choices=[choose, *people])

    def given(self) -> dict[str, Any]:
        """The role and the scope, as the service takes them."""
        role, _colon, scope = self.cleaned_data["seat"].partition(":")
        number = int(scope) if scope.isascii() and scope.isdigit() and len(scope) < 18 else 0
        return {"role": role, "scope_id": number, "taker_id": self.cleaned_data["taker"]}


class ZoneForm(ServiceForm):
    """The time zone of one's own pages."""

    prefix = "zone"

    time_zone = forms.ChoiceField(label=_("Time zone"))

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        zones = [(name, name.replace("_", " ")) for name in sorted(zoneinfo.available_timezones())]
        self.fields["time_zone"].choices = zones  # type: ignore[attr-defined]
