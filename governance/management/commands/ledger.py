"""`manage.py ledger`: verify the record, export it, or take its newest checkpoint away."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from governance.actors import Actor
from governance.errors import PitwallError
from governance.models import Checkpoint
from governance.notes import NoteError
from governance.services import exporting, sealing, verification


class Command(BaseCommand):
    """Exit status 1 when something is amiss with the record, or a file can't be used."""

    help = "Verify the record, export it for a stranger, or print its newest checkpoint."

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        verify = acts.add_parser("verify", help="recompute everything; name the first bad entry")
        verify.add_argument(
            "--against", type=Path, metavar="FILE", help="a checkpoint kept elsewhere"
        )
        export = acts.add_parser("export", help="entries, proofs, key and checkpoint as JSON lines")
        export.add_argument("--scope", metavar="KEY", help="only one use case, each entry proven")
        export.add_argument("--to", type=Path, metavar="FILE")
        checkpoint = acts.add_parser(
            "checkpoint", help="the newest signed checkpoint, to keep elsewhere"
        )
        checkpoint.add_argument("--to", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        act = {"verify": self.verify, "export": self.export, "checkpoint": self.checkpoint}
        try:
            act[options["act"]](options)
        except (PitwallError, sealing.BrokenRecordError) as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from None

    def verify(self, options: dict[str, Any]) -> None:
        """Say what was looked at; every problem on a line of its own."""
        path = options["against"]
        try:
            report = verification.verify(against=path.read_text("utf-8") if path else None)
        except (NoteError, UnicodeDecodeError) as error:
            raise CommandError(f"{path}: {error}") from None
        for problem in report.problems:
            self.stderr.write(self.style.ERROR(problem.what))
        self.stdout.write(
            f"{report.sealed} sealed entries under {report.checkpoints} signed checkpoints, "
            f"{report.waiting} waiting to be sealed."
        )
        self.stdout.write(
            "Comments are in the record by their SHA-256 alone: "
            f"{report.erased} were erased since, which it shows and survives."
        )
        if not report.ok:
            raise CommandError("The record isn't what was sealed.")
        self.stdout.write(self.style.SUCCESS("The record is what was sealed."))

    def export(self, options: dict[str, Any]) -> None:
        """Seal what waits, then write the lines."""
        now = timezone.now()
        sealing.seal(now=now)
        actor = Actor.system("export", via="command")
        self.write(
            exporting.export(actor=actor, scope_key=options["scope"], now=now), options["to"]
        )

    def checkpoint(self, options: dict[str, Any]) -> None:
        """Seal what waits, then write the note."""
        sealing.seal(now=timezone.now())
        newest = Checkpoint.objects.order_by("-size").first()
        if newest is None:
            raise CommandError("The record is empty, so there is no checkpoint yet.")
        self.write([newest.note], options["to"])

    def write(self, lines: Iterable[str], path: Path | None) -> None:
        """To the file, or else to standard output, byte for byte."""
        if path is None:
            sys.stdout.writelines(lines)
            return
        with path.open("w", encoding="utf-8", newline="") as file:
            file.writelines(lines)
        self.stderr.write(f"Written to {path}.")
