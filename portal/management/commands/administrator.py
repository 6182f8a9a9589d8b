"""Makes the first administrator of a site without a demo, who then makes everybody else."""

import getpass
import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from governance.actors import Actor
from governance.errors import PitwallError
from governance.services import people
from governance.words import SiteRole

PASSWORD_VARIABLE = "PITWALL_ADMINISTRATOR_PASSWORD"  # noqa: S105 - the variable's name


class Command(BaseCommand):
    """An account with the site role administrator, which approves nothing."""

    help = f"Make an administrator; the password is asked for, or read from {PASSWORD_VARIABLE}."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", default="", help="full name, as the record will keep it")
        parser.add_argument("--email", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        password = os.environ.get(PASSWORD_VARIABLE) or getpass.getpass("Password: ")
        actor, now = Actor.system("setup", via="command"), timezone.now()
        try:
            with transaction.atomic():
                user = people.add(
                    actor=actor,
                    username=options["username"],
                    full_name=options["name"] or options["username"],
                    email=options["email"],
                    password=password,
                    now=now,
                )
                people.grant_site_role(
                    actor=actor, user_id=user.pk, role=SiteRole.ADMINISTRATOR, now=now
                )
        except PitwallError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{user} can sign in as {user.get_username()}, and add people at /admin/."
        )
