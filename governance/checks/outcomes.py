"""What a check says, and how a waiver bears on it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from governance.policy.documents import CheckRule

PASSED = "passed"
FAILED = "failed"
UNKNOWN = "unknown"


@dataclass(frozen=True)
class CheckOutcome:
    """An outcome with its reason, where the value came from, and the value (JSON, no floats)."""

    outcome: str
    reason: str
    source: str = ""
    value: Any = None


@dataclass(frozen=True)
class WaiverFact:
    """An officer's word that one check at one stage passes until a moment."""

    stage: str
    check: str
    since: datetime
    until: datetime
    by: str
    reason: str = ""

    def covers(self, stage: str, check: str, now: datetime) -> bool:
        """Does it hold at `now`? It does from `since` on and ends just before `until`."""
        return self.stage == stage and self.check == check and self.since <= now < self.until


@dataclass(frozen=True)
class CheckLine:
    """A check at a gate: its rule, what it said, and the waiver that covers it, if one does."""

    rule: CheckRule
    outcome: CheckOutcome
    waived: WaiverFact | None = None

    @property
    def passes(self) -> bool:
        """Doesn't shut the gate: passed, or covered by a waiver. Unknown is never passed."""
        return self.outcome.outcome == PASSED or self.waived is not None
