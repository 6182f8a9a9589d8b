"""The runner's steps for the record: ring for what is due, and seal what was written.

Neither needs the broker: while it is down, the relay rings in vain and the tables wait.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from governance import heartbeat, wake
from governance.models import Checkpoint, Delivery
from governance.services import deliveries, sealing

# More workers than this find nothing to do on the machines that Pitwall is made for.
MOST_RINGS = 4


@dataclass(frozen=True)
class Standing:
    """What waits: `due` deliveries, for how long the oldest has been, and the dead letters."""

    due: int
    oldest: timedelta
    dead: int


def relay_step(now: datetime) -> int:
    """Wake workers for what is due; how many deliveries that are. Call it about every second."""
    heartbeat.beat(heartbeat.RUNNER, now=now)
    waiting = deliveries.due(now)[:MOST_RINGS].count()
    for _ in range(waiting):
        wake.workers()
    return waiting


def seal_step(now: datetime) -> Checkpoint | None:
    """Seal what was written since the last step. Call it about every second."""
    return sealing.seal(now=now)


def standing(now: datetime) -> Standing:
    """Where deliveries stand at `now`, for health checks and the officers' console."""
    waiting = deliveries.due(now)
    oldest = waiting.first()
    return Standing(
        due=waiting.count(),
        oldest=now - oldest.run_after if oldest else timedelta(),
        dead=Delivery.objects.filter(dead_at__isnull=False).count(),
    )
