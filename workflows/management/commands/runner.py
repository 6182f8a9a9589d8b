"""`manage.py runner`: relays, seals, serves models and does long work until it is told to end."""

import signal
import threading

from django.core.management.base import BaseCommand

from workflows.runner import main


class Command(BaseCommand):
    """Runs in the foreground; SIGTERM or Ctrl-C ends it and every process that it started."""

    help = "Relay deliveries, seal the ledger, keep model processes as wanted, do long work."
    # They would load every page; `bin/prepare` and CI run them.
    requires_system_checks: tuple[str, ...] = ()

    def handle(self, *args: object, **options: object) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        main.run(stop)
