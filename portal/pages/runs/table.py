"""Runs as a table: searched, narrowed and sorted by any of their figures, some picked to compare."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from governance import canonical
from portal.pages import metric_words
from portal.pages.forms.inputs import chosen_id
from portal.pages.frame import PageRequest
from projects.models import UseCase
from workflows import run_search
from workflows.models import Run
from workflows.run_search import METRIC, Wanted
from workflows.words import RunStatus

PAGE_SIZE = 50
MOST_COLUMNS = 5
MOST_PICKED = 8
NEWEST = "-began"
# What the address keeps besides the order, the page and the runs picked.
FILTERS = ("q", "by", "param", "cycle", "status", "nominated")


@dataclass(frozen=True)
class Column:
    """A heading that sorts; `direction` says how it is sorted now."""

    key: str
    label: str
    href: str
    direction: str


@dataclass(frozen=True)
class Row:
    """A run with its figures in the order of the columns; the best of each is marked."""

    run: Run
    figures: tuple[tuple[str, Decimal | None, bool], ...]
    nominated: str
    changed: str
    took: timedelta | None
    picked: bool


@dataclass(frozen=True)
class Filters:
    """What the query asks for, and what it may ask for."""

    wanted: Wanted
    people: tuple[tuple[str, str], ...]
    cycles: tuple[int, ...]
    statuses: tuple[tuple[str, str], ...]
    total: int

    @property
    def some(self) -> bool:
        """Whether anything is left out."""
        return self.wanted != Wanted()


@dataclass(frozen=True)
class Table:
    """One page of the runs; `total` counts all that there are, whatever the filters say."""

    page: Page
    total: int
    rows: tuple[Row, ...]
    columns: Mapping[str, Column]
    metrics: tuple[Column, ...]
    filters: Filters
    picked: tuple[Run, ...]
    sort: str
    export: str

    @property
    def away(self) -> list[Run]:
        """The runs picked that aren't on this page."""
        here = {row.run.pk for row in self.rows}
        return [run for run in self.picked if run.pk not in here]


def build(request: PageRequest, case: UseCase, objectives: Sequence[str]) -> Table:
    """The runs that the query asks for; an unknown filter or order is left aside.

    `objectives` are the metrics that objectives ask for: their columns come first.
    """
    query = request.GET
    everything = run_search.of(request.actor, case.scope_id, request.now)
    claims = run_search.claims(everything)
    names = list(dict.fromkeys([*objectives, *claims]))[:MOST_COLUMNS]
    best = {one: claims[one].best(metric_words.better(one)) for one in names if one in claims}
    asked = filters(query, everything)
    rows, sort = found(everything, asked.wanted, query.get("sort", NEWEST))
    rows = run_search.with_versions(rows.select_related("author", "cycle"))
    pages = Paginator(rows, PAGE_SIZE)
    if not asked.some:
        pages.count = asked.total
    page = pages.get_page(query.get("page"))
    shown = list(page.object_list)
    page.object_list = shown
    taken = picked(request, case, shown)
    ids = {run.pk for run in taken}
    return Table(
        page=page,
        total=asked.total,
        rows=tuple(_row(run, names, best, run.pk in ids) for run in shown),
        columns={key: _column(query, key, str(label), sort) for key, label in _labels()},
        metrics=tuple(
            _column(query, f"{METRIC}{name}", metric_words.label(name), sort) for name in names
        ),
        filters=asked,
        picked=tuple(taken),
        sort=sort if sort != NEWEST else "",
        export="?" + urlencode(kept(query) | ({"sort": sort} if sort != NEWEST else {})),
    )


def found(rows: QuerySet[Run], wanted: Wanted, sort: str) -> tuple[QuerySet[Run], str]:
    """The runs that fit, in the order asked for, and that order; newest first for an unknown one."""
    key = sort.removeprefix("-")
    a_metric = key.startswith(METRIC) and len(key) < 260 and "\x00" not in key
    if key not in run_search.ORDERS and not a_metric:
        sort = NEWEST
    ordered = run_search.in_order(rows, sort.removeprefix("-"), down=sort.startswith("-"))
    return run_search.narrowed(ordered, wanted), sort


