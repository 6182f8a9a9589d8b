"""Writes all style sheets as one file, and says how large it is compressed."""

from __future__ import annotations

import gzip
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal import css

LIMIT = 12 * 1024


class Command(BaseCommand):
    """`manage.py build_css [FILE]`; fails when the result is over 12 KiB gzipped."""

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to write; without it only the size is told."""
        parser.add_argument("file", nargs="?", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Join, measure, write."""
        text = css.joined().encode()
        size = len(gzip.compress(text, 9))
        self.stdout.write(f"{len(css.sheets())} sheets, {len(text)} bytes, {size} gzipped")
        if size > LIMIT:
            raise CommandError(f"{size} bytes gzipped is over the limit of {LIMIT}.")
        if options["file"]:
            options["file"].write_bytes(text)
