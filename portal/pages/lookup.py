"""What an address names, for the one who asks; what they may not see isn't there."""

from governance.access import visible
from portal.pages.frame import PageRequest
from projects import access
from projects.models import UseCase
from workflows.models import Cycle
from workflows.words import CycleState

# Where a use case keeps its current cycle for as long as the page lasts.
_CYCLE = "_current_cycle"


def use_case(request: PageRequest, slug: str) -> UseCase:
    """The use case at this address. Raises NotVisible."""
    return access.use_case(request.actor, slug, now=request.now)


def cycle(request: PageRequest, case: UseCase, number: int) -> Cycle:
    """A cycle of the use case by its number. Raises NotVisible."""
    return visible(_cycles(), request.actor, request.now, use_case=case, number=number)


def current_cycle(case: UseCase) -> Cycle | None:
    """The cycle that pages speak of: the one being built, else the newest that wasn't abandoned.

    Looked up once for a use case as a page has it: its head and its sheet ask alike.
    """
    known = vars(case)
    if _CYCLE not in known:
        known[_CYCLE] = _current(case)
    return known[_CYCLE]


def _current(case: UseCase) -> Cycle | None:
    rows = list(_cycles().filter(use_case=case).order_by("-number"))
    building = [row for row in rows if row.state == CycleState.BUILDING]
    kept = [row for row in rows if row.state != CycleState.ABANDONED]
    return next(iter([*building, *kept, *rows]), None)


def _cycles():
    return Cycle.objects.select_related(
        "scope", "use_case__scope", "use_case__policy", "policy_version__policy", "target", "cause"
    )
