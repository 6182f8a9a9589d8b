"""What changed from one revision to the next: field by field, and word by word within a field."""

import difflib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

TOKENS = re.compile(r"\s+|\w+|[^\w\s]")
SAME, REMOVED, ADDED = "same", "removed", "added"


@dataclass(frozen=True)
class Span:
    """A stretch of text that stayed, went or came."""

    op: str
    text: str


@dataclass(frozen=True)
class Change:
    """One field that differs; `bears_on_meaning` is false for what the policy calls wording."""

    field: str
    before: str
    after: str
    spans: tuple[Span, ...]
    bears_on_meaning: bool = True

    @property
    def label(self) -> str:
        return self.field.replace("_", " ")


def between(
    old: Mapping[str, Any], new: Mapping[str, Any], *, meaningless: Collection[str] = ()
) -> tuple[Change, ...]:
    """The fields whose values differ, in the order of `new`, then those that only `old` has.

    Values are texts, numbers, booleans, lists or mappings; lists and mappings are shown a line
    an item, so that a changed item is seen by itself.
    """
    fields = [*new, *(name for name in old if name not in new)]
    pairs = ((name, shown(old.get(name)), shown(new.get(name))) for name in fields)
    return tuple(
        Change(name, before, after, words(before, after), name not in meaningless)
        for name, before, after in pairs
        if before != after
    )


def words(before: str, after: str) -> tuple[Span, ...]:
    """The two texts as one sequence of spans, compared word by word."""
    old, new = TOKENS.findall(before), TOKENS.findall(after)
    matcher = difflib.SequenceMatcher(a=old, b=new, autojunk=False)
    spans: list[Span] = []
    for op, first, last, new_first, new_last in matcher.get_opcodes():
        if op == "equal":
            spans.append(Span(SAME, "".join(old[first:last])))
            continue
        if last > first:
            spans.append(Span(REMOVED, "".join(old[first:last])))
        if new_last > new_first:
            spans.append(Span(ADDED, "".join(new[new_first:new_last])))
    return tuple(spans)


def shown(value: Any) -> str:
    """A value as text that a person can compare."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return "\n".join(f"{name}: {_inline(item)}" for name, item in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "\n".join(_inline(item) for item in value)
    return str(value)


def _inline(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(
            f"{name} {_inline(item)}" for name, item in value.items() if item not in ("", None)
        )
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(_inline(item) for item in value)
    return shown(value)
