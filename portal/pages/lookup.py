"""What an address names, for the one who asks; what they may not see isn't there."""

from django.db.models import prefetch_related_objects

from governance.access import visible
from portal.pages.frame import PageRequest
from projects import access
from projects.models import BriefRevision, Objective, UseCase
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

    Asked by a page and by its head, so it is kept with the row for as long as that is at hand.
    """
    if "current_cycle" not in case.__dict__:
        case.__dict__["current_cycle"] = _current_cycle(case)
    return case.__dict__["current_cycle"]


def brief(case: UseCase) -> BriefRevision | None:
    """The newest revision of the brief, kept in the same way; its objectives aren't read with it."""
    if "newest_brief" not in case.__dict__:
        case.__dict__["newest_brief"] = case.briefs.order_by("-number").first()
    return case.__dict__["newest_brief"]


def objectives(case: UseCase) -> list[Objective]:
    """What the newest brief holds a model to, read once."""
    newest = brief(case)
    if newest is None:
        return []
    prefetch_related_objects([newest], "objectives")
    return list(newest.objectives.all())


def _current_cycle(case: UseCase) -> Cycle | None:
    rows = list(_cycles().filter(use_case=case).order_by("-number"))
    building = [row for row in rows if row.state == CycleState.BUILDING]
    kept = [row for row in rows if row.state != CycleState.ABANDONED]
    return next(iter([*building, *kept, *rows]), None)


def _cycles():
    return Cycle.objects.select_related(
        "scope", "use_case__scope", "use_case__policy", "policy_version__policy", "target", "cause"
    )
