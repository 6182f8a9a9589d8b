"""The lists that are measured, and beside each a bare APIView over one page of the same rows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from governance.actors import Actor
from governance.api.paging import DEFAULT
from governance.api.policies import PolicyOut
from governance.api.record import EntryOut
from governance.models import LedgerEntry, Notice, Scope
from portal import urls
from portal.api.board import PositionOut
from portal.api.desk import ActivityOut
from portal.api.notices import NoticeOut
from portal.api.watching import WatchedOut
from portal.pages.waits import Reader
from projects.api.briefs import BriefOut
from projects.api.data import DatasetOut, PlanOut
from projects.api.discussion import CommentOut, WorkItemOut
from projects.api.environments import EnvironmentOut, PlatformOut, RequestOut
from projects.api.oversight import FindingOut
from projects.api.sources import AccessOut, PlaceOut, SourceOut
from projects.api.use_cases import ProposalOut, UseCaseOut
from projects.models import Comment, WorkItem
from projects.queries import newest_revisions
from workflows.api.cycles import CycleOut
from workflows.api.jobs import JobOut
from workflows.api.models import CandidateOut, EvaluationOut, RunOut
from workflows.api.monitoring import WindowOut
from workflows.api.releases import ReleaseOut, TargetOut
from workflows.api.reviews import ReviewOut
from workflows.models import Position

Rows = Callable[[Actor, datetime], QuerySet]


@dataclass(frozen=True)
class Listed:
    """A list by its address, and what a bare view over the same rows reads.

    `about` names what an address is about, such as case, and the column that says the same of a row;
    `also` are columns out of which the list makes what it says.
    """

    name: str
    address: str
    shows: Any
    rows: Rows | None = None
    about: tuple[str, str] | None = None
    also: tuple[str, ...] = ()
    officers: bool = False

    @cached_property
    def columns(self) -> list[str]:
        """What the list shows, as far as it is a column of the row."""
        if self.shows is None:
            return list(self.also)
        meta = self.shows.Meta
        columns = meta.model._meta.concrete_fields  # noqa: SLF001
        known = {name for one in columns for name in (one.name, one.attname)}
        return [*(name for name in meta.fields if name in known), *self.also]

    def page(self, actor: Actor, now: datetime, pk: int | str) -> list[dict[str, Any]]:
        """One page of what this actor may see, the newest first."""
        found = self._found(actor, now)
        if self.about is not None:
            found = found.filter(**{self.about[1]: pk})
        return list(found.order_by("-pk").values(*self.columns)[:DEFAULT])

    def _found(self, actor: Actor, now: datetime) -> QuerySet:
        if self.rows is not None:
            return self.rows(actor, now)
        rows: QuerySet = self.shows.Meta.model.objects.visible_to(actor, now)
        return rows


def _positions(actor: Actor, now: datetime) -> QuerySet:
    return Position.objects.visible_to(actor, now).current()


def _watched(actor: Actor, now: datetime) -> QuerySet:
    return Position.objects.visible_to(actor, now).filter(watch__isnull=False)


def _told(actor: Actor, now: datetime) -> QuerySet:
    """Entries of use cases that one may see: which of them are told in sentences isn't asked."""
    rows = LedgerEntry.objects.filter(occurred_at__lte=now).exclude(scope="")
    if actor.sees_all:
        return rows
    return rows.filter(scope__in=Scope.objects.visible_to(actor, now).values("key"))


def _notices(actor: Actor, now: datetime) -> QuerySet:
    mine = Notice.objects.filter(recipient=actor.user_id, shown=True)
    return mine if actor.sees_all else mine.filter(scope__in=Scope.objects.visible_to(actor, now))


def _entries(actor: Actor, now: datetime) -> QuerySet:
    if actor.sees_all:
        return LedgerEntry.objects.all()
    return LedgerEntry.objects.filter(scope__in=Scope.objects.visible_to(actor, now).values("key"))


def _duties(actor: Actor, now: datetime) -> QuerySet:
    return Reader(actor, now).duties


