"""`manage.py healthy <part>`: whether one part is well, as an exit status."""

import argparse
import os
import time
import urllib.request
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from governance import heartbeat
from portal.launch.parts import PARTS, Part

# The clock writes its file at least every three minutes.
CLOCK_SILENT_AFTER = 400.0


class Command(BaseCommand):
    """For docker-compose's health checks: silent when all is well."""

    help = "Exit with 0 when a part of Pitwall is well, with 1 and the reason when it isn't."
    requires_system_checks = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        lasting = [part.name for part in PARTS if not part.once and not part.replaced_by]
        parser.add_argument("part", choices=lasting)

    def handle(self, *args: Any, **options: Any) -> None:
        part = next(part for part in PARTS if part.name == options["part"])
        if not well(part):
            raise CommandError(f"{part.name} isn't well.")


def well(part: Part) -> bool:
    """A part with a port answers itself, the clock writes a file, the others have a pulse."""
    if part.health:
        return answers(*part.health)
    if part.name == "beat":
        return clock_ticks()
    pulses = {pulse.part: pulse for pulse in heartbeat.status(timezone.now())}
    return not pulses[part.name].stale


def answers(port: str, path: str) -> bool:
    """Whether a GET on this machine comes back with 200; `port` names the port's variable."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(f"http://127.0.0.1:{os.environ[port]}{path}", timeout=3) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def clock_ticks() -> bool:
    """The clock has written down lately what it published."""
    files = settings.PITWALL_HOME.glob("beat-schedule*")
    return any(time.time() - file.stat().st_mtime < CLOCK_SILENT_AFTER for file in files)
