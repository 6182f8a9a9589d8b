"""What an approval binds to, as text that people compare line by line."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

DIGEST = re.compile(r"[0-9a-f]{64}")
SHOWN_OF_A_DIGEST = 16


def text(content: Any) -> str:
    """Content as indented lines, `name: value` in the order of names, as it is hashed.

    An item of a list begins with a dash; digests are cut, since their heads tell them apart.
    """
    return "\n".join(_lines(content, ""))


def _lines(value: Any, indent: str) -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, inner in sorted(value.items()):
            yield from _named(f"{indent}{words(name)}:", inner, indent)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for inner in value:
            yield from _item(inner, indent)
    else:
        yield f"{indent}{_plain(value)}"


def _named(head: str, value: Any, indent: str) -> Iterator[str]:
    if _is_nested(value):
        yield head
        yield from _lines(value, indent + "  ")
        return
    first, *rest = _plain(value).splitlines() or [""]
    yield f"{head} {first}".rstrip()
    yield from (f"{indent}  {line}" for line in rest)


def _item(value: Any, indent: str) -> Iterator[str]:
    """An item of a list; small mappings stand on one line."""
    if isinstance(value, Mapping) and not any(_is_nested(one) for one in value.values()):
        shown = [(n, v) for n, v in sorted(value.items()) if v not in ("", None)]
        told = ", ".join(f"{words(n)} {_plain(v)}" for n, v in shown)
        yield f"{indent}- {told}"
    elif _is_nested(value):
        yield f"{indent}-"
        yield from _lines(value, indent + "  ")
    else:
        yield f"{indent}- {_plain(value)}"


def _is_nested(value: Any) -> bool:
    return bool(value) and isinstance(value, Mapping | list | tuple)


def words(name: object) -> str:
    return str(name).replace("_", " ")


def _plain(value: Any) -> str:
    if value is None or value in ([], {}):
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    told = str(value)
    return f"{told[:SHOWN_OF_A_DIGEST]}…" if DIGEST.fullmatch(told) else told
