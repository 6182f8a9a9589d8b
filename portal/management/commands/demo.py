"""Seeds the demo the first time, through the services alone; takes up an interrupted seeding."""

import contextlib
import json
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from governance.errors import PitwallError
from portal.demo.story.telling import Story
from portal.demo.story.waiting import Stuck
from portal.launch.progress import Report


class Command(BaseCommand):
    help = (
        "Seed the demo: ten weeks of a team's work, on real data, with models trained as it runs."
    )

    def handle(self, *args: object, **options: object) -> None:
        home = Path(settings.PITWALL_HOME)
        path = home / "run" / "progress.json"
        if Report.read(path).state == "done":
            return
        try:
            Story(begun(home / "demo.json"), path).tell()
        except (PitwallError, Stuck) as error:
            said = [str(error), *getattr(error, "reasons", ())]
            raise CommandError("The demo stopped: " + " ".join(said)) from error


def begun(path: Path) -> datetime:
    """When the demo was first started, kept in `path`, so that a second start goes on in its time."""
    with contextlib.suppress(OSError, ValueError, KeyError):
        return datetime.fromisoformat(json.loads(path.read_text(encoding="utf-8"))["begun"])
    now = timezone.now()
    path.write_text(json.dumps({"begun": now.isoformat()}), encoding="utf-8")
    return now
