"""Checks: pure functions of facts that say passed, failed or unknown, and why."""

from governance.checks.outcomes import (
    FAILED,
    PASSED,
    UNKNOWN,
    CheckLine,
    CheckOutcome,
    WaiverFact,
)
from governance.checks.registry import CHECKS, Check, title
from governance.checks.running import frozen, run, run_all

__all__ = [
    "CHECKS",
    "FAILED",
    "PASSED",
    "UNKNOWN",
    "Check",
    "CheckLine",
    "CheckOutcome",
    "WaiverFact",
    "frozen",
    "run",
    "run_all",
    "title",
]
