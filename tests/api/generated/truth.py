"""Whether a parsed answer is what its model declares: the generator takes values of simple types as they come."""

import sys
from collections.abc import Iterator
from functools import cache
from types import ModuleType
from typing import Any, get_type_hints

import attrs
from pydantic import ConfigDict, TypeAdapter, ValidationError

# A number isn't text, and a model, an enumeration's member or a moment is that and nothing like it.
EXACTLY = ConfigDict(strict=True, arbitrary_types_allowed=True)
UNDECLARED = "additional_properties"


def untruths(parsed: Any, models: ModuleType, at: str = "") -> Iterator[str]:
    """Each value that is of another type than its model says, and each field that it doesn't know."""
    if isinstance(parsed, list):
        for n, one in enumerate(parsed):
            yield from untruths(one, models, f"{at}[{n}]")
    if not (attrs.has(type(parsed)) and type(parsed).__module__.startswith(models.__name__)):
        return
    declared = _declared(type(parsed), models)
    if declared.keys() > {UNDECLARED}:
        yield from (f"{at}.{name} is told nowhere" for name in parsed.additional_properties)
    for name, adapter in declared.items():
        value = getattr(parsed, name)
        if not _is(adapter, value):
            yield f"{at}.{name} is {value!r}"
        yield from untruths(value, models, f"{at}.{name}")


def _is(adapter: TypeAdapter, value: Any) -> bool:
    try:
        adapter.validate_python(value)
    except ValidationError:
        return False
    return True


@cache
def _declared(model: type, models: ModuleType) -> dict[str, TypeAdapter]:
    """A judge of each field; models import each other for type checkers alone."""
    known = vars(models) | vars(sys.modules[model.__module__])
    hints = get_type_hints(model, globalns=known)
    return {name: TypeAdapter(hint, config=EXACTLY) for name, hint in hints.items()}