def _about_a_case(kind: Any) -> Rows:
    return lambda actor, now: kind.objects.visible_to(actor, now).filter(subject_type="use_case")


def _everybodys(kind: Any) -> Rows:
    return lambda actor, now: kind.Meta.model.objects.all()


CASE, SCOPE = ("case", "use_case"), ("scope", "scope")
LISTS = (
    Listed("use cases", "use-cases/", UseCaseOut),
    Listed("board", "board/", PositionOut, _positions),
    Listed("reviews", "reviews/", ReviewOut),
    Listed("proposals", "proposals/", ProposalOut),
    Listed("findings", "findings/", FindingOut),
    Listed("jobs", "jobs/", JobOut),
    Listed(
        "waiting", "me/waiting/", None, _duties,
        also=("kind", "since", "due", "told", "scope__label", "scope__key"),
    ),
    Listed("monitoring", "monitoring/", WatchedOut, _watched, also=("slug", "title", "watch")),
    Listed("activity", "me/activity/", ActivityOut, _told, also=("actor", "actor_name", "body")),
    Listed("notices", "notices/", NoticeOut, _notices),
    Listed("record", "ledger/", EntryOut, _entries, officers=True),
    Listed("sources", "sources/", SourceOut, _everybodys(SourceOut)),
    Listed("places", "places/", PlaceOut, _everybodys(PlaceOut)),
    Listed("environments", "environments/", EnvironmentOut, lambda *_: newest_revisions()),
    Listed("targets", "targets/", TargetOut, _everybodys(TargetOut)),
    Listed("policies", "policies/", PolicyOut, _everybodys(PolicyOut)),
    Listed("its record", "use-cases/{case}/ledger/", EntryOut, _entries, ("key", "scope")),
    Listed("cycles", "use-cases/{case}/cycles/", CycleOut, about=CASE),
    Listed("runs", "use-cases/{case}/runs/", RunOut, about=SCOPE),
    Listed("briefs", "use-cases/{case}/briefs/", BriefOut, about=CASE),
    Listed("source access", "use-cases/{case}/source-access/", AccessOut, about=CASE),
    Listed("data plans", "use-cases/{case}/data-plans/", PlanOut, about=CASE),
    Listed("datasets", "data-plans/{plan}/datasets/", DatasetOut, about=("plan", "plan")),
    Listed("platform plans", "use-cases/{case}/platform-plans/", PlatformOut, about=CASE),
    Listed("requests", "use-cases/{case}/framework-requests/", RequestOut, about=SCOPE),
    Listed("candidates", "cycles/{cycle}/candidates/", CandidateOut, about=("cycle", "cycle")),
    Listed(
        "evaluations", "candidates/{candidate}/evaluations/", EvaluationOut,
        about=("candidate", "candidate"),
    ),
    Listed("releases", "use-cases/{case}/releases/", ReleaseOut, about=SCOPE),
    Listed("windows", "releases/{release}/windows/", WindowOut, about=("release", "release")),
    Listed(
        "comments", "comments/?subject=use_case:{case}", CommentOut, _about_a_case(Comment),
        ("case", "subject_id"),
    ),
    Listed(
        "work items", "work-items/?subject=use_case:{case}", WorkItemOut, _about_a_case(WorkItem),
        ("case", "subject_id"),
    ),
)  # fmt: skip


class Bare(APIView):
    """One page of a list's rows, and nothing else: no limits, no filters, no cursor."""

    def get(self, request: Request, number: int, pk: str = "") -> Response:
        now: datetime = request.now  # type: ignore[attr-defined] # set by the portal's middleware
        actor = Actor.of(request.user, via="api", now=now)  # type: ignore[arg-type]
        return Response({"items": LISTS[number].page(actor, now, pk)})


urlpatterns = [
    path("bare/<int:number>/", Bare.as_view()),
    path("bare/<int:number>/<str:pk>/", Bare.as_view()),
    *urls.urlpatterns,
]
