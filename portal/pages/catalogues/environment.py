"""An environment's own page: its wall, its frameworks, its revisions, who takes it and who asks."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from governance.access import may
from governance.errors import NotVisible
from portal.charts import Figure
from portal.pages.catalogues import walls
from portal.pages.frame import PageRequest, page
from projects import contents, differences
from projects.differences import Change
from projects.models import EnvironmentRevision, FrameworkRequest


@dataclass(frozen=True)
class Drawn:
    """The wall of one resource: its heading, what it says, and the chart."""

    label: str
    sentence: str
    passing: bool
    figure: Figure


@page
def environment(request: PageRequest, key: str) -> HttpResponse:
    """What an environment has, and whether it is enough."""
    revisions = list(_revisions(key))
    if not revisions:
        raise NotVisible(_("There is no such environment."))
    revision = revisions[0]
    shown = _asked(request, "revision", revisions) or revisions[0]
    before = _asked(request, "against", revisions) or _before(shown, revisions)
    read = walls.read([revision], request.actor, request.now)
    (standing,) = read.standings
    requests = FrameworkRequest.objects.visible_to(request.actor, request.now)
    requests = requests.filter(environment=revision.environment_id)
    return render(
        request,
        "portal/environment_page.html",
        {
            "revision": revision,
            "revisions": revisions,
            "shown": shown,
            "before": before,
            "changes": _changes(before, shown),
            "standing": standing,
            "walls": list(_drawn(standing)),
            "takers": [one.plan for one in read.taken if one.named],
            "agreed": read.agreed,
            "sums_others": read.others,
            "sees_all": request.actor.sees_all,
            "requests": requests.select_related("scope", "asked_by", "answered_by").order_by("-pk"),
            "may": may(request.actor, "environment.revise", None, now=request.now),
        },
    )


def _drawn(standing: walls.Standing) -> Iterator[Drawn]:
    """The resource that is passed soonest first."""
    name = standing.revision.environment.title
    tightest = standing.tightest
    for one in sorted(standing.walls, key=lambda one: one is not tightest):
        yield Drawn(
            walls.label(one.resource),
            walls.sentence(name, one),
            one.passing is not None,
            walls.figure(name, one),
        )


def _revisions(key: str):
    rows = EnvironmentRevision.objects.filter(environment__key=key)
    rows = rows.select_related("environment__place", "author")
    return rows.prefetch_related("frameworks").order_by("-number")


def _asked(
    request: PageRequest, name: str, revisions: list[EnvironmentRevision]
) -> EnvironmentRevision | None:
    wanted = request.GET.get(name, "")
    return next((one for one in revisions if str(one.number) == wanted), None)


def _before(
    shown: EnvironmentRevision, revisions: list[EnvironmentRevision]
) -> EnvironmentRevision | None:
    return next((one for one in revisions if one.number == shown.number - 1), None)


def _changes(before: EnvironmentRevision | None, shown: EnvironmentRevision) -> tuple[Change, ...]:
    """What differs, field by field; nothing where there is nothing before."""
    if before is None:
        return ()
    return differences.between(contents.environment(before), contents.environment(shown))
