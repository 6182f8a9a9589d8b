"""What is in service, and whether it holds, in every use case that one may see: worst first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.core.paginator import Page, Paginator
from django.db.models import (
    Case,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)

from governance import canonical
from governance.actors import Actor
from governance.models import Finding
from governance.words import FindingState
from portal.pages import metric_words
from portal.pages.monitoring import verdicts
from projects.models import UseCase
from workflows.models import Release, Window
from workflows.words import ReleaseState, WindowState

A_PAGE = 50
TREND = 12


@dataclass(frozen=True)
class Row:
    """A use case in operation: what serves, what the last window said."""

    case: UseCase
    release: Release | None
    last: Window | None
    verdict: str
    trend: tuple[float | None, ...]
    limit: Decimal | None
    higher: bool
    metric: str
    findings: int


@dataclass(frozen=True)
class Sheet:
    """A page of rows, and how all of them stand."""

    page: Page
    rows: tuple[Row, ...]
    breached: int
    serving: int


def build(actor: Actor, now: datetime, number: str | None) -> Sheet:
    """The use cases that the actor may see in which something serves or was judged."""
    rows = _in_operation(actor, now)
    page = Paginator(rows, A_PAGE).get_page(number)
    counts = rows.aggregate(
        breached=Count("pk", filter=Q(said=WindowState.BREACHED)),
        serving=Count("pk", filter=Q(serves=True)),
    )
    return Sheet(page, tuple(_rows(page.object_list)), **counts)


def _in_operation(actor: Actor, now: datetime) -> QuerySet[UseCase]:
    judged = Window.objects.filter(scope=OuterRef("scope"), judged_at__isnull=False)
    live = Release.objects.filter(scope=OuterRef("scope"), state=ReleaseState.LIVE)
    rows = UseCase.objects.visible_to(actor, now).annotate(
        said=Subquery(judged.order_by("-starts_at", "-pk").values("state")[:1]),
        serves=Exists(live),
    )
    worst = Case(
        When(said=WindowState.BREACHED, then=0),
        When(serves=True, then=1),
        default=2,
        output_field=IntegerField(),
    )
    rows = rows.filter(Q(serves=True) | Q(said__isnull=False))
    return rows.order_by(worst, "title", "pk")


def _rows(cases: Iterable[UseCase]) -> Iterator[Row]:
    cases = list(cases)
    scopes = [one.scope_id for one in cases]
    live = {
        one.scope_id: one
        for one in Release.objects.filter(scope__in=scopes, state=ReleaseState.LIVE)
        .select_related("candidate", "target")
        .order_by("pk")
    }
    judged: dict[int, list[Window]] = {}
    windows = Window.objects.filter(scope__in=scopes, judged_at__isnull=False)
    for one in windows.defer("drift", "weeks").order_by("starts_at", "pk"):
        judged.setdefault(one.scope_id, []).append(one)
    opened = Finding.objects.filter(scope__in=scopes, stage="operation", state=FindingState.OPEN)
    counts = dict(opened.values_list("scope").annotate(count=Count("pk")))
    for case in cases:
        seen = judged.get(case.scope_id, [])[-TREND:]
        yield _row(case, live.get(case.scope_id), seen, counts.get(case.scope_id, 0))


def _row(case: UseCase, release: Release | None, seen: list[Window], findings: int) -> Row:
    """The trend is that of the objective that came first."""
    last = seen[-1] if seen else None
    said = canonical.loads(last.verdicts) if last else []
    first = said[0] if said else None
    metric = first["metric"] if first else ""
    values = [
        metric_words.decimal(canonical.loads(one.metrics).get(metric, {}).get("value"))
        for one in seen
    ]
    return Row(
        case=case,
        release=release,
        last=last,
        verdict=verdicts.verdict(release, last),
        trend=tuple(None if one is None else float(one) for one in values),
        limit=metric_words.decimal(first["threshold"]) if first else None,
        higher=metric_words.higher_is_better(metric),
        metric=metric_words.label(metric) if metric else "",
        findings=findings,
    )
