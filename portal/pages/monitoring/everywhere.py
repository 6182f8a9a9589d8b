"""What is in service, and whether it holds, in every use case that one may see: worst first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.core.paginator import Page
from django.db.models import Count, F, Q, QuerySet
from django.db.models import Window as DbWindow
from django.db.models.functions import RowNumber
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from governance import canonical
from governance.models import Finding
from governance.words import FindingState
from portal.components.formats import day
from portal.pages import metric_words, paging
from portal.pages.monitoring import verdicts
from portal.pages.waits import Reader
from workflows.models import Position, Release, Window
from workflows.words import ReleaseState, WindowState

A_PAGE = 50
TREND = 12
# The values of Position.watch of what is breached, and of what serves.
BREACHED, SERVING = (1, 2), (1, 3)


@dataclass(frozen=True)
class Row:
    """A use case in operation: what serves, what the last window said of it."""

    case: Position
    release: Release | None
    last: Window | None
    verdict: str
    trend: tuple[float | None, ...]
    limit: Decimal | None
    higher: bool
    metric: str
    findings: int

    @property
    def serves(self) -> str:
        """Which version, and where; empty where nothing serves."""
        if self.release is None:
            return ""
        said = {"version": self.release.candidate, "target": self.release.target}
        return _("%(version)s on %(target)s") % said

    @property
    def since(self) -> str:
        """Since when it does."""
        return _("since %(day)s") % {"day": day(self.release.live_at)} if self.release else ""

    @property
    def state(self) -> str:
        """The last window's, in words."""
        return str(capfirst(WindowState(self.last.state).label)) if self.last else ""


@dataclass(frozen=True)
class Sheet:
    """A page of rows, and how all of them stand."""

    page: Page
    rows: tuple[Row, ...]
    breached: int
    serving: int


def build(reader: Reader, number: str | None) -> Sheet:
    """The use cases that the reader may see in which something serves or was judged."""
    found = watched(reader)
    counts = found.aggregate(
        all=Count("pk"),
        breached=Count("pk", filter=Q(watch__in=BREACHED)),
        serving=Count("pk", filter=Q(watch__in=SERVING)),
    )
    page = paging.known(found.order_by("watch", "title", "pk"), counts.pop("all"), A_PAGE, number)
    return Sheet(page, tuple(rows(page.object_list)), **counts)


def watched(reader: Reader) -> "QuerySet[Position]":
    """The use cases that the reader may see in which something serves or was judged."""
    return Position.objects.visible_to(reader.actor, reader.now).filter(watch__isnull=False)


def rows(found: Iterable[Position]) -> Iterator[Row]:
    """What serves and the last windows of these use cases, in their order."""
    cases = {one.scope_id: one for one in found}
    live = {
        one.scope_id: one
        for one in Release.objects.filter(scope__in=cases, state=ReleaseState.LIVE)
        .select_related("candidate", "target")
        .order_by("pk")
    }
    judged = _judged(list(cases))
    opened = Finding.objects.filter(scope__in=cases, stage="operation", state=FindingState.OPEN)
    counts = dict(opened.values_list("scope").annotate(count=Count("pk")))
    for scope_id, case in cases.items():
        yield _row(case, live.get(scope_id), judged.get(scope_id, []), counts.get(scope_id, 0))


def _judged(scopes: list[int]) -> dict[int, list[Window]]:
    """The last windows judged of each, oldest first: no more than a small drawing shows."""
    place = DbWindow(RowNumber(), partition_by="scope_id", order_by=F("starts_at").desc())
    rows = Window.objects.filter(scope__in=scopes, judged_at__isnull=False)
    rows = rows.defer("drift", "weeks").annotate(back=place)
    found: dict[int, list[Window]] = {}
    for one in rows.filter(back__lte=TREND).order_by("starts_at", "pk"):
        found.setdefault(one.scope_id, []).append(one)
    return found


def _row(case: Position, release: Release | None, seen: list[Window], findings: int) -> Row:
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
        last=None if verdicts.of_another(release, last) else last,
        verdict=verdicts.verdict(release, last),
        trend=tuple(None if one is None else float(one) for one in values),
        limit=metric_words.decimal(first["threshold"]) if first else None,
        higher=metric_words.higher_is_better(metric),
        metric=metric_words.label(metric) if metric else "",
        findings=findings,
    )
