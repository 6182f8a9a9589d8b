"""One measurement: some clients, one kind of call, one server."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.calls import Call
from benchmarks.servers import Server
from benchmarks.wire import Wire

# What the server does after its last answer counts too: Pitwall's gateway writes events down.
SETTLE = 0.2


@dataclass(frozen=True)
class Measured:
    """Seconds of each call, seconds of all of them, the server's CPU in ms, its memory's growth in MB."""

    took: list[float]
    seconds: float
    cpu_ms: float
    memory_mb: float

    @property
    def cpu_a_call(self) -> float:
        return self.cpu_ms / len(self.took)

    @property
    def calls_a_second(self) -> float:
        return len(self.took) / self.seconds


def measure(server: Server, calls: Sequence[Call], *, most: int, seconds: float) -> Measured:
    """A client for each call, all at once: `most` requests together, or as many as `seconds` allow.

    Each client calls at least once, on a connection that is there already.
    """
    clients = Clients(server, calls, most)
    server.process.forget_peak()
    memory, before = server.process.memory_mb(), server.process.cpu_ms()
    try:
        took, lasted = clients.run(seconds)
    except OSError as fault:
        raise RuntimeError(f"{server.name}: {fault}; {server.process.last_words()}") from fault
    time.sleep(SETTLE)
    used = server.process.cpu_ms() - before
    return Measured(took, lasted, used, server.process.memory_mb(peak=True) - memory)


class Clients:
    """A thread and a connection for each call."""

    def __init__(self, server: Server, calls: Sequence[Call], most: int) -> None:
        self._pairs = [(Wire(server.port, server.headers), call) for call in calls]
        for wire, _ in self._pairs:
            wire.call("GET", "/health")
        self._left = iter(range(most - len(calls)))
        self._took: list[float] = []
        self._faults: list[BaseException] = []

    def run(self, seconds: float) -> tuple[list[float], float]:
        """Seconds of each call, and of all together; raises what a call raised."""
        begun = time.perf_counter()
        threads = [
            threading.Thread(target=self._go_on, args=(*pair, begun + seconds))
            for pair in self._pairs
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        lasted = time.perf_counter() - begun
        if self._faults:
            raise self._faults[0]
        return self._took, lasted

    def _go_on(self, wire: Wire, call: Call, until: float) -> None:
        try:
            while True:
                begun = time.perf_counter()
                call(wire)
                self._took.append(time.perf_counter() - begun)
                if time.perf_counter() > until or next(self._left, None) is None:
                    return
        except BaseException as fault:  # noqa: BLE001 (raised in the thread that waits)
            self._faults.append(fault)
        finally:
            wire.close()
