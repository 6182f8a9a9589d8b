"""What an address names, for the one who asks; what they may not see isn't there."""

from datetime import datetime

from governance.access import visible
from portal.pages.frame import PageRequest
from projects import access
from projects.models import BriefRevision, Objective, UseCase
from workflows import reading
from workflows.models import Cycle
from workflows.reading import Reading
from workflows.services import readings


def use_case(request: PageRequest, slug: str) -> UseCase:
    """The use case at this address. Raises NotVisible."""
    case = access.use_case(request.actor, slug, now=request.now)
    # A page that answers an act has to say what is so after it, however it ended.
    case.__dict__["looked_at"] = request.method == "GET"
    return case


def cycle(request: PageRequest, case: UseCase, number: int) -> Cycle:
    """A cycle of the use case by its number. Raises NotVisible."""
    found = current_cycle(case, request.now)
    if found is not None and found.number == number:
        return found
    return visible(reading.cycles(), request.actor, request.now, use_case=case, number=number)


def read(case: UseCase, now: datetime) -> Reading:
    """What is so of a use case that the reader may see.

    Asked by a page and by its head, so it is kept with the row for as long as that is looked at.
    """
    if not case.__dict__.get("looked_at"):
        return readings.of(case, now=now)
    if "reading" not in case.__dict__:
        case.__dict__["reading"] = readings.of(case, now=now)
    return case.__dict__["reading"]


def current_cycle(case: UseCase, now: datetime) -> Cycle | None:
    """The cycle that pages speak of: the one being built, else the newest that wasn't abandoned."""
    return read(case, now).cycle


def brief(case: UseCase, now: datetime) -> BriefRevision | None:
    """The newest revision of the brief."""
    return read(case, now).brief


def objectives(case: UseCase, now: datetime) -> list[Objective]:
    """What the newest brief holds a model to."""
    newest = brief(case, now)
    return list(newest.objectives.all()) if newest else []
