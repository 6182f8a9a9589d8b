"""Line differences of two texts, and the words that differ within a changed line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from django.utils.translation import ngettext

Kind = Literal["same", "add", "del", "skip"]

# A line longer than this is compared as a whole: matching words is quadratic.
_LONGEST = 2000


@dataclass(frozen=True)
class Part:
    """A stretch of a line; `changed` if the other text hasn't got it."""

    text: str
    changed: bool = False


@dataclass(frozen=True)
class Line:
    """A line of a difference, or `skip`: so many lines that are the same."""

    kind: Kind
    number: int | None
    parts: tuple[Part, ...]

    @property
    def sign(self) -> str:
        """The mark in the margin: what screen readers and prints rely on."""
        return {"add": "+", "del": "−"}.get(self.kind, " ")


def lines(old: str, new: str, context: int = 3) -> list[Line]:
    """The difference in reading order; unchanged stretches are cut to `context` lines."""
    before, after = old.splitlines(), new.splitlines()
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    found: list[Line] = []
    at = 0
    for group in matcher.get_grouped_opcodes(context):
        start = group[0][3]
        found.extend(_skipped(start - at))
        for opcode in group:
            found.extend(_block(before, after, opcode))
        at = group[-1][4]
    if not found:
        return list(_skipped(len(after)))
    found.extend(_skipped(len(after) - at))
    return found


def _skipped(count: int) -> Iterator[Line]:
    if count > 0:
        yield Line(
            "skip",
            None,
            (
                Part(
                    ngettext("%(count)s line unchanged", "%(count)s lines unchanged", count)
                    % {"count": count}
                ),
            ),
        )


def _block(
    before: list[str], after: list[str], opcode: tuple[str, int, int, int, int]
) -> Iterator[Line]:
    tag, i1, i2, j1, j2 = opcode
    if tag == "equal":
        for offset, text in enumerate(after[j1:j2]):
            yield Line("same", j1 + offset + 1, (Part(text),))
        return
    shared = min(i2 - i1, j2 - j1)
    for offset in range(shared):
        removed, added = _words(before[i1 + offset], after[j1 + offset])
        yield Line("del", i1 + offset + 1, removed)
        yield Line("add", j1 + offset + 1, added)
    for index in range(i1 + shared, i2):
        yield Line("del", index + 1, (Part(before[index], changed=True),))
    for index in range(j1 + shared, j2):
        yield Line("add", index + 1, (Part(after[index], changed=True),))


def _words(old: str, new: str) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """Both sides of a changed line, cut where they part."""
    if len(old) + len(new) > _LONGEST:
        return (Part(old, changed=True),), (Part(new, changed=True),)
    left, right = re.findall(r"\w+|\W", old), re.findall(r"\w+|\W", new)
    removed: list[Part] = []
    added: list[Part] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        _append(removed, "".join(left[i1:i2]), tag != "equal")
        _append(added, "".join(right[j1:j2]), tag != "equal")
    return tuple(removed), tuple(added)


def _append(parts: list[Part], text: str, changed: bool) -> None:
    if text:
        parts.append(Part(text, changed))
