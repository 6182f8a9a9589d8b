"""JSON lines: an object a line, in UTF-8."""

import io
from collections.abc import Generator, Iterator, Sequence
from typing import IO

import msgspec
from django.utils.translation import gettext as _

from governance import inputs
from workflows.intake.limits import LONGEST, MOST_FAULTS

BOM = b"\xef\xbb\xbf"
# Bytes that are looked at together, and the rest of a line.
BLOCK = 2**18
DECODER = msgspec.json.Decoder()


def rows(
    file: IO[bytes], _columns: Sequence[str], errors: inputs.Errors
) -> Iterator[tuple[str, object]]:
    """Each line's value with its place; blank lines are passed over."""
    file.seek(len(BOM) if file.read(len(BOM)) == BOM else 0)
    before = 0
    while block := file.read(BLOCK):
        if not block.endswith(b"\n"):
            block += file.readline(LONGEST + 1)
        values = _together(block)
        if values is None:
            goes_on = yield from _one_by_one(block, before, errors)
        else:
            goes_on = yield from _counted(values, before, errors)
        if not goes_on:
            return
        before += block.count(b"\n")


def _counted(
    values: list[object], before: int, errors: inputs.Errors
) -> Generator[tuple[str, object], None, bool]:
    for number, value in enumerate(values, start=before + 1):
        yield f"line {number}", value
        if len(errors) >= MOST_FAULTS:
            return False
    return True


def _together(block: bytes) -> list[object] | None:
    """The objects of a block in which each line is one; None where it has to be looked at by the line.

    Where every line break stands between two braces none is inside a value, since there a comma
    would be between them: as many values as lines are then one a line.
    """
    lines = block.count(b"\n") + (not block.endswith(b"\n"))
    last = len(block) - block.rfind(b"\n", 0, -1) - 1  # no other can be longer than a block
    if block.count(b"}\n{") != lines - 1 or last > LONGEST:
        return None
    try:
        values: list[object] = DECODER.decode_lines(block)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None
    return values if len(values) == lines and None not in values else None


def _one_by_one(
    block: bytes, before: int, errors: inputs.Errors
) -> Generator[tuple[str, object], None, bool]:
    """The lines after `before`, each with what is wrong with it; whether to go on after them."""
    for number, line in enumerate(io.BytesIO(block), start=before + 1):
        where = f"line {number}"
        if len(line) > LONGEST:
            errors[where] = _("This has more than %(longest)s bytes; send one object a line.") % {
                "longest": f"{LONGEST:,}"
            }
            return False
        if line.isspace():
            continue
        value = decoded(errors, where, line)
        if value is not None:
            yield where, value
        if len(errors) >= MOST_FAULTS:
            return False
    return True


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
