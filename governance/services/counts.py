"""How many calls a caller may still make: counted in one row over all processes, taken in portions.

Each process takes a portion of the limit at a time and counts it down by itself, so that of many
calls one writes. A caller never gets more than the limit, unless the database is too busy to be asked;
what a process took and didn't use is lost to the others until the span ends.
"""

from dataclasses import dataclass, field
from threading import Lock

from django.db import OperationalError, transaction

from governance import locks
from governance.models import CallCount

PORTIONS = 20
MOST_CALLERS = 10_000


@dataclass
class Share:
    """What this process may still give a caller in a span, and what others had taken."""

    span: int
    left: int = 0
    taken: int = 0


@dataclass
class Shares:
    """The shares of this process, by caller."""

    held: dict[str, Share] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def take(self, caller: str, *, limit: int, span: int) -> int | None:
        """The calls that are left after this one; None where it is one too many."""
        share = self._share(caller, span)
        while True:
            with self.lock:
                if share.left > 0:
                    share.left -= 1
                    return share.left + limit - share.taken
                if share.taken >= limit:
                    return None
            self._refill(share, caller, limit)

    def _refill(self, share: Share, caller: str, limit: int) -> None:
        """Not under the lock: a slow database keeps nobody waiting who has calls left.

        Where others write for long, the process gives a portion of what it knows to be left.
        """
        try:
            size, taken = _portion(caller, limit, share.span)
        except OperationalError:
            size = min(_wanted(limit), limit - share.taken)
            taken = share.taken + size
        with self.lock:
            share.left += size
            share.taken = max(share.taken, taken)

    def _share(self, caller: str, span: int) -> Share:
        with self.lock:
            return self._current(caller, span)

    def _current(self, caller: str, span: int) -> Share:
        share = self.held.get(caller)
        if share is None or share.span != span:
            if len(self.held) >= MOST_CALLERS:
                self.held.clear()
            share = self.held[caller] = Share(span)
        return share


def _portion(caller: str, limit: int, span: int) -> tuple[int, int]:
    """Take the next portion from the row: its size, and what is taken in all by now.

    Where another process's clock is in the next span already, it is taken of that.
    """
    with locks.impatient(), transaction.atomic():
        CallCount.objects.bulk_create(
            [CallCount(caller=caller, span=span, taken=0)], ignore_conflicts=True
        )
        row = CallCount.objects.select_for_update().get(pk=caller)
        before = row.taken if row.span >= span else 0
        span = max(span, row.span)
        size = max(
            0, min(_wanted(limit), limit - before)
        )  # a limit may have been lowered meanwhile
        row.span, row.taken = span, before + size
        row.save(update_fields=["span", "taken"])
        return size, row.taken


def _wanted(limit: int) -> int:
    return max(1, limit // PORTIONS)


def forget(*, span: int) -> int:
    """Drop the counts of spans that have ended; how many there were."""
    return CallCount.objects.filter(span__lt=span).delete()[0]
