"""The catalogues of sources and environments: searched, narrowed and sorted in SQL."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OrderBy,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from governance import searching
from governance.actors import Actor
from governance.models import LedgerEntry, Scope
from projects import frameworks
from projects.loads import standing_plans
from projects.models import (
    DataSource,
    EnvironmentRevision,
    Framework,
    PlatformPlan,
    SourceAccess,
)
from projects.queries import newest_revisions
from projects.words import AccessState, Classification, PlaceKind

# A sort key → the expressions that order by it; the title comes after each.
SOURCE_ORDER: Mapping[str, tuple[str, ...]] = {
    "title": ("title",),
    "place": ("place__title",),
    "owner": ("owner__first_name", "owner__username"),
    "class": ("sensitivity",),
    "rows": ("volume",),
    "registered": ("registered_at",),
}
ENVIRONMENT_ORDER: Mapping[str, tuple[str, ...]] = {
    "title": ("environment__title",),
    "place": ("environment__place__title",),
    "cores": ("cpu_cores",),
    "memory": ("memory_gib",),
    "accelerators": ("accelerators",),
    "revised": ("created_at",),
}

# How many of a long list stand in one cell of a table.
SHOWN = 6


@dataclass(frozen=True)
class SourceQuery:
    """What is looked for; empty text narrows nothing. `owned_by` is the id of an account."""

    sought: str = ""
    place: str = ""
    kind: str = ""
    classification: str = ""
    owned_by: int | None = None
    sort: str = "title"


@dataclass(frozen=True)
class EnvironmentQuery:
    """What is looked for. `framework` is a name, `version` a version or a specifier: 1.5 means
    any 1.5, >=1.5 what it says.
    """

    sought: str = ""
    place: str = ""
    kind: str = ""
    accelerated: bool = False
    framework: str = ""
    version: str = ""
    sort: str = "title"


def sources(wanted: SourceQuery) -> QuerySet[DataSource]:
    """The sources that are looked for. The catalogue is the same for everybody who signs in."""
    rows = DataSource.objects.select_related("place", "owner")
    for word in searching.words(wanted.sought):
        rows = rows.filter(
            Q(title__icontains=word)
            | Q(key__icontains=word)
            | Q(system__icontains=word)
            | Q(description__icontains=word)
            | Q(owner__first_name__icontains=word)
            | Q(owner__username__icontains=word)
            | Q(place__title__icontains=word)
        )
    if wanted.place:
        rows = rows.filter(place__code=wanted.place)
    if wanted.kind in PlaceKind.values:
        rows = rows.filter(place__kind=wanted.kind)
    if wanted.classification in Classification.values:
        rows = rows.filter(classification=wanted.classification)
    if wanted.owned_by is not None:
        rows = rows.filter(owner_id=wanted.owned_by)
    if wanted.sort.removeprefix("-") == "class":
        rows = rows.annotate(sensitivity=_sensitivity())
    return rows.order_by(*_order(SOURCE_ORDER, wanted.sort), "title", "pk")


def environments(wanted: EnvironmentQuery) -> QuerySet[EnvironmentRevision]:
    """The newest revisions of the environments that are looked for."""
    rows = newest_revisions().select_related("environment__place", "author")
    for word in searching.words(wanted.sought):
        rows = rows.filter(
            Q(environment__title__icontains=word)
            | Q(environment__key__icontains=word)
            | Q(environment__place__title__icontains=word)
            | Q(service_level__icontains=word)
            | Q(accelerator_kind__icontains=word)
            | Q(author__first_name__icontains=word)
        )
    if wanted.place:
        rows = rows.filter(environment__place__code=wanted.place)
    if wanted.kind in PlaceKind.values:
        rows = rows.filter(environment__place__kind=wanted.kind)
    if wanted.accelerated:
        rows = rows.filter(accelerators__gt=0)
    if wanted.framework:
        rows = rows.filter(Exists(_having(wanted.framework, wanted.version)))
    return rows.order_by(*_order(ENVIRONMENT_ORDER, wanted.sort), "environment__title", "pk")


def framework_names() -> list[str]:
    """The names of the frameworks that some environment has now."""
    rows = Framework.objects.filter(revision__in=newest_revisions())
    return list(rows.order_by("name").values_list("name", flat=True).distinct())


def readers(source_ids: Sequence[int], actor: Actor, now: datetime) -> QuerySet[SourceAccess]:
    """Who asks for or may read these sources, as far as the reader may know: in use cases that
    they may see, and of sources that they own.
    """
    rows = SourceAccess.objects.filter(source__in=source_ids)
    told = Q(scope__in=Scope.objects.visible_to(actor, now)) | Q(source__owner_id=actor.user_id)
    rows = rows.filter(told).select_related("use_case", "source", "asked_by", "decided_by")
    return rows.order_by("use_case__title", "pk")


def granted(source_ids: Sequence[int], actor: Actor, now: datetime) -> QuerySet[SourceAccess]:
    """Those that may read them, in use cases that the reader may see: a list tells an owner no more."""
    rows = SourceAccess.objects.filter(source__in=source_ids, state=AccessState.GRANTED)
    return rows.visible_to(actor, now).select_related("use_case")


def takers(environment_ids: Sequence[int], actor: Actor, now: datetime) -> QuerySet[PlatformPlan]:
    """The standing plans that take these environments, of use cases that the reader may see."""
    rows = standing_plans().filter(revision__environment__in=environment_ids)
    return rows.visible_to(actor, now).select_related("use_case", "revision")


def few(rows: QuerySet, each: str) -> dict[int, tuple[list[Any], int]]:
    """For each value of a column its newest rows, by the title of their use case, and how many more
    it has.

    Each value's newest are asked for by themselves, in the one query: that stops at the first few,
    where a window over all of them reads and sorts ten thousand.
    """
    counts = dict(rows.order_by().values_list(each).annotate(all=Count("pk")))
    if not counts:
        return {}
    newest = (rows.filter(**{each: value}).order_by("-pk").values("pk")[:SHOWN] for value in counts)
    shown = rows.model.objects.filter(reduce(or_, (Q(pk__in=some) for some in newest)))
    found: dict[int, list[Any]] = {value: [] for value in counts}
    ordered = shown.select_related("use_case").order_by("use_case__title", "pk")
    for row in ordered.annotate(of=F(each)):
        found[row.of].append(row)
    return {value: (some, counts[value] - len(some)) for value, some in found.items()}


def source_entries(source: DataSource, scopes: Sequence[str]) -> QuerySet[LedgerEntry]:
    """What the record says of a source: of itself, and of access to it in these use cases (keys)."""
    itself = Q(kind__in=["source.registered", "source.changed"])
    asked = Q(kind__startswith="access.", scope__in=scopes)
    rows = LedgerEntry.objects.filter(
        (itself & Q(body__contains=f'"subject":"source:{source.pk}"'))
        | (asked & Q(body__contains=f'"source":"{source.key}"'))
    )
    return rows.order_by("-occurred_at", "-pk")


def _having(name: str, version: str) -> QuerySet[Framework]:
    """The frameworks of a revision with this name, in a version that will do."""
    canonical = frameworks.name(name) or name
    rows = Framework.objects.filter(name=canonical)
    if version:
        there = rows.order_by().values_list("version", flat=True).distinct()
        rows = rows.filter(version__in=frameworks.those(version, there))
    return rows.filter(revision=OuterRef("pk"))


def _sensitivity() -> Case:
    ranks = [When(classification=one, then=Value(n)) for n, one in enumerate(Classification.values)]
    return Case(*ranks, default=Value(len(ranks)), output_field=IntegerField())


def _order(known: Mapping[str, tuple[str, ...]], sort: str) -> list[OrderBy]:
    """Ordered by a key, the other way round with a minus; what isn't known comes last."""
    names = known.get(sort.removeprefix("-"), ())
    if sort.startswith("-"):
        return [F(name).desc(nulls_last=True) for name in names]
    return [F(name).asc(nulls_last=True) for name in names]
