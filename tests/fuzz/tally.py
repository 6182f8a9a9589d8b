"""What came of one role's calls: how many of each status, on which operations, and every fault once."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tests.fuzz.calls import Answer

LEAST_SHARE = 0.3


@dataclass
class Count:
    """Calls of one kind: their statuses, and the operations that were answered with success."""

    statuses: Counter[int] = field(default_factory=Counter)
    called: set[str] = field(default_factory=set)
    fine: set[str] = field(default_factory=set)

    def add(self, operation: str, answer: Answer) -> None:
        self.statuses[answer.status] += 1
        self.called.add(operation)
        if answer.fine:
            self.fine.add(operation)

    @property
    def calls(self) -> int:
        return self.statuses.total()

    @property
    def share(self) -> float:
        good = sum(count for status, count in self.statuses.items() if 200 <= status < 300)
        return good / self.calls if self.calls else 0.0

    def __str__(self) -> str:
        told = ", ".join(f"{status}: {count}" for status, count in sorted(self.statuses.items()))
        return (
            f"{self.calls} calls on {len(self.called)} operations, {self.share:.1%} 2xx, "
            f"on {len(self.fine)} operations ({told})"
        )


@dataclass
class Tally:
    """`prepared` calls look for what the role may do, `hostile` ones have to be refused; what is asked
    of the share of 2xx is asked of the `drawn` ones alone, none of which is sent twice.
    """

    role: str
    prepared: Count = field(default_factory=Count)
    hostile: Count = field(default_factory=Count)
    drawn: Count = field(default_factory=Count)
    faults: dict[tuple[str, str], str] = field(default_factory=dict)

    def note(self, kind: Count, operation: str, answer: Answer, sent: Any) -> None:
        """Count it, and keep what the schema doesn't say with the first call that showed it."""
        kind.add(operation, answer)
        for fault in answer.faults:
            self.faults.setdefault(
                (operation, fault[:200]), f"{fault[:600]}\n    sent: {sent!r:.400}"
            )

    @property
    def may(self) -> set[str]:
        """The operations that were answered with success at all."""
        return self.prepared.fine | self.drawn.fine

    def wrong(self) -> list[str]:
        """Every way in which the run isn't as it has to be."""
        found = [f"{name}: {told}" for (name, _), told in self.faults.items()]
        if self.drawn.share < LEAST_SHARE:
            found.append(f"only {self.drawn.share:.1%} of the drawn calls were 2xx")
        return found

    def lines(self, operations: int) -> list[str]:
        return [
            f"{self.role}: 2xx on {len(self.may)} of {operations} operations",
            f"  drawn: {self.drawn}",
            f"  prepared: {self.prepared}",
            f"  hostile: {self.hostile}",
        ]
