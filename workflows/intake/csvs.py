"""CSV in UTF-8, whose header names the columns."""

import csv
import re
from collections.abc import Iterator, Sequence
from typing import IO

from django.utils.translation import gettext as _

from governance import inputs
from governance.errors import Invalid
from workflows.intake.limits import LONGEST, MOST_FAULTS

# A line's end as old machines write it, inside what ends with one as today's do.
OLD_END = re.compile(r"(?<=\r)(?!\n)")


def rows(
    file: IO[bytes], columns: Sequence[str], errors: inputs.Errors
) -> Iterator[tuple[str, object]]:
    """Each row as a mapping from its columns' names, with the number of its line."""
    reader = csv.DictReader(_text(file))
    try:
        refuse_missing("header", columns, reader.fieldnames or [])
        for item in reader:
            yield f"line {reader.line_num}", item
            if len(errors) >= MOST_FAULTS:
                return
    except csv.Error as fault:
        where = f"line {reader.line_num}"
        errors[where] = _("This can't be read as CSV (%(fault)s); mend it.") % {"fault": fault}


def refuse_missing(where: str, columns: Sequence[str], found: Sequence[str]) -> None:
    """Raises Invalid for a table that lacks a column."""
    missing = [name for name in columns if name not in found]
    if missing:
        names, wanted = ", ".join(found)[:200] or "nothing", ", ".join(columns)
        raise Invalid(
            {
                where: _("%(missing)s missing; it must name %(wanted)s, it names %(names)s.")
                % {"missing": ", ".join(missing), "wanted": wanted, "names": names}
            }
        )


def _text(file: IO[bytes]) -> Iterator[str]:
    encoding = "utf-8-sig"
    for number, line in enumerate(iter(lambda: file.readline(LONGEST + 1), b""), start=1):
        if len(line) > LONGEST:
            raise csv.Error(f"a line of more than {LONGEST:,} bytes")
        if b"\x00" in line:
            raise Invalid(
                {
                    "file": _("Line %(number)s holds a NUL character; save it as UTF-8 CSV.")
                    % {"number": number}
                }
            )
        try:
            text = line.decode(encoding)
        except UnicodeDecodeError:
            raise Invalid(
                {
                    "file": _("Line %(number)s isn't UTF-8; save it as UTF-8 CSV.")
                    % {"number": number}
                }
            ) from None
        encoding = "utf-8"
        yield from OLD_END.split(text) if "\r" in text[:-2] else [text]
