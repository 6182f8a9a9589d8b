"""A reader with an outside act and an effect, and the points at which it can be killed.

The outside act stands for MLflow: looked for before it is made, a line in a log each time that it
is made. The effect is a ledger entry. A file in the home names the point, and who is to be killed
there: the pool's process alone, or the whole worker. It works once.
"""

import os
import signal
from datetime import timedelta
from functools import partial, wraps
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from governance.actors import Actor
from governance.services import deliveries, ledger
from governance.subscriptions import subscribe

KIND = "policy.drafted"
EFFECT = "run.linked"
READER = "faulty"
LEASE = timedelta(seconds=3)
POINTS = (
    "claimed",
    "before the outside act",
    "after the outside act",
    "before the effect",
    "after the effect",
    "after the commit",
)
SYSTEM = Actor.system(READER)


def folder() -> Path:
    path = Path(settings.PITWALL_HOME) / "outside"
    path.mkdir(exist_ok=True)
    return path


def kill_at(point: str, who: str) -> None:
    """Have the next process that comes to `point` killed."""
    (folder() / "kill").write_text(f"{point}/{who}")


def made() -> list[str]:
    """What was made outside, once for each time that it was made."""
    log = folder() / "made"
    return log.read_text().splitlines() if log.exists() else []


def come_to(point: str) -> None:
    """Die here, if that was asked for."""
    order = folder() / "kill"
    if not order.exists() or order.read_text().split("/")[0] != point:
        return
    who = order.read_text().split("/")[1]
    order.rename(folder() / "killed")
    if who == "worker":
        os.kill(os.getppid(), signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)


def read(entry, *, attempt):
    come_to("before the outside act")
    thing = folder() / str(entry.uuid)
    if not thing.exists():
        with (folder() / "made").open("a") as log:
            log.write(f"{entry.uuid}\n")
        thing.touch()
    come_to("after the outside act")
    return partial(effect, entry)


def effect(entry) -> None:
    come_to("before the effect")
    ledger.record(
        actor=SYSTEM, kind=EFFECT, scope=None, subject=f"entry:{entry.pk}", now=timezone.now()
    )
    come_to("after the effect")


def register() -> None:
    subscribe(READER, [KIND], lease=LEASE)(read)


def break_deliveries() -> None:
    """Let the points between a reader's own come too."""
    deliveries.claim = then_come_to("claimed", deliveries.claim)
    deliveries.finish = then_come_to("after the commit", deliveries.finish)


def then_come_to(point: str, function):
    @wraps(function)
    def wrapped(*args, **kwargs):
        result = function(*args, **kwargs)
        if result:
            come_to(point)
        return result

    return wrapped
