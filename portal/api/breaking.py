"""What a client of one OpenAPI document would trip over in the next: a comparison of the two.

A client sends what the first says and reads what it says. So an address, a field of an answer or a
value that is taken may come, and none may go; what is sent may be asked for less, and not for more.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

METHODS = ("get", "post", "put", "patch", "delete")
LOWER_IS_NARROWER = ("maximum", "maxLength", "maxItems")
HIGHER_IS_NARROWER = ("minimum", "minLength", "minItems")

Schema = dict[str, Any]


@dataclass(frozen=True)
class Pair:
    """The two documents, in which references lead somewhere."""

    before: Schema
    after: Schema


def breaks(before: Schema, after: Schema) -> list[str]:
    """Each change that breaks a client, as a line that can be announced."""
    pair = Pair(before, after)
    return sorted(set(_paths(pair)))


def _paths(pair: Pair) -> Iterator[str]:
    for path, item in pair.before["paths"].items():
        for method in METHODS:
            old, new = item.get(method), pair.after["paths"].get(path, {}).get(method)
            if old and not new:
                yield f"{method.upper()} {path} is gone"
            elif old:
                for line in (*_parameters(pair, old, new), *_bodies(pair, old, new)):
                    yield f"{method.upper()} {path}: {line}"


def _parameters(pair: Pair, old: Schema, new: Schema) -> Iterator[str]:
    before, after = (
        {(one["in"], one["name"]): one for one in _each(document, operation)}
        for document, operation in ((pair.before, old), (pair.after, new))
    )
    for where, name in before.keys() - after.keys():
        yield f"{where} parameter {name} is gone"
    for key, one in after.items():
        if one.get("required") and not before.get(key, {}).get("required"):
            yield f"{key[0]} parameter {key[1]} is required"
        if key in before:
            yield from _sent(pair, before[key]["schema"], one["schema"], f"{key[0]} {key[1]}")


def _each(document: Schema, operation: Schema) -> list[Schema]:
    return [_resolved(document, one) for one in operation.get("parameters", [])]


def _bodies(pair: Pair, old: Schema, new: Schema) -> Iterator[str]:
    yield from _media(pair, old.get("requestBody"), new.get("requestBody"), "body", _sent)
    before, after = (one.get("requestBody", {}).get("required") for one in (old, new))
    if after and not before:
        yield "a body is required"
    for status, answer in old["responses"].items():
        if status.startswith("2"):
            yield from _media(pair, answer, new["responses"].get(status), status, _read)


def _media(pair: Pair, old: Schema | None, new: Schema | None, at: str, compare) -> Iterator[str]:
    if old is None:
        return
    if new is None:
        yield f"{at} is gone"
        return
    for media, content in old.get("content", {}).items():
        if media not in new.get("content", {}):
            yield f"{at} as {media} is gone"
        else:
            yield from compare(pair, content["schema"], new["content"][media]["schema"], at)


def _sent(pair: Pair, old: Schema, new: Schema, at: str, seen: tuple = ()) -> Iterator[str]:
    """What was taken has to be taken still."""
    old, new = _resolved(pair.before, old), _resolved(pair.after, new)
    if not _types(pair.before, old) <= _types(pair.after, new):
        yield f"{at} takes fewer types"
    yield from (f"{at} takes {one!r} no more" for one in _gone(old, new, "enum"))
    yield from (f"{at} has a narrower {bound}" for bound in _narrower(old, new))
    yield from (f"{at}.{name} is required" for name in _gone(new, old, "required"))
    yield from _below(pair, old, new, at, seen, _sent)


def _read(pair: Pair, old: Schema, new: Schema, at: str, seen: tuple = ()) -> Iterator[str]:
    """What is read has to be there still, and of no other type."""
    old, new = _resolved(pair.before, old), _resolved(pair.after, new)
    if not _types(pair.after, new) <= _types(pair.before, old):
        yield f"{at} has more types"
    kept = [name for name in _gone(old, new, "required") if name in new.get("properties", {})]
    yield from (f"{at}.{name} may be missing" for name in kept)
    yield from _below(pair, old, new, at, seen, _read)


def _below(pair: Pair, old: Schema, new: Schema, at: str, seen: tuple, compare) -> Iterator[str]:
    if id(old) in seen:
        return
    seen = (*seen, id(old))
    old, new = _something(pair.before, old), _something(pair.after, new)
    for name, one in old.get("properties", {}).items():
        if name not in new.get("properties", {}):
            yield f"{at}.{name} is gone"
        else:
            yield from compare(pair, one, new["properties"][name], f"{at}.{name}", seen)
    if "items" in old and "items" in new:
        yield from compare(pair, old["items"], new["items"], f"{at}[]", seen)


def _something(document: Schema, schema: Schema) -> Schema:
    """What is there where it isn't null, of a schema that says what it is or null."""
    there = [
        found
        for one in schema.get("oneOf", ())
        if _types(document, found := _resolved(document, one)) != {"null"}
    ]
    return there[0] if len(there) == 1 else schema


def _gone(old: Schema, new: Schema, key: str) -> list:
    """What the first lists and the second doesn't; no list of values takes all of them."""
    if key == "enum" and key not in new:
        return []
    return [one for one in old.get(key, ()) if one not in new.get(key, ())]


def _narrower(old: Schema, new: Schema) -> Iterator[str]:
    if "enum" in new and "enum" not in old:
        yield "enum"
    for bound in LOWER_IS_NARROWER:
        if bound in new and new[bound] < old.get(bound, float("inf")):
            yield bound
    for bound in HIGHER_IS_NARROWER:
        if bound in new and new[bound] > old.get(bound, float("-inf")):
            yield bound


EVERY = frozenset({"string", "number", "integer", "boolean", "object", "array", "null"})


def _types(document: Schema, schema: Schema) -> frozenset[str]:
    """The types that a schema lets through; each number is a whole one too, where numbers are."""
    several = schema.get("oneOf") or schema.get("anyOf")
    if several:
        return frozenset().union(*(_types(document, _resolved(document, one)) for one in several))
    if "type" not in schema:
        return _of_values(schema) if "enum" in schema else EVERY
    told = schema["type"]
    types = frozenset([told] if isinstance(told, str) else told)
    return types | {"integer"} if "number" in types else types


def _of_values(schema: Schema) -> frozenset[str]:
    """Values without a type: drf-spectacular writes null and the empty word so."""
    return frozenset("null" if one is None else "string" for one in schema["enum"])


def _resolved(document: Schema, schema: Schema) -> Schema:
    """The schema that a reference leads to; one wrapped in allOf for a description's sake too."""
    parts = schema.get("allOf", ())
    if len(parts) == 1:
        return _resolved(document, parts[0])
    if "$ref" not in schema:
        return schema
    found: Any = document
    for step in schema["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return _resolved(document, found)
