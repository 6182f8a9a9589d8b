"""Eight clients at once: each does a day's work, and tries to promote whenever it is time for that."""

import queue
import random
import threading
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field

import httpx
from django.db import connection

from tests.reliability.load import calls
from tests.reliability.load.entrants import Entrant, Grid
from tests.reliability.load.track import Track

CLIENTS = 8
SEED = 20_240_317
# So many attempts a second are made by all clients together: 1,200 in ten minutes.
ATTEMPTS_A_SECOND = 2.0
# Cut short by a kill; and nobody there to ask, which is no attempt.
LOST, UNREACHED = "no answer", "not reached"
ALLOWED = frozenset({"promotion", "promotion, asked again", "repeat"})
REFUSED = "refused: "
PATIENCE = 90.0
THINKING = 0.02


@dataclass
class Order:
    """A promotion that is to be made now; `answered` is set with its first 200."""

    entrant: Entrant
    sent: threading.Event = field(default_factory=threading.Event)
    answered: threading.Event = field(default_factory=threading.Event)


class Tally:
    """What was asked and what came back, by kind."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.results: Counter[tuple[str, str]] = Counter()
        self.seconds: dict[str, list[float]] = defaultdict(list)
        self.attempts = self.allowed = 0
        self.faults: list[str] = []

    def add(self, kind: str, result: str, seconds: float = 0) -> None:
        with self._lock:
            self.results[kind, result] += 1
            if result == UNREACHED:
                return
            self.allowed += kind in ALLOWED
            self.attempts += kind in ALLOWED or kind.startswith(REFUSED)
            if result != LOST:
                self.seconds[kind].append(seconds)

    def next_attempt(self, promise: float, *, can_repeat: bool) -> str:
        """What is to be tried where attempts are behind what was promised: a third are allowed."""
        with self._lock:
            if self.attempts >= promise:
                return ""
            return "repeat" if can_repeat and self.allowed * 3 <= self.attempts else "refused"

    def of(self, *kinds: str) -> Counter[str]:
        """How often each result came of these kinds."""
        found: Counter[str] = Counter()
        for (kind, result), count in self.results.items():
            if kind in kinds:
                found[result] += count
        return found


class Load:
    """All clients, the orders that they take first, and what came of it."""

    def __init__(self, track: Track, grid: Grid) -> None:
        self.track, self.grid, self.tally = track, grid, Tally()
        self.orders: queue.Queue[Order] = queue.Queue()
        self.promoted: list[Entrant] = []
        self.over = threading.Event()
        self.began = time.monotonic()
        homes = grid.approved[:CLIENTS]
        self.clients = [
            Client(self, number, homes[number % len(homes)]) for number in range(CLIENTS)
        ]

    def start(self) -> None:
        self.began = time.monotonic()
        for one in self.clients:
            one.start()

    def order(self, entrant: Entrant) -> Order:
        order = Order(entrant)
        self.orders.put(order)
        return order

    def stop(self) -> None:
        """No more work; orders that are under way are brought to their end."""
        self.over.set()
        for one in self.clients:
            one.join(2 * PATIENCE)
            assert not one.is_alive(), "a client hangs"

    @property
    def promise(self) -> float:
        return ATTEMPTS_A_SECOND * (time.monotonic() - self.began)


class Client(threading.Thread):
    """One client, with a connection of its own."""

    def __init__(self, load: Load, number: int, home: Entrant) -> None:
        super().__init__(daemon=True, name=f"client-{number}")
        self._load = load
        self._chance = random.Random(SEED + number)
        experiment = load.track.experiment(f"client-{number}", key=home.key())
        self._work = calls.Work(self._chance, home, experiment)

    def run(self) -> None:
        try:
            with httpx.Client(
                base_url=self._load.track.url, trust_env=False, timeout=PATIENCE
            ) as self._http:
                while not self._load.over.is_set():
                    self._turn()
                    time.sleep(THINKING)
        except Exception as fault:  # noqa: BLE001 (a thread's fault is the test's)
            self._load.tally.faults.append(f"{self.name} ended: {fault!r}")
        finally:
            connection.close()

    def _turn(self) -> None:
        try:
            self._carry_out(self._load.orders.get_nowait())
        except queue.Empty:
            self._attempt_or_work()

    def _attempt_or_work(self) -> None:
        load = self._load
        turn = load.tally.next_attempt(load.promise, can_repeat=bool(load.promoted))
        if turn == "repeat":
            entrant = self._chance.choice(load.promoted)
            self._send("repeat", calls.allowed(self._chance, entrant))
        elif turn:
            kind, call = calls.forbidden(self._chance, load.grid)
            self._send(f"{REFUSED}{kind}", call)
        else:
            kind, call = self._work.next()
            answer = self._send(kind, call)
            if kind == "create run" and answer is not None and answer.status_code == 200:
                self._work.run_id = answer.json()["run"]["info"]["run_id"]

    def _carry_out(self, order: Order) -> None:
        """Ask until it is done, as MLflow's own client would over a restart."""
        call = calls.allowed(self._chance, order.entrant)
        kind, until = "promotion", time.monotonic() + PATIENCE
        while time.monotonic() < until:
            order.sent.set()
            answer = self._send(kind, call)
            if answer is not None and answer.status_code == 200:
                order.answered.set()
                self._load.promoted.append(order.entrant)
                return
            kind = "promotion, asked again"
            time.sleep(0.3)
        self._load.tally.faults.append(f"{order.entrant.workspace} was never promoted")

    def _send(self, kind: str, call: calls.Call) -> httpx.Response | None:
        method, path, content, key, right = call
        given = {"content": content} if isinstance(content, bytes) else {"json": content}
        began = time.monotonic()
        try:
            answer = self._http.request(
                method, path, headers={"Authorization": f"Bearer {key}"}, **given
            )
        except httpx.HTTPError as fault:
            is_gone = isinstance(fault, httpx.ConnectError)
            self._load.tally.add(kind, UNREACHED if is_gone else LOST)
            time.sleep(0.2)
            return None
        self._load.tally.add(kind, str(answer.status_code), time.monotonic() - began)
        may_wait = right == 200 and answer.status_code == 503
        if answer.status_code != right and not may_wait:
            said = f"{kind}: {method} {path} → {answer.status_code} {answer.text[:300]}"
            self._load.tally.faults.append(said)
        return answer
