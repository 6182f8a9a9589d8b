"""The facts that these tests give have the shape that governance/facts.py says."""

from typing import Any, get_args, get_origin, get_type_hints, is_typeddict

from governance.facts import Facts
from tests.governance.checks.material import PASSING


def faults(kind: Any, value: Any, path: str) -> list[str]:
    """Where a value has another shape than its type says."""
    if is_typeddict(kind):
        return _of_group(get_type_hints(kind), kind.__required_keys__, value, path)
    if get_origin(kind) is list:
        return [fault for one in value for fault in faults(get_args(kind)[0], one, f"{path}[]")]
    if get_origin(kind) is dict:
        each = get_args(kind)[1]
        return [fault for one in value.values() for fault in faults(each, one, f"{path}{{}}")]
    if get_args(kind):  # something or None
        return [] if value is None else faults(get_args(kind)[0], value, path)
    return [] if isinstance(value, kind) else [path]


def _of_group(hints: dict, required: frozenset, value: dict, path: str) -> list[str]:
    wrong = [f"{path}.{key}" for key in (set(value) - set(hints)) | (set(required) - set(value))]
    known = [key for key in value if key in hints]
    return wrong + [
        fault for key in known for fault in faults(hints[key], value[key], f"{path}.{key}")
    ]


def test_the_facts_of_these_tests_are_facts():
    assert faults(Facts, PASSING, "facts") == []


def test_every_fact_is_among_them():
    assert set(get_type_hints(Facts)) - set(PASSING) == {"clearance"}


def test_another_shape_is_seen():
    found = faults(Facts, PASSING | {"sources": [{"name": 1}], "colour": "red"}, "facts")
    assert sorted(found) == [
        "facts.colour",
        "facts.sources[].name",
        "facts.sources[].owner",
        "facts.sources[].state",
    ]
