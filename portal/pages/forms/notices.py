"""What is chosen about notices: which are listed, and where and how often one is told."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from governance import noticing
from governance.models import Channel, Notice, Scope
from governance.noticing import NoticeKind, Often
from governance.queries.notices import Wishes
from portal.pages.forms.base import ServiceForm
from portal.pages.forms.inputs import chosen, offer_use_cases


class FilterForm(forms.Form):
    """Which notices are listed; what can't be understood filters nothing."""

    kind = chosen(_("About"), NoticeKind.choices, empty=_("Everything"))
    case = chosen(_("Use case"), empty=_("All use cases"))
    unread = forms.BooleanField(label=_("Unread only"), required=False)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        _plain(self, "kind", "case")

    def offer(self, cases: QuerySet[Scope]) -> None:
        """The use cases that the latest notices are of."""
        offer_use_cases(self, "case", cases, _("All use cases"), inside=True)

    def narrowed(self, rows: "QuerySet[Notice]") -> "QuerySet[Notice]":
        """The rows that the filters leave."""
        self.is_valid()
        given = self.cleaned_data
        if given.get("kind"):
            rows = rows.filter(kind=given["kind"])
        if given.get("case"):
            rows = rows.filter(scope__key=given["case"])
        return rows.filter(read_at=None) if given.get("unread") else rows

    @property
    def filtered(self) -> bool:
        return any(self.cleaned_data.values())


@dataclass(frozen=True)
class Way:
    """A column of the matrix: the portal, e-mail or a channel."""

    key: str
    label: str


@dataclass(frozen=True)
class Line:
    """A row of the matrix: a kind, and a field for each way; None where a way doesn't take it."""

    kind: str
    label: str
    cells: tuple[tuple[Way, BoundField | None], ...]


def hours() -> list[tuple[int, str]]:
    """The hours of a day as clocks show them."""
    return [(hour, f"{hour:02}:00") for hour in range(24)]


class NoticesForm(ServiceForm):
    """What one is told, kind by kind and way by way, and in which hours."""

    prefix = "notices"

    digest_hour = forms.TypedChoiceField(label=_("Once a day means at"), choices=hours, coerce=int)
    quiet_from = chosen(_("Quiet hours from"), hours(), empty=_("none"))
    quiet_until = chosen(_("Quiet hours until"), hours(), empty=_("none"))

    def __init__(
        self, data: Any = None, *, wishes: Wishes, channels: Sequence[Channel], **given: Any
    ) -> None:
        super().__init__(data, initial=_initial(wishes), **given)
        _plain(self, "quiet_from", "quiet_until")
        self.ways = [
            Way(noticing.PORTAL, str(_("In the portal"))),
            Way(noticing.MAIL, str(_("By e-mail"))),
            *(Way(noticing.channel_way(one.pk), one.name) for one in channels),
        ]
        self.taken = {noticing.channel_way(one.pk): set(one.kinds) for one in channels}
        for kind, label, way in self._cells():
            self.fields[f"{kind}-{way.key}"] = forms.ChoiceField(
                label=f"{label}, {way.label}",
                choices=_choices(way.key),
                initial=wishes.often(kind, way.key),
                widget=forms.Select(attrs={"class": "input"}),
            )

    def _cells(self) -> Iterator[tuple[str, str, Way]]:
        for kind, label in NoticeKind.choices:
            for way in self.ways:
                if kind in self.taken.get(way.key, NoticeKind.values):
                    yield kind, str(label), way

    def lines(self) -> list[Line]:
        """The matrix as the page shows it."""
        return [
            Line(kind, str(label), tuple((way, self._cell(kind, way)) for way in self.ways))
            for kind, label in NoticeKind.choices
        ]

    def _cell(self, kind: str, way: Way) -> BoundField | None:
        name = f"{kind}-{way.key}"
        return self[name] if name in self.fields else None

    def given(self) -> dict[str, Any]:
        """The choices and hours, as the service takes them."""
        chosen_ = {
            (kind, way.key): self.cleaned_data[f"{kind}-{way.key}"]
            for kind, _label, way in self._cells()
        }
        names = ("digest_hour", "quiet_from", "quiet_until")
        return {"choices": chosen_, **{name: self.cleaned_data[name] for name in names}}


def _plain(form: forms.Form, *names: str) -> None:
    """Keep labels from saying “optional” where there is nothing to leave out."""
    for name in names:
        form.fields[name].needed = True  # type: ignore[attr-defined]


def _choices(way: str) -> list[tuple[str, Any]]:
    if way == noticing.PORTAL:
        return [(Often.AT_ONCE.value, _("shown")), (Often.NEVER.value, _("not shown"))]
    return list(Often.choices)


def _initial(wishes: Wishes) -> dict[str, Any]:
    kept = wishes.hours
    return {
        "digest_hour": kept.digest_hour,
        "quiet_from": "" if kept.quiet_from is None else kept.quiet_from,
        "quiet_until": "" if kept.quiet_until is None else kept.quiet_until,
    }
