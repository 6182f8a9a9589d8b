"""One thing that waits, as plain values: what, in which words' parts, for whom and for whom not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Waits:
    """A duty before it is a row. `roles` and `people` have it, `barred` haven't: (user, role).

    A bar with no role is one in every role; `owner` may be one's own without seeing the use case.
    """

    kind: str
    rank: int
    subject: int
    since: datetime | None = None
    due: datetime | None = None
    asked_by: int | None = None
    roles: tuple[str, ...] = ()
    people: tuple[int, ...] = ()
    outside: bool = False
    barred: frozenset[tuple[int, str]] = frozenset()
    told: Mapping[str, Any] = field(default_factory=dict)


def distinct(words: Iterable[str]) -> tuple[str, ...]:
    """The same in their order, each once."""
    return tuple(dict.fromkeys(words))
