"""Lists that people type line by line: a plan's steps and checks, frameworks, columns.

Each `read_…` takes what was typed and gives what the service takes; each `write_…` the way back.
A line that can't be read raises ValueError with the line's number and what to write instead.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

STEP_KINDS = ("clean", "transform", "label")
Row = dict[str, Any]


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Lines that say something, with their numbers."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            yield number, line.strip()


def _refuse(number: int, line: str, remedy: str) -> ValueError:
    return ValueError(
        _("Line %(number)s, “%(line)s”: %(remedy)s")
        % {"number": number, "line": line[:80], "remedy": remedy}
    )


def read_steps(text: str) -> list[Row]:
    """`clean: what is done @ code revision`, one a line."""
    return [_step(number, line) for number, line in _lines(text)]


def _step(number: int, line: str) -> Row:
    kind, colon, rest = line.partition(":")
    if not colon or kind.strip().lower() not in STEP_KINDS:
        raise _refuse(number, line, _("begin with clean:, transform: or label:."))
    title, _at, revision = rest.rpartition(" @ ") if " @ " in rest else (rest, "", "")
    return {
        "kind": kind.strip().lower(),
        "title": title.strip(),
        "code_revision": revision.strip(),
    }


def write_steps(steps: Iterable[Any]) -> str:
    return "\n".join(
        f"{one.kind}: {one.title}" + (f" @ {one.code_revision}" if one.code_revision else "")
        for one in steps
    )


def read_checks(text: str) -> list[Row]:
    """One check a line: `unique key`, `range hour 0 24`, `values late 0, 1`, …"""
    return [_check(number, line) for number, line in _lines(text)]


def _check(number: int, line: str) -> Row:
    name, _space, rest = line.partition(" ")
    read = _CHECKS.get(name.lower())
    if read is None:
        raise _refuse(number, line, _("checks are %(names)s.") % {"names": ", ".join(_CHECKS)})
    try:
        return {"check": name.lower(), **read(rest.strip())}
    except (ValueError, IndexError):
        raise _refuse(number, line, _("write it as in the examples below.")) from None


def _listed(text: str) -> list[str]:
    return [one.strip() for one in text.split(",") if one.strip()]


def _values(rest: str) -> Row:
    column, _space, values = rest.partition(" ")
    return {"column": column, "values": _listed(values)}


def _range(rest: str) -> Row:
    column, low, high = rest.split()
    return {"column": column, "low": low, "high": high}


def _share(rest: str) -> Row:
    column, *share = rest.split()
    return {"column": column, "share": share[0] if share else "0"}


_CHECKS: Mapping[str, Callable[[str], Row]] = {
    "columns": lambda rest: {"columns": _listed(rest)},
    "min_rows": lambda rest: {"rows": int(rest.replace(",", ""))},
    "unique": lambda rest: {"column": rest},
    "values": _values,
    "not_empty": _share,
    "range": _range,
}


def write_checks(checks: Iterable[Mapping[str, Any]]) -> str:
    return "\n".join(f"{one['check']} {_said(one)}" for one in checks)


def _said(check: Mapping[str, Any]) -> str:
    match check["check"]:
        case "columns":
            return ", ".join(check["columns"])
        case "min_rows":
            return str(check["rows"])
        case "values":
            return f"{check['column']} {', '.join(check['values'])}"
        case "not_empty":
            return f"{check['column']} {check['share']}"
        case "range":
            return f"{check['column']} {check['low']} {check['high']}"
        case _:
            return str(check["column"])


def read_pairs(text: str, example: str) -> dict[str, str]:
    """`name rest` a line, as a mapping; a name given twice is refused."""
    found: dict[str, str] = {}
    for number, line in _lines(text):
        name, _space, rest = line.partition(" ")
        if not rest.strip():
            raise _refuse(number, line, _("write it as %(example)s.") % {"example": example})
        if name in found:
            raise _refuse(number, line, _("it is there twice."))
        found[name] = rest.strip()
    return found


def write_pairs(pairs: Mapping[str, str]) -> str:
    return "\n".join(f"{name} {rest}" for name, rest in pairs.items())


def read_columns(text: str) -> list[Row]:
    """`name: type` a line."""
    return [_column(number, line) for number, line in _lines(text)]


def _column(number: int, line: str) -> Row:
    name, colon, kind = line.rpartition(":")
    if not colon:
        raise _refuse(number, line, _("write it as name: type."))
    return {"name": name.strip(), "type": kind.strip()}


def write_columns(columns: Sequence[Mapping[str, str]]) -> str:
    return "\n".join(f"{one['name']}: {one['type']}" for one in columns)


PHASE = re.compile(r"(?P<from>\S+)(?:\s+(?:to\s+(?P<until>\S+)|(?P<on>on)))?\s*:\s*(?P<load>.+)")
SHARE = re.compile(r"(\d{1,9})\s*(cores?|gib|accelerators?)", re.IGNORECASE)
RESOURCES = {"c": "cpu_cores", "g": "memory_gib", "a": "accelerators"}


def read_phases(text: str) -> list[Row]:
    """`2026-04 to 2026-06: 8 cores, 32 GiB, 2 accelerators`, one a line; `2026-04 on:` has no end."""
    return [_phase(number, line) for number, line in _lines(text)]


def _phase(number: int, line: str) -> Row:
    found = PHASE.fullmatch(line)
    shares = [SHARE.fullmatch(one) for one in _listed(found["load"])] if found else []
    if found is None or not shares or not all(shares):
        example = "2026-04 to 2026-06: 8 cores, 32 GiB"
        raise _refuse(number, line, _("write it as %(example)s.") % {"example": example})
    until = "" if found["on"] else found["until"] or found["from"]
    load = {RESOURCES[one[2][0].lower()]: int(one[1]) for one in shares if one}
    return {"from": found["from"], "until": until, **load}


def write_phases(phases: Iterable[Mapping[str, Any]]) -> str:
    return "\n".join(f"{_months(one)}: {_load(one)}" for one in phases)


def _months(phase: Mapping[str, Any]) -> str:
    if not phase["until"]:
        return f"{phase['from']} on"
    if phase["until"] == phase["from"]:
        return str(phase["from"])
    return f"{phase['from']} to {phase['until']}"


def _load(phase: Mapping[str, Any]) -> str:
    units = {"cpu_cores": "cores", "memory_gib": "GiB", "accelerators": "accelerators"}
    return ", ".join(f"{phase[name]} {unit}" for name, unit in units.items())
