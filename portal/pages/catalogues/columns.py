"""What the catalogues' tables share: headings that sort, filters kept in the address, neighbours."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from portal.components.types import Tab
from portal.pages import links

PAGE_SIZE = 50
LONGEST = 200


@dataclass(frozen=True)
class Column:
    """A heading; `href` sorts by it, `direction` says how it is sorted now."""

    label: str
    href: str = ""
    direction: str = ""
    number: bool = False


def column(
    query: QueryDict, kept: Sequence[str], sort: str, key: str, label: str, *, number: bool = False
) -> Column:
    """A heading that sorts, the other way round when it does so already; filters stay."""
    now = {key: "ascending", f"-{key}": "descending"}.get(sort, "")
    said = {name: query[name] for name in kept if query.get(name)}
    after = f"-{key}" if now == "ascending" else key
    return Column(label, "?" + urlencode({**said, "sort": after}), now, number)


def typed(query: QueryDict, name: str) -> str:
    """What the address says of a filter, cut to what anybody types."""
    return query.get(name, "").strip().replace("\x00", "")[:LONGEST]


def narrowed(query: QueryDict, names: Iterable[str]) -> bool:
    """Whether any filter is set: an empty table then says so instead of how to begin."""
    return any(query.get(name, "").strip() for name in names)


def neighbours(current: str) -> tuple[Tab, ...]:
    """The three pages of what there is to work with."""
    labels = {
        "sources": _("Sources"),
        "environments": _("Environments"),
        "wall": _("Infrastructure wall"),
    }
    return tuple(
        Tab(label, links.to(name), current=name == current) for name, label in labels.items()
    )
