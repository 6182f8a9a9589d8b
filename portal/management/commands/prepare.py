"""`manage.py prepare`: brings the database up to date, and collects static files."""

import argparse
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from governance.services import policies
from workflows.services import readings


class Command(BaseCommand):
    """What has to be done once before the parts start; doing it again changes nothing."""

    help = "Migrate the database, ship the policies and, if asked, collect static files."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--static", action="store_true", help="collect static files too")

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        policies.ship(now=timezone.now())
        # Another version of the program may read the same rows otherwise.
        readings.forget()
        if options["static"]:
            call_command("collectstatic", interactive=False, verbosity=0)
