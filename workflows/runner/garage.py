"""Every model process of this host: those that should be are made to be, and the others end."""

import time

from django.utils import timezone

from workflows.runner.serving import Serving
from workflows.sandbox import Sandbox
from workflows.services import processes
from workflows.services.processes import SERVED


class Garage:
    """The serving threads by the id of their ModelProcess."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._serving: dict[int, Serving] = {}

    def step(self) -> None:
        """Bring what runs into agreement with what is wanted."""
        now = timezone.now()
        self._serving = {key: one for key, one in self._serving.items() if one.is_alive()}
        wanted = {process.pk: process for process in processes.wanted(now=now)}
        for key, process in wanted.items():
            # One that only drains isn't worth starting again after the runner's own restart.
            if key not in self._serving and process.release.state in SERVED:
                self._serving[key] = Serving(key, self._sandbox)
                self._serving[key].start()
        for key, serving in self._serving.items():
            if key not in wanted:
                serving.end(for_good=True)
        for process in processes.left_over(now=now):
            if process.pk not in self._serving:
                processes.ended(process_id=process.pk, reason="Its release is over.", now=now)

    def close(self, patience: float) -> None:
        """End every process; the next runner starts them again."""
        for serving in self._serving.values():
            serving.end(for_good=False)
        until = time.monotonic() + patience
        for serving in self._serving.values():
            serving.join(max(0.0, until - time.monotonic()))
