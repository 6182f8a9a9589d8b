"""manage.py schema: write docs/openapi.yaml, unless that breaks clients whom nobody told."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.api import document


class Command(BaseCommand):
    help = "Write the OpenAPI document into docs/, or check that it is there as the code is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing")

    def handle(self, *args: Any, check: bool = False, **options: Any) -> None:
        text = document.written()
        broken = document.unannounced(document.read(text))
        if broken:
            raise CommandError(
                "This breaks clients of the API:\n  "
                + "\n  ".join(broken)
                + f"\nTake it back, or announce it: these lines in {document.ANNOUNCED.name}."
            )
        if not check:
            document.FILE.write_text(text, encoding="utf-8")
        elif not document.FILE.exists() or document.FILE.read_text(encoding="utf-8") != text:
            raise CommandError(f"{document.NAME} isn't as the code is; run `make schema`.")
