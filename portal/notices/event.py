"""An entry as those read it who say whom it concerns."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from governance import canonical
from governance.models import LedgerEntry, Scope


@dataclass(frozen=True)
class Event:
    """What happened, in which scope (none: the whole site), to what (0: nothing that has an id),
    and when it is told.
    """

    entry: LedgerEntry
    scope: Scope | None
    subject_type: str
    subject_id: int
    data: dict[str, Any]
    now: datetime

    @classmethod
    def of(cls, entry: LedgerEntry, now: datetime) -> "Event":
        body = canonical.loads(entry.body)
        kind, _colon, number = body["subject"].partition(":")
        scope = Scope.objects.filter(key=entry.scope).first() if entry.scope else None
        return cls(entry, scope, kind, int(number) if number.isdecimal() else 0, body["data"], now)
