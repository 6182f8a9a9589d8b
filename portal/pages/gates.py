"""All gates of a use case: those of the cycle that counts, and of the cycles before."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render

from governance import canonical
from portal.pages import lookup
from portal.pages.frame import PageRequest, page
from portal.pages.head import head
from portal.pages.overview.lap import why
from projects.models import UseCase
from workflows.models import Cycle, StageAttempt
from workflows.stages import GATED
from workflows.standing import LoopStanding, StageStanding, gate_of


@dataclass(frozen=True)
class Now:
    """A gate of the cycle that counts."""

    here: StageStanding
    why: str


@dataclass(frozen=True)
class Before:
    """A stage's last attempt in an earlier cycle, and how its gate was left."""

    attempt: StageAttempt
    rounds: int


@page
def gates(request: PageRequest, slug: str) -> HttpResponse:
    """Every gate, and why it is open or shut."""
    case = lookup.use_case(request, slug)
    found = lookup.read(case, request.now)
    context = {
        "head": head(request, case, "gates"),
        "case": case,
        "cycle": found.cycle,
        "now": _now(found.seen) if found.seen else [],
        "before": _before(case, found.cycle),
    }
    return render(request, "portal/gates.html", context)


def _now(seen: LoopStanding) -> list[Now]:
    cycle = seen.material.cycle
    notes = canonical.loads(cycle.carry_notes)
    return [Now(one, why(one, notes.get(key, ""), cycle)) for key, one in seen.stages.items()]


def _before(case: UseCase, current: Cycle | None) -> list[tuple[Cycle, list[Before]]]:
    """Earlier cycles, newest first, with the last attempt at each stage."""
    rows = StageAttempt.objects.filter(cycle__use_case=case).exclude(cycle=current)
    rows = rows.select_related("cycle", "gate", "carried_from__gate", "carried_from__cycle")
    found: dict[int, dict[str, StageAttempt]] = {}
    cycles: dict[int, Cycle] = {}
    for row in rows.prefetch_related("gate__reviews", "carried_from__gate__reviews").order_by("pk"):
        found.setdefault(row.cycle_id, {})[row.stage] = row
        cycles[row.cycle_id] = row.cycle
    newest = sorted(cycles.values(), key=lambda one: -one.number)
    return [(one, _in_order(found[one.pk])) for one in newest]


def _in_order(last: dict[str, StageAttempt]) -> list[Before]:
    return [_told(last[key]) for key in GATED if key in last]


def _told(attempt: StageAttempt) -> Before:
    gate = gate_of(attempt)
    return Before(attempt, len(gate.reviews.all()) if gate else 0)
