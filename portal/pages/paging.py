"""Pages of long lists: of one whose length is known, and of one that nobody should have to count."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet, Window


def known(rows: "QuerySet | Sequence", count: int, size: int, number: str | None) -> Page:
    """A page of rows of which there are `count`, as another query has found."""
    paginator = Paginator(rows, size)
    paginator.count = count
    return paginator.get_page(number)


def counted(rows: QuerySet, size: int, number: str | None) -> Page:
    """A page of rows with their count beside them, in one query where the page is there."""
    start = (whole(number) - 1) * size
    found = list(rows.annotate(in_all=Window(Count("pk")))[start : start + size])
    if not found:
        return Paginator(rows, size).get_page(number)
    paginator = Paginator(rows, size)
    paginator.count = found[0].in_all
    return Page(found, whole(number), paginator)


class _Uncounted:
    """Stands where a paginator does, and doesn't know how long the list is."""

    count = None


def span(size: int, number: object) -> slice:
    """Where the rows of a page lie in their list, and the one after them."""
    start = (whole(number) - 1) * size
    return slice(start, start + size + 1)


class Stretch:
    """A page of a list that isn't counted: it knows whether there is another after it."""

    paginator = _Uncounted()

    def __init__(
        self, rows: "QuerySet | Sequence[Any]", size: int, number: object, *, cut: bool = False
    ) -> None:
        """`cut` says that the rows are those of the page's span, read already."""
        self.number = whole(number)
        found: list[Any] = list(rows if cut else rows[span(size, number)])
        self.object_list, self._more = found[:size], len(found) > size

    def has_next(self) -> bool:
        return self._more

    def has_previous(self) -> bool:
        return self.number > 1

    def has_other_pages(self) -> bool:
        return self._more or self.number > 1

    def __iter__(self):
        return iter(self.object_list)

    def __len__(self) -> int:
        return len(self.object_list)


def whole(number: object) -> int:
    """The number of a page in an address: the first one where it is none."""
    said = str(number or "")
    return max(1, int(said)) if said.isascii() and said.isdigit() and len(said) < 8 else 1


def holding(before: int, size: int) -> int:
    """The number of the page on which a row stands that has so many before it."""
    return before // size + 1
