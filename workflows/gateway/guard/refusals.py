"""Refused writes in the record: at most one entry a minute for the same who, what and why."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils import timezone

from governance.models import Scope
from governance.services import ledger
from workflows.gateway.guard.callers import Caller
from workflows.gateway.guard.judging import Refusal
from workflows.mlflow.routes import Route

MINUTE = 60.0
# So many kinds of refusals are told apart at once, in all and of one person in one use case; the
# rest are counted together, so that nobody fills the record by asking for ever new things.
MOST = 10_000
MOST_OF_ONE = 100
VARIOUS = Refusal("PERMISSION_DENIED", "various", "")


@dataclass
class _Tally:
    """What was refused since the last entry."""

    caller: Caller
    method: str
    path: str
    refusal: Refusal
    since: float
    count: int = 0


class Refusals:
    """Counts refused writes; what has been counted for a minute is due to be written."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._tallies: dict[tuple, _Tally] = {}
        self._kinds: Counter[tuple[int, int]] = Counter()

    def note(self, caller: Caller, route: Route, refusal: Refusal) -> _Tally | None:
        """Count one; what has to be written now, if it is the first of its minute."""
        who = caller.user_id, caller.scope_id
        said = route.method, route.path, refusal
        key: tuple = (*who, route.method, route.path, refusal.reason, refusal.thing)
        if key not in self._tallies and self._is_full(who):
            said, key = ("*", "*", VARIOUS), (*who, VARIOUS.reason)
        known = self._tallies.get(key)
        if known is not None:
            known.count += 1
            return None
        tally = _Tally(caller, *said, since=self._clock())
        self._tallies[key] = tally
        self._kinds[who] += 1
        return replace(tally, count=1)

    def _is_full(self, who: tuple[int, int]) -> bool:
        return self._kinds[who] >= MOST_OF_ONE or len(self._tallies) >= MOST

    def due(self, *, all_of_them: bool = False) -> list[_Tally]:
        """What was refused again in a minute that is over, to be written; a new minute begins."""
        found = []
        for key, one in list(self._tallies.items()):
            if not all_of_them and self._clock() - one.since < MINUTE:
                continue
            if one.count:
                found.append(one)
                self._tallies[key] = replace(one, since=self._clock(), count=0)
                continue
            del self._tallies[key]
            self._kinds[key[:2]] -= 1
            if not self._kinds[key[:2]]:
                del self._kinds[key[:2]]
        return found


def write(tally: _Tally) -> None:
    """One entry that says how often the same was refused."""
    caller, refusal = tally.caller, tally.refusal
    with transaction.atomic():
        ledger.record(
            actor=caller.actor,
            kind="mlflow.refused",
            scope=Scope.objects.get(pk=caller.scope_id),
            subject="",
            now=timezone.now(),
            route=f"{tally.method} {tally.path}",
            reason=refusal.reason,
            thing=refusal.thing[:200],
            count=tally.count,
        )
