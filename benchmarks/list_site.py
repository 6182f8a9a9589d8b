"""What lists need beside the use cases: catalogues that grow with them, and news for each reader."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F

from benchmarks.site import Site
from governance.actors import Actor
from governance.models import LedgerEntry, Notice, Scope, User
from governance.noticing import NoticeKind
from projects.models import DataPlan, DataSource, Environment, EnvironmentRevision, Framework, Place
from workflows.models import Candidate, Cycle, Release

# So many use cases share a source and an environment; and there are more than a page at every size.
SHARED_BY = 10
AT_LEAST = 60
TOLD = {
    "review.submitted": NoticeKind.VOTE,
    "comment.added": NoticeKind.MENTION,
    "finding.opened": NoticeKind.FINDING,
}


def furnish(size: int) -> None:
    """Places, sources and environments, as many as so many use cases would have."""
    wanted = max(AT_LEAST, size // SHARED_BY)
    source, revision = (
        DataSource.objects.order_by("pk")[0],
        EnvironmentRevision.objects.order_by("pk")[0],
    )
    place = Place.objects.order_by("pk")[0]
    numbers = range(DataSource.objects.filter(key__startswith="more-").count(), wanted)
    Place.objects.bulk_create(
        _again(place, code=f"more-{n}", title=f"Hall {n}") for n in numbers if n < AT_LEAST
    )
    DataSource.objects.bulk_create(
        _again(source, key=f"more-{n}", title=f"Source {n}") for n in numbers
    )
    made = Environment.objects.bulk_create(
        _again(revision.environment, key=f"more-{n}", title=f"Cluster {n}") for n in numbers
    )
    offered = EnvironmentRevision.objects.bulk_create(
        _again(revision, environment=one) for one in made
    )
    Framework.objects.bulk_create(
        Framework(revision=one, name=name, version="1.0")
        for one in offered
        for name in ("pandas", "scikit-learn")
    )


def tell(now: datetime, readers: Iterable[User]) -> None:
    """Each reader is told of what they may see: what is to be decided, said and mended there."""
    Notice.objects.all().delete()
    for user in readers:
        actor = Actor.of(user, via="task", now=now)
        scopes = dict(Scope.objects.visible_to(actor, now).values_list("key", "pk"))
        entries = LedgerEntry.objects.filter(kind__in=TOLD, scope__in=scopes)
        if actor.sees_all:
            entries = LedgerEntry.objects.filter(kind__in=TOLD).exclude(scope="")
        Notice.objects.bulk_create(
            (
                Notice(
                    recipient=user,
                    entry_id=pk,
                    kind=TOLD[kind],
                    scope_id=scopes[scope],
                    occurred_at=when,
                    created_at=when,
                )
                for pk, kind, scope, when in entries.order_by("pk").values_list(
                    "pk", "kind", "scope", F("occurred_at")
                )
            ),
            batch_size=2000,
        )


def ids(site: Site) -> dict[str, object]:
    """What addresses name: the last pattern's rows, which the member may see at every size."""
    case = site.laps[-1].use_case
    release = Release.objects.filter(scope=case.scope).order_by("pk")[0]
    candidate = Candidate.objects.get(pk=release.candidate_id)
    return {
        "case": case.pk,
        "scope": case.scope_id,
        "key": case.scope.key,
        "plan": DataPlan.objects.filter(use_case=case).order_by("-pk")[0].pk,
        "cycle": Cycle.objects.get(pk=candidate.cycle_id).pk,
        "candidate": candidate.pk,
        "release": release.pk,
    }


def _again(row, **otherwise):
    """The same row once more, not saved, with some of it otherwise."""
    values = {one.attname: getattr(row, one.attname) for one in row._meta.concrete_fields}  # noqa: SLF001
    values.pop("id")
    if "environment" in otherwise:
        values.pop("environment_id")
    return type(row)(**values | otherwise)
