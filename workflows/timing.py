"""When something happened that a person set going: the person's moment, and what it took since.

A service is told its `now`, and what it wants is done later by the runner. Both moments are kept,
so that what the runner reports lies as long after the act as it really took, whatever moment the
act was given. Where that was the clock's own, as always outside the demo, so is this.
"""

from datetime import datetime, timedelta


def after(occurred_at: datetime, recorded_at: datetime, *, clock: datetime) -> datetime:
    """`occurred_at` plus the time that has passed on the clock since it was recorded."""
    return occurred_at + max(clock - recorded_at, timedelta())
