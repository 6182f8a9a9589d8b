"""Search: use cases, runs and people, of those that the reader may see."""

from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render

from governance.models import Membership, Scope
from portal.pages import links
from portal.pages.frame import PageRequest, page
from projects.models import UseCase
from projects.queries import use_cases
from workflows.models import Run

MOST = 20
LONGEST = 200


@dataclass(frozen=True)
class Colleague:
    """Somebody, in what they do where the reader may see it."""

    name: str
    role: str
    where: str
    href: str


@page
def search(request: PageRequest) -> HttpResponse:
    """What fits the words asked for."""
    asked = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]
    context = {
        "asked": asked,
        "cases": list(_cases(request, asked)) if asked else [],
        "runs": list(_runs(request, asked)) if asked else [],
        "people": _people(request, asked) if asked else [],
    }
    return render(request, "portal/search.html", context)


def _cases(request: PageRequest, asked: str):
    fits = Q(title__icontains=asked) | Q(summary__icontains=asked) | Q(slug__icontains=asked)
    return use_cases(request.actor, request.now).filter(fits).order_by("title")[:MOST]


def _runs(request: PageRequest, asked: str):
    rows = Run.objects.visible_to(request.actor, request.now)
    fits = Q(name__icontains=asked) | Q(run_id__istartswith=asked)
    return rows.filter(fits).select_related("scope", "author").order_by("-started_at", "-pk")[:MOST]


def _people(request: PageRequest, asked: str) -> list[Colleague]:
    scopes = Scope.objects.visible_to(request.actor, request.now)
    rows = Membership.objects.active(request.now).filter(scope__in=scopes, user__is_active=True)
    fits = (
        Q(user__first_name__icontains=asked)
        | Q(user__last_name__icontains=asked)
        | Q(user__username__icontains=asked)
    )
    found = rows.filter(fits).select_related("user", "scope").order_by("user__username", "pk")
    slugs = dict(UseCase.objects.filter(scope__in=scopes).values_list("scope_id", "slug"))
    return [
        Colleague(
            one.user.label,
            one.role,
            one.scope.label,
            links.to("use_case", slugs[one.scope_id]) if one.scope_id in slugs else "",
        )
        for one in found[:MOST]
    ]
