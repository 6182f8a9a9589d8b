"""One thing that waits."""

from dataclasses import dataclass
from datetime import datetime


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

    def order(self, now: datetime) -> tuple:
        """Overdue first, then by kind, then by what is due and what waits longest."""
        far = datetime.max.replace(tzinfo=now.tzinfo)
        return (not self.overdue(now), self.rank, self.due or far, self.since or far)
