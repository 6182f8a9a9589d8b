"""JSON lines: an object a line, in UTF-8."""

from collections.abc import Iterator, Sequence
from typing import IO

import msgspec
from django.utils.translation import gettext as _

from governance import inputs
from workflows.intake.limits import LONGEST, MOST_FAULTS

BOM = b"\xef\xbb\xbf"
DECODER = msgspec.json.Decoder()


def rows(
    file: IO[bytes], _columns: Sequence[str], errors: inputs.Errors
) -> Iterator[tuple[str, object]]:
    """Each line's value with its place; blank lines are passed over."""
    file.seek(len(BOM) if file.read(len(BOM)) == BOM else 0)
    for number, line in enumerate(iter(lambda: file.readline(LONGEST + 1), b""), start=1):
        where = f"line {number}"
        if len(line) > LONGEST:
            errors[where] = _("This has more than %(longest)s bytes; send one object a line.") % {
                "longest": f"{LONGEST:,}"
            }
            return
        if line.isspace():
            continue
        value = decoded(errors, where, line)
        if value is not None:
            yield where, value
        if len(errors) >= MOST_FAULTS:
            return


def decoded(errors: inputs.Errors, where: str, text: bytes | str) -> object:
    """The value of JSON; None, and a fault, for what is none or can't be kept."""
    try:
        value = DECODER.decode(text)
    except RecursionError:
        errors[where] = _("This is nested too deeply; send it flatter.")
    except UnicodeError:
        errors[where] = _("This isn't UTF-8; write it as that.")
    except msgspec.MsgspecError as fault:
        errors[where] = _("This isn't JSON that can be kept (%(fault)s); mend it.") % {
            "fault": fault
        }
    else:
        if value is not None:
            return value
        errors[where] = _("This is null; give an object.")
    return None
