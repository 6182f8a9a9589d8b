"""Runs as a table: searched, narrowed and sorted by any of their figures."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from governance import canonical
from governance.actors import Actor
from portal.pages import metric_words
from portal.pages.frame import PageRequest
from projects.models import UseCase
from projects.queries import latest_brief
from workflows.models import Candidate, Run

PAGE_SIZE = 50
MOST_COLUMNS = 5
MOST_RUNS = 2000
NEWEST = "-began"


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


@dataclass(frozen=True)
class Table:
    """One page of the runs."""

    page: Page
    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    metrics: tuple[Column, ...]
    sought: str
    cycle: str
    status: str
    cycles: tuple[int, ...]
    statuses: tuple[tuple[str, str], ...]


def build(request: PageRequest, case: UseCase) -> Table:
    """The runs that the query asks for; an unknown filter or order is left aside."""
    query = request.GET
    everything = list(_rows(request.actor, case, request)[:MOST_RUNS])
    figures = {run.pk: canonical.loads(run.metrics) for run in everything}
    names = _metrics(case, figures.values())
    runs = [run for run in everything if _wanted(run, query)]
    sort = query.get("sort", NEWEST)
    runs = _sorted(runs, figures, names, sort)
    page = Paginator(runs, PAGE_SIZE).get_page(query.get("page"))
    best = {name: _best(name, figures.values()) for name in names}
    nominated = _nominated(case)
    return Table(
        page=page,
        rows=tuple(_row(run, figures[run.pk], names, best, nominated) for run in page.object_list),
        columns=tuple(
            _column(query, key, label, sort)
            for key, label in (("name", _("Run")), ("by", _("By")), ("began", _("Began")))
        ),
        metrics=tuple(
            _column(query, f"metric:{name}", metric_words.label(name), sort) for name in names
        ),
        sought=query.get("q", "")[:200],
        cycle=query.get("cycle", ""),
        status=query.get("status", ""),
        cycles=tuple(sorted({run.cycle.number for run in everything if run.cycle})),
        statuses=tuple(
            dict.fromkeys((run.status, str(run.get_status_display())) for run in everything)
        ),
    )


def _rows(actor: Actor, case: UseCase, request: PageRequest):
    rows = Run.objects.visible_to(actor, request.now).filter(scope=case.scope_id)
    sought = request.GET.get("q", "").strip()[:200]
    for word in sought.split():
        rows = rows.filter(
            Q(name__icontains=word)
            | Q(run_id__startswith=word)
            | Q(experiment_name__icontains=word)
            | Q(author__first_name__icontains=word)
            | Q(claimed_user__icontains=word)
            | Q(params__icontains=word)
        )
    return rows.select_related("author", "cycle").order_by("-started_at", "-pk")


def _wanted(run: Run, query: QueryDict) -> bool:
    cycle, status = query.get("cycle", ""), query.get("status", "")
    if cycle and (run.cycle is None or str(run.cycle.number) != cycle):
        return False
    return not status or run.status == status


def _metrics(case: UseCase, figures: Iterable[Mapping[str, str]]) -> list[str]:
    """The metrics of the objectives first, then those that most runs have."""
    brief = latest_brief(case)
    asked = [one.metric for one in brief.objectives.all()] if brief else []
    counted: dict[str, int] = {}
    for one in figures:
        for name in one:
            counted[name] = counted.get(name, 0) + 1
    common = sorted(counted, key=lambda name: (-counted[name], name))
    return list(dict.fromkeys([*asked, *common]))[:MOST_COLUMNS]


def _sorted(
    runs: list[Run], figures: Mapping[int, Mapping[str, str]], names: Sequence[str], sort: str
) -> list[Run]:
    """Runs in the order asked for; those without the figure come last either way."""
    down, key = sort.startswith("-"), sort.removeprefix("-")
    name = key.removeprefix("metric:")
    if key.startswith("metric:") and name in names:
        known = {run.pk: metric_words.decimal(figures[run.pk].get(name)) for run in runs}
        there = [run for run in runs if known[run.pk] is not None]
        there.sort(key=lambda run: known[run.pk] or Decimal(0), reverse=down)
        return [*there, *(run for run in runs if known[run.pk] is None)]
    if key == "name":
        return sorted(runs, key=lambda run: str(run).lower(), reverse=down)
    if key == "by":
        return sorted(runs, key=_by, reverse=down)
    return runs if down or key != "began" else list(reversed(runs))


def _by(run: Run) -> str:
    return run.author.label if run.author else run.claimed_user


def _best(name: str, figures: Iterable[Mapping[str, str]]) -> Decimal | None:
    values = [metric_words.decimal(one.get(name)) for one in figures]
    known = [one for one in values if one is not None]
    if len(known) < 2:
        return None
    return max(known) if metric_words.higher_is_better(name) else min(known)


def _nominated(case: UseCase) -> dict[str, str]:
    rows = Candidate.objects.filter(scope=case.scope_id).values_list("mlflow_run_id", "version")
    return {run_id: f"v{version}" for run_id, version in rows}


def _row(run: Run, said: Mapping[str, str], names, best, nominated) -> Row:
    values = [metric_words.decimal(said.get(name)) for name in names]
    params = canonical.loads(run.params)
    shown = [f"{key} {value}" for key, value in params.items() if len(value) <= 24][:4]
    return Row(
        run=run,
        figures=tuple(
            (metric_words.label(name), value, value is not None and value == best[name])
            for name, value in zip(names, values, strict=True)
        ),
        nominated=nominated.get(run.run_id, ""),
        changed=", ".join(shown),
    )


def _column(query: QueryDict, key: str, label: str, sort: str) -> Column:
    """A heading whose link sorts by it, the other way round when it does so already."""
    now = {key: "ascending", f"-{key}": "descending"}.get(sort, "")
    after = key if now == "descending" else f"-{key}"
    kept = {name: query[name] for name in ("q", "cycle", "status") if query.get(name)}
    return Column(key, label, "?" + urlencode({**kept, "sort": after}), now)
