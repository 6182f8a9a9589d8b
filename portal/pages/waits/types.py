"""One thing that waits, as its row says it and as pages do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from governance.actors import Actor
from workflows.models import Duty


@dataclass(frozen=True)
class Told:
    """A row with what its sentences are made of; `roles` are the reader's in the use case."""

    duty: Duty
    said: Mapping[str, Any]
    actor: Actor
    roles: frozenset[str]

    @property
    def case(self) -> str:
        """The use case's title."""
        return str(self.duty.scope.label)

    @property
    def slug(self) -> str:
        """Its address, which is the scope's key."""
        return str(self.duty.scope.key)


@dataclass(frozen=True)
class Wait:
    """What waits, why, where, since and until when, and the act that ends it.

    `rank` orders kinds: decisions before answers before own work before vacancies.
    """

    rank: int
    kind: str
    icon: str
    title: str
    why: str
    where: str
    do: str
    href: str
    since: datetime | None = None
    due: datetime | None = None
    scope_id: int | None = None
    review_id: int | None = None

    def overdue(self, now: datetime) -> bool:
        return self.due is not None and self.due < now
