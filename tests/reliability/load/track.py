"""The real parts of a load: a gateway with MLflow inside, a broker and a worker, any of them mortal."""

import threading
import time

from django.db import connection
from django.utils import timezone

from governance import relay
from tests.fixtures.parts import Part, broker_answers, wait_until
from tests.reliability.load.store import Store
from tests.workflows.mlflow.conftest import Guarded


class Track(Guarded):
    """A guarded gateway, and a worker that carries out what the gateway began."""

    def __init__(self, home, database_url: str) -> None:
        super().__init__(home, database_url)
        self.store = Store(home)
        self.broker_url = (
            self.environment.get("REDIS_URL") or f"redis+socket://{home}/run/broker.sock"
        )
        self.broker = Part("broker", self.environment, lambda: broker_answers(self.broker_url))
        self.worker = Part("worker", self.environment, self._worker_is_ready)
        self._readies = 0
        self.relay = Relay()

    def start(self) -> None:
        """MLflow takes a while to load, so the gateway comes first."""
        if not self.environment.get("REDIS_URL"):
            self.broker.start()
        self.part.start()
        self.relay.start()

    def start_worker(self) -> None:
        self._readies = self.worker.log().count(" ready.")
        self.worker.start()

    def _worker_is_ready(self) -> bool:
        return self.worker.log().count(" ready.") > self._readies

    def restart(self, *, with_worker: bool = False) -> float:
        """Start the gateway after its death, and the worker; how many seconds until both answer."""
        began = time.monotonic()
        starting = threading.Thread(target=self.start_worker)
        if with_worker:
            starting.start()
        self.part.start()
        if with_worker:
            starting.join()
            wait_until(self._worker_is_ready, f"the worker is ready\n{self.worker.log()[-4000:]}")
        return time.monotonic() - began

    def kill_worker(self) -> None:
        """kill -9, as often as it takes: a worker that is starting has no pool yet."""
        self.worker.kill()

    def stop(self) -> None:
        self.relay.over.set()
        if self.worker.process is not None and self.worker.alive:
            self.worker.kill()  # a kind end would wait for tasks that nobody waits for any more
        for part in (self.worker, self.part, self.broker):
            part.stop()
        if self.relay.is_alive():
            self.relay.join()

    def logs(self) -> str:
        return (
            f"== gateway ==\n{self.part.log()[-6000:]}\n== worker ==\n{self.worker.log()[-6000:]}"
        )


class Relay(threading.Thread):
    """Rings for what is due, as the runner does; the runner itself would measure candidates."""

    def __init__(self) -> None:
        super().__init__(daemon=True, name="relay")
        self.over = threading.Event()
        self.faults: list[str] = []

    def run(self) -> None:
        while not self.over.wait(0.5):
            try:
                relay.relay_step(timezone.now())
            except Exception as fault:  # noqa: BLE001 (a thread's fault is the test's)
                self.faults.append(repr(fault))
        connection.close()
