"""Who sends promotions and kills the gateway inside them, and the worker now and then."""

import random
import threading
import time
from collections import Counter
from dataclasses import dataclass

from django.db import connection

from tests.reliability.load.clients import Load, Order
from tests.reliability.load.entrants import Entrant
from workflows.models import Release
from workflows.words import ReleaseState

# The moments inside a promotion at which the gateway is to die; then it is told where it stood.
RECORDED, ALIAS, LIVE, ANY = "recorded", "alias set", "live", "any"
MOMENTS = (RECORDED, ALIAS, LIVE, ANY)
WORKER_TOO = 0.35
LOOK_EVERY = 0.002
PATIENCE = 60.0
SETTLED_WITHIN = 30.0


@dataclass(frozen=True)
class Kill:
    """One kill: where the promotion stood, and how long after the restart it was settled."""

    wanted: str
    stood: str
    with_worker: bool
    restart_seconds: float
    settled_seconds: float


class Marshal(threading.Thread):
    """One promotion after another until the time is over, with a kill inside each."""

    def __init__(self, load: Load, seconds: float, seed: int) -> None:
        super().__init__(daemon=True, name="marshal")
        self.load, self.seconds = load, seconds
        self._chance = random.Random(seed)
        self._waiting = list(load.grid.approved)
        self._moments: list[str] = []
        self.kills: list[Kill] = []
        self.faults: list[str] = []

    def run(self) -> None:
        until = time.monotonic() + self.seconds
        try:
            self._send(self._waiting.pop(0)).answered.wait(PATIENCE)  # one in peace, to be repeated
            while self._waiting and time.monotonic() < until:
                self._round(self._waiting.pop(0))
            while time.monotonic() < until:
                time.sleep(self._chance.uniform(0.5, 8))
                self._kill(None, ANY)
            for entrant in self._waiting:
                self._send(entrant).answered.wait(PATIENCE)
        except Exception as fault:  # noqa: BLE001 (a thread's fault is the test's)
            self.faults.append(f"The marshal ended: {fault!r}")
        finally:
            connection.close()

    def _round(self, entrant: Entrant) -> None:
        moment = self._next_moment()
        order = self._send(entrant)
        order.sent.wait(PATIENCE)
        self._await(entrant, moment)
        self._kill(order, moment)
        order.answered.wait(PATIENCE)
        time.sleep(self._chance.uniform(0.2, 1.5))

    def _next_moment(self) -> str:
        """Each in its turn, in an order of chance."""
        if not self._moments:
            self._moments = self._chance.sample(MOMENTS, len(MOMENTS))
        return self._moments.pop()

    def _send(self, entrant: Entrant) -> Order:
        return self.load.order(entrant)

    def _await(self, entrant: Entrant, moment: str) -> None:
        if moment == ANY:
            time.sleep(self._chance.uniform(0, 1))
            return
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and not self._has_come(entrant, moment):
            time.sleep(LOOK_EVERY)

    def _has_come(self, entrant: Entrant, moment: str) -> bool:
        if moment == ALIAS:
            return bool(self.load.track.store.marks_of(entrant.workspace))
        rows = Release.objects.filter(scope=entrant.use_case.scope)
        return rows.filter(state=ReleaseState.LIVE).exists() if moment == LIVE else rows.exists()

    def _kill(self, order: Order | None, moment: str) -> None:
        track = self.load.track
        with_worker = self._chance.random() < WORKER_TOO
        if with_worker and self._chance.random() < 0.5:
            track.worker.kill()
        track.part.kill()
        if with_worker and track.worker.alive:
            track.worker.kill()
        stood = self._stood(order)
        restart = track.restart(with_worker=with_worker)
        settled = self._settled(order)
        self.kills.append(Kill(moment, stood, with_worker, restart, settled))

    def _stood(self, order: Order | None) -> str:
        if order is None:
            return "no promotion"
        if order.answered.is_set():
            return "answered"
        marks = bool(self.load.track.store.marks_of(order.entrant.workspace))
        states = [one.state for one in order.entrant.releases()]
        if not states:
            return "nothing recorded"
        if states == [ReleaseState.LIVE]:
            return "live, not answered"
        return "alias set, not live" if marks else "recorded, no alias"

    def _settled(self, order: Order | None) -> float:
        """Seconds from the restart until the intent has its outcome; 0 where there is no intent."""
        began = time.monotonic()
        while order is not None and time.monotonic() - began < 2 * SETTLED_WITHIN:
            states = {one.state for one in order.entrant.releases()}
            if ReleaseState.STARTING not in states:
                break
            time.sleep(0.05)
        return time.monotonic() - began


def summary(kills: list[Kill]) -> Counter[str]:
    return Counter(one.stood for one in kills)
