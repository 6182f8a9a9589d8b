"""The runner's main loop, from its lock to its last child."""

import fcntl
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import close_old_connections, connection
from django.utils import timezone

from governance import relay, triggers
from governance.services import tokens
from workflows import host
from workflows.runner.desk import Desk
from workflows.runner.garage import Garage
from workflows.runner.steps import Step
from workflows.sandbox import best, detect
from workflows.services import readings
from workflows.services.jobs import RUNNER

logger = logging.getLogger(__name__)

TICK = 0.25
# The supervisor waits 30 s before it kills; children are asked first, then jobs are given back.
PATIENCE = 12.0


def run(stop: threading.Event) -> None:
    """Do all that a runner does until `stop` is set; what it began is left as it should be found."""
    with only_one(Path(settings.PITWALL_RUNTIME) / "runner.lock", stop) as alone:
        if alone:
            _run(stop)


def _run(stop: threading.Event) -> None:
    for left in Path(settings.PITWALL_RUNTIME).glob("m*-*.sock"):
        left.unlink(missing_ok=True)  # of a runner that was killed
    sandbox = best()
    garage, desk = Garage(sandbox), Desk(sandbox)
    steps = [
        Step("relay", lambda: relay.relay_step(timezone.now()), every=0.5),
        Step("seal", lambda: relay.seal_step(timezone.now()), every=0.5),
        Step("sandbox", publish_sandbox, every=600),
        Step("guard", check_guard, every=600),
        Step("processes", garage.step, every=0.5),
        Step("jobs", desk.step, every=0.5),
        Step("keys", lambda: tokens.sweep(part=RUNNER, now=timezone.now()), every=60),
    ]
    logger.info("The runner works; models run at level %s.", sandbox.level)
    while not stop.wait(TICK):
        for step in steps:
            close_old_connections()
            step.take()
    logger.info("The runner ends.")
    garage.close(PATIENCE)
    desk.close(PATIENCE)


def publish_sandbox() -> None:
    """Tell the other processes how well models are fenced in here."""
    report = detect()
    advice = f" {report.how_to_improve}" if report.how_to_improve else ""
    if host.sandbox()["level"] != report.level:
        readings.forget()
    host.publish_sandbox(level=report.level, reason=f"{report.reason}{advice}")


def check_guard() -> None:
    """Say loudly when the database would let somebody change the record."""
    if missing := triggers.missing(connection):
        logger.critical("The guard over the record is missing: %s; run bin/prepare.", missing)


@contextmanager
def only_one(path: Path, stop: threading.Event) -> Iterator[bool]:
    """Be the only runner of this home: wait for another to end; false when told to stop before that."""
    with path.open("a") as file:
        waited = False
        while not _taken(file.fileno()):
            if not waited:
                logger.warning("Another runner works in this home; waiting for it to end.")
            waited = True
            if stop.wait(0.5):
                yield False
                return
        yield True


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
