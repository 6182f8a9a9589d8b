"""Signs of life: a worker that went silent is seen, although its process still runs."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from governance.models import Heartbeat

WORKER = "worker"
RUNNER = "runner"
EVERY = timedelta(seconds=10)
STALE_AFTER = timedelta(seconds=60)


@dataclass(frozen=True)
class Pulse:
    """When a part was last seen at work (None: never), and whether that is too long ago."""

    part: str
    seen_at: datetime | None
    stale: bool


def beat(part: str, *, now: datetime) -> bool:
    """Note that `part` works; False, and nothing is written, where that was noted just now."""
    last = Heartbeat.objects.filter(part=part).first()
    if last and now - last.seen_at < EVERY / 2:
        return False
    Heartbeat.objects.update_or_create(part=part, defaults={"seen_at": now})
    return True


def status(now: datetime) -> tuple[Pulse, ...]:
    """The pulse of the worker (its tasks come through the queue) and of the runner."""
    seen = dict(Heartbeat.objects.values_list("part", "seen_at"))
    return tuple(_pulse(part, seen.get(part), now) for part in (WORKER, RUNNER))


def _pulse(part: str, seen_at: datetime | None, now: datetime) -> Pulse:
    return Pulse(part, seen_at, seen_at is None or now - seen_at > STALE_AFTER)
