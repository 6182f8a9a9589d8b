"""In which months how much of a declared load is taken: input read and checked."""

from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance import inputs
from governance.inputs import Errors
from projects import months
from projects.models import PlatformPlan
from projects.services import shapes
from projects.wall import RESOURCES

KEYS = ("from", "until", *RESOURCES)
MOST_PHASES = 24
NO_MONTH = gettext_lazy("Write a month as 2026-04.")

Stored = dict[str, Any]


def read(errors: Errors, value: Any, plan: PlatformPlan) -> list[Stored]:
    """Phases in order of their months, as they are stored. None takes more than the plan declares,
    because that is what the Platform gate judges; no month is in two.
    """
    given = shapes.records(errors, "phases", value, keys=KEYS, most=MOST_PHASES)
    found = [_phase(errors, f"phases[{n}]", one, plan) for n, one in enumerate(given)]
    whole = [one for one in found if one["from"]]
    whole.sort(key=lambda one: one["from"])
    for before, after in pairwise(whole):
        if not before["until"] or before["until"] >= after["from"]:
            errors.setdefault(
                "phases",
                _("Two phases hold %(from)s; end one before the other begins.")
                % {"from": after["from"]},
            )
    return whole


def _phase(errors: Errors, at: str, said: Mapping[str, Any], plan: PlatformPlan) -> Stored:
    starts = _month(errors, at, said.get("from"))
    until = _month(errors, at, said["until"]) if said.get("until") else None
    if starts and until and until < starts:
        errors.setdefault(
            at, _("This ends in %(until)s, before it begins.") % {"until": months.write(until)}
        )
    load = {name: _amount(errors, at, name, said.get(name, 0), plan) for name in RESOURCES}
    return {
        "from": months.write(starts) if starts else "",
        "until": months.write(until) if until else "",
        **load,
    }


def _month(errors: Errors, at: str, value: Any) -> date | None:
    found = months.read(value)
    if found is None:
        errors.setdefault(at, str(NO_MONTH))
    return found


def _amount(errors: Errors, at: str, name: str, value: Any, plan: PlatformPlan) -> int:
    faults: Errors = {}
    amount = inputs.integer(faults, name, value, lowest=0) or 0
    for fault in faults.values():
        errors.setdefault(at, f"{_words(name)}: {fault}")
    declared = getattr(plan, name)
    if declared is not None and amount > declared:
        errors.setdefault(
            at,
            _(
                "%(name)s: %(amount)s is more than the %(declared)s that the plan "
                "declares, and that is what the Platform gate judges. Declare more, or "
                "take less."
            )
            % {"name": _words(name), "amount": amount, "declared": declared},
        )
    return amount


def _words(name: str) -> str:
    return {"cpu_cores": _("CPU cores"), "memory_gib": "Memory", "accelerators": "Accelerators"}[
        name
    ]
