"""Up to eight runs side by side: what differs between them, what they claim, and their curves."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from urllib.parse import urlencode

from governance import canonical
from governance.actors import Actor
from portal.pages import metric_words
from portal.pages.runs import connect, inputs
from portal.pages.runs.curves import Key, keys, names
from projects.models import UseCase
from workflows import run_search
from workflows.models import MlflowBinding, Run

MOST = 8
GIT_COMMIT = "mlflow.source.git.commit"
SOURCE = "mlflow.source.name"
# Tags by which MLflow keeps its own books, and those shown elsewhere on the page.
OWN_TAGS = ("mlflow.",)


@dataclass(frozen=True)
class Column:
    """A run at the head of its column."""

    key: Key
    run: Run
    took: timedelta | None
    nominated: str
    mlflow: str
    without: str
    commit: str
    source: str
    datasets: tuple[inputs.Input, ...]


@dataclass(frozen=True)
class Line:
    """One parameter or tag of all runs; None where a run hasn't got it."""

    name: str
    values: tuple[str | None, ...]

    @property
    def differs(self) -> bool:
        return len(set(self.values)) > 1


@dataclass(frozen=True)
class Figures:
    """One metric of all runs: the value, and whether it is the best of them."""

    label: str
    better: str
    values: tuple[tuple[Decimal | None, bool], ...]


@dataclass(frozen=True)
class Lines:
    """Parameters or tags: those that differ, and those that are the same in all."""

    differing: tuple[Line, ...]
    same: tuple[Line, ...]


@dataclass(frozen=True)
class Comparison:
    """All that the page shows; `left_out` counts runs beyond the eighth."""

    columns: tuple[Column, ...]
    figures: tuple[Figures, ...]
    params: Lines
    tags: Lines
    left_out: int


def runs(actor: Actor, case: UseCase, ids: Sequence[int], now: datetime) -> list[Run]:
    """The runs with these ids that the actor may see, in the order of the ids, eight at most."""
    rows = run_search.of(actor, case.scope_id, now).filter(pk__in=ids[:MOST])
    found = {run.pk: run for run in rows.select_related("author", "cycle")}
    return [found[one] for one in ids[:MOST] if one in found]


def build(
    case: UseCase,
    chosen: Sequence[Run],
    binding: MlflowBinding | None,
    objectives: Sequence[str],
    left_out: int,
) -> Comparison:
    """The comparison of runs that the reader may see."""
    nominated = run_search.nominated(case.scope_id, [run.run_id for run in chosen])
    logged = any(canonical.loads(run.datasets) for run in chosen)
    known = inputs.Known.of(case) if logged else inputs.Known(())
    ids = [run.pk for run in chosen]
    return Comparison(
        columns=tuple(_column(key, binding, nominated, known, ids) for key in keys(chosen)),
        figures=tuple(_figures(chosen, objectives)),
        params=_lines(chosen, lambda run: canonical.loads(run.params)),
        tags=_lines(chosen, _tags),
        left_out=left_out,
    )


def address(ids: Sequence[int], **more: str) -> str:
    """The query that names these runs."""
    return "?" + urlencode([*(("run", one) for one in ids), *more.items()])


def _column(
    key: Key,
    binding: MlflowBinding | None,
    nominated: Mapping[str, str],
    known: inputs.Known,
    ids: Sequence[int],
) -> Column:
    run, tags = key.run, canonical.loads(key.run.tags)
    return Column(
        key=key,
        run=run,
        took=took(run),
        nominated=nominated.get(run.run_id, ""),
        mlflow=connect.run_href(binding, run),
        without=address([one for one in ids if one != run.pk]),
        commit=tags.get(GIT_COMMIT, ""),
        source=tags.get(SOURCE, ""),
        datasets=tuple(known.inputs(run)),
    )


def took(run: Run) -> timedelta | None:
    """How long a run took; None while it runs."""
    return run.ended_at - run.started_at if run.started_at and run.ended_at else None


def _figures(chosen: Sequence[Run], objectives: Sequence[str]) -> Iterator[Figures]:
    said = [canonical.loads(run.metrics) for run in chosen]
    for name in names(chosen, objectives):
        values = [metric_words.decimal(one.get(name)) for one in said]
        best = _best(values, metric_words.better(name))
        yield Figures(
            label=metric_words.label(name),
            better=metric_words.better(name),
            values=tuple((value, value is not None and value == best) for value in values),
        )


def _best(values: Sequence[Decimal | None], better: str) -> Decimal | None:
    """The best value, where one is better than another and it is known which way that is."""
    known = [value for value in values if value is not None]
    if not better or len(set(known)) < 2:
        return None
    return max(known) if better == "higher" else min(known)


def _tags(run: Run) -> dict[str, str]:
    tags = canonical.loads(run.tags)
    return {name: value for name, value in tags.items() if not name.startswith(OWN_TAGS)}


def _lines(chosen: Sequence[Run], of: Callable[[Run], Mapping[str, str]]) -> Lines:
    said = [of(run) for run in chosen]
    every = sorted({name for one in said for name in one})
    lines = [Line(name, tuple(one.get(name) for one in said)) for name in every]
    return Lines(
        differing=tuple(one for one in lines if one.differs),
        same=tuple(one for one in lines if not one.differs),
    )
