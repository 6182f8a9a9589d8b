"""What stock DRF answers with 500, in each field of a body that was taken before; and bodies too deep."""

import copy
import json
from collections.abc import Iterator
from typing import Any

TEXTS = ("a\x00b", "a\ud800b")
# The first fits where the column is wide: then it may be taken, and the database says whether it fits.
WIDE = 2**40
NUMBERS = (WIDE, 2**63, 10**30)
DEEP = (b"[" * 100_000 + b"]" * 100_000, b'{"a":' * 100_000 + b"1" + b"}" * 100_000)


def bodies(works: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    """JSON in which one value is hostile, and where; `works` is a request that was answered well."""
    for where, one in _changed(works["body"], "body"):
        yield where, json.dumps(one).encode()
    for body in DEEP:
        yield "100,000 deep", body


def may_fit(where: str) -> bool:
    """Whether what is there could be taken in some field."""
    return where.startswith(f"{WIDE} in ")


def _changed(value: Any, where: str) -> Iterator[tuple[str, Any]]:
    """The value with each one within it in turn replaced."""
    if isinstance(value, dict):
        yield f"a name in {where}", value | {"a\x00b": "x"}
        for name, one in value.items():
            for at, changed in _changed(one, f"{where}.{name}"):
                yield at, value | {name: changed}
    elif isinstance(value, list):
        for at, changed in _changed(value[0], f"{where}[0]") if value else ():
            yield at, [changed, *copy.deepcopy(value[1:])]
    elif isinstance(value, bool) or value is None:
        return
    elif isinstance(value, int):
        yield from ((f"{number} in {where}", number) for number in NUMBERS)
    elif isinstance(value, str):
        yield from ((f"{text!r} in {where}", text) for text in TEXTS)