def wanted(query: QueryDict) -> Wanted:
    """The filters in an address."""

    def said(name: str) -> str:
        return query.get(name, "").strip()[:200].replace("\x00", "")

    return Wanted(
        words=said("q"),
        person=said("by"),
        parameter=said("param"),
        status=said("status"),
        cycle=said("cycle"),
        nominated=bool(said("nominated")),
    )


def filters(query: QueryDict, rows: QuerySet[Run]) -> Filters:
    """What is asked for, among what there is to ask for."""
    facets = list(
        rows.order_by()
        .values_list(
            "author__username",
            "author__first_name",
            "author__last_name",
            "claimed_user",
            "cycle__number",
        )
        .annotate(runs=Count("pk"))
    )
    people: dict[str, str] = {}
    for username, first, last, claimed, _cycle, _runs in facets:
        if username:
            people[username] = f"{first} {last}".strip() or username
        elif claimed:
            people[f"~{claimed}"] = _("%(name)s, as claimed") % {"name": claimed}
    return Filters(
        wanted=wanted(query),
        people=tuple(sorted(people.items(), key=lambda one: one[1].lower())),
        cycles=tuple(sorted({one[-2] for one in facets if one[-2]})),
        total=sum(one[-1] for one in facets),
        statuses=tuple((str(key), str(label)) for key, label in RunStatus.choices),
    )


def picked_ids(query: QueryDict) -> list[int]:
    """The runs that the address names, each once, in its order."""
    ids = (chosen_id(one) for one in query.getlist("run"))
    return list(dict.fromkeys(one for one in ids if one))


def picked(request: PageRequest, case: UseCase, shown: Iterable[Run]) -> list[Run]:
    """The runs picked that the reader may see; those on the page aren't read again."""
    ids = picked_ids(request.GET)[:MOST_PICKED]
    known = {run.pk: run for run in shown}
    missing = [one for one in ids if one not in known]
    if missing:
        rows = run_search.of(request.actor, case.scope_id, request.now).filter(pk__in=missing)
        known |= {run.pk: run for run in rows}
    return [known[one] for one in ids if one in known]


def kept(query: QueryDict) -> dict[str, str]:
    """The filters of an address as they go into another."""
    return {name: query.get(name, "") for name in FILTERS if query.get(name)}


def _labels() -> tuple[tuple[str, str], ...]:
    return (
        ("name", _("Run")),
        ("by", _("By")),
        ("state", _("State")),
        ("cycle", _("Cycle")),
        ("took", _("Took")),
        ("began", _("Began")),
    )


def _row(run, names: Sequence[str], best: Mapping[str, float | None], taken: bool) -> Row:
    said = canonical.loads(run.metrics)
    values = [metric_words.decimal(said.get(name)) for name in names]
    params = canonical.loads(run.params)
    shown = [f"{key} {value}" for key, value in params.items() if len(value) <= 24][:4]
    return Row(
        run=run,
        figures=tuple(
            (metric_words.label(name), value, value is not None and float(value) == best.get(name))
            for name, value in zip(names, values, strict=True)
        ),
        nominated=f"v{run.version}" if run.version else "",
        changed=", ".join(shown),
        took=run.ended_at - run.started_at if run.started_at and run.ended_at else None,
        picked=taken,
    )


def _column(query: QueryDict, key: str, label: str, sort: str) -> Column:
    """A heading whose link sorts by it, the other way round when it does so already."""
    now = {key: "ascending", f"-{key}": "descending"}.get(sort, "")
    first, second = (f"-{key}", key) if _high_first(key) else (key, f"-{key}")
    after = second if sort == first else first
    asked = [*kept(query).items(), ("sort", after)]
    asked += [("run", str(one)) for one in picked_ids(query)]
    return Column(key, label, "?" + urlencode(asked), now)


def _high_first(key: str) -> bool:
    """Whether the first click sorts downwards: the newest, the longest, the best of a metric."""
    if key.startswith(METRIC):
        return metric_words.better(key.removeprefix(METRIC)) != "lower"
    return key in ("began", "took", "cycle")
