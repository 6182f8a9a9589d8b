"""Pages of long lists: of one whose length is known, and of one that nobody should have to count."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet


def known(rows: "QuerySet | Sequence", count: int, size: int, number: str | None) -> Page:
    """A page of rows of which there are `count`, as another query has found."""
    paginator = Paginator(rows, size)
    paginator.count = count
    return paginator.get_page(number)


class _Uncounted:
    """Stands where a paginator does, and doesn't know how long the list is."""

    count = None


class Stretch:
    """A page of a list that isn't counted: it knows whether there is another after it."""

    paginator = _Uncounted()

    def __init__(self, rows: QuerySet, size: int, number: object) -> None:
        self.number = _whole(number)
        start = (self.number - 1) * size
        found: list[Any] = list(rows[start : start + size + 1])
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


def _whole(number: object) -> int:
    """The number of a page in an address: the first one where it is none."""
    said = str(number or "")
    return max(1, int(said)) if said.isascii() and said.isdigit() and len(said) < 8 else 1
