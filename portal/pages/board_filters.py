"""The board's filters: read from the address, written back into it, and as SQL."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance import searching
from governance.words import Role
from portal.components.words import STAGES
from portal.pages import standings
from portal.pages.waits import Reader
from projects.words import Residency, Tier
from workflows.models import Position

SHOWS = {
    "": (gettext_lazy("All"), ""),
    "waiting": (gettext_lazy("Waits for me"), ""),
    "mine": (gettext_lazy("Mine"), ""),
    "stuck": (gettext_lazy("Stuck"), "s-bad"),
    "service": (gettext_lazy("In service"), ""),
}
# What the table is sorted by; each ends in what makes it one order.
SORTS: Mapping[str, tuple[str, ...]] = {
    "urgency": ("urgent_at", "cycle_began", "pk"),
    "name": ("title", "pk"),
    "stage": ("place", "urgent_at", "pk"),
    "turn": ("turn_role", "urgent_at", "pk"),
    "live": ("serving", "window", "title", "pk"),
    "cycle": ("cycle", "title", "pk"),
    "age": ("cycle_began", "pk"),
}
URGENCY = "urgency"
LONGEST = 200


@dataclass(frozen=True)
class Filters:
    """What the address asks for; what it says that there isn't is left aside."""

    show: str = ""
    tier: str = ""
    stage: str = ""
    role: str = ""
    residency: str = ""
    text: str = ""
    view: str = ""
    sort: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "Filters":
        """The filters in a query; `q` is the text."""
        show, sort = asked.get("show", ""), asked.get("sort", "")
        return cls(
            show=show if show in SHOWS else "",
            tier=_one_of(Tier.values, asked.get("tier", "")),
            stage=_one_of(STAGES, asked.get("stage", "")),
            role=_one_of(Role.values, asked.get("role", "")),
            residency=_one_of(Residency.values, asked.get("residency", "")),
            text=asked.get("q", "").replace("\0", "").strip()[:LONGEST],
            view="table" if asked.get("view") == "table" else "",
            sort=sort if sort.removeprefix("-") in SORTS else "",
        )

    @property
    def table(self) -> bool:
        return self.view == "table"

    def query(self, **changes: str) -> str:
        """The same as a query, with some changed; empty when nothing is asked for."""
        asked = replace(self, **changes)
        values = {
            "show": asked.show,
            "tier": asked.tier,
            "stage": asked.stage,
            "role": asked.role,
            "residency": asked.residency,
            "q": asked.text,
            "view": asked.view,
            "sort": asked.sort if asked.table else "",
        }
        return urlencode({key: value for key, value in values.items() if value})

    def address(self, **changes: str) -> str:
        """The query as a link; the page's number is left out."""
        return f"?{self.query(**changes)}"

    def narrowed(self, reader: Reader) -> "QuerySet[Position]":
        """What the reader may see and the choices leave, before a pill is pressed."""
        return self.chosen(standings.visible(reader))

    def chosen(self, rows: "QuerySet[Position]") -> "QuerySet[Position]":
        """Those of these rows that the choices leave."""
        given = {
            "stage": self.stage,
            "tier": self.tier,
            "residency": self.residency,
            "turn_role": self.role,
        }
        rows = rows.filter(**{key: value for key, value in given.items() if value})
        for word in searching.words(self.text):
            rows = rows.filter(Q(title__icontains=word) | Q(slug__icontains=word))
        return rows

    def shown(self, reader: Reader) -> Q:
        """What the pressed pill leaves."""
        match self.show:
            case "waiting":
                return Q(review_id__in=reader.votes.values("subject"))
            case "mine":
                return Q(scope__in=reader.scopes())
            case "stuck":
                return Q(urgent_at__lt=reader.now)
            case "service":
                return Q(serving=True)
        return Q()

    def order(self) -> list:
        """The table's order; what isn't known comes last either way."""
        down, name = self.sort.startswith("-"), self.sort.removeprefix("-") or URGENCY
        first, *others = SORTS[name]
        if name in ("cycle", "age"):
            head = F(first).desc(nulls_last=True) if down else F(first).asc(nulls_last=True)
            return [head, *others]
        return [f"-{first}" if down else first, *others]

    def sorted_by(self, key: str) -> tuple[str, str]:
        """The address that sorts by a column, the other way round when it does; how it does now."""
        now = {key: "ascending", f"-{key}": "descending"}.get(self.sort or URGENCY, "")
        return self.address(sort=f"-{key}" if now == "ascending" else key), now


def _one_of(known: Container[str], value: str) -> str:
    """The value where there is such a one; the database would choke on some that there aren't."""
    return value if value in known else ""


@dataclass(frozen=True)
class Select:
    """A filter as a choice: name, label, and (value, words, chosen)."""

    name: str
    label: str
    options: tuple[tuple[str, str, bool], ...]


def selects(asked: Filters) -> Iterator[Select]:
    """The filters that are chosen from a list."""
    stages = list(STAGES.items())
    yield _select("stage", asked.stage, _("Stage"), _("Any stage"), stages)
    yield _select("tier", asked.tier, _("Tier"), _("Any tier"), Tier.choices)
    yield _select(
        "role", asked.role, _("Role whose turn it is"), _("Any role’s turn"), Role.choices
    )
    anywhere = _("Any residency")
    yield _select("residency", asked.residency, _("Residency"), anywhere, Residency.choices)


def _select(name: str, chosen: str, label: str, any_word: str, choices) -> Select:
    told = [(value, str(words).capitalize() if words != "IT" else "IT") for value, words in choices]
    options = [("", any_word), *told]
    return Select(name, label, tuple((v, words, v == chosen) for v, words in options))
