"""Runs as pages list them: narrowed, sorted by any column, and the best of each metric, in SQL."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import (
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    FloatField,
    Func,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import Coalesce, Lower, NullIf

from governance import canonical
from governance.actors import Actor
from workflows.models import Candidate, Run

# Of so many of the newest runs, pages learn what metrics there are.
SAMPLE = 200
METRIC = "metric:"


@dataclass(frozen=True)
class Wanted:
    """What a reader asks for; empty is everything.

    `person` is a username, or ~ and the name that a client claimed; `parameter` is name=value, or
    a name alone.
    """

    words: str = ""
    person: str = ""
    parameter: str = ""
    status: str = ""
    cycle: str = ""
    nominated: bool = False


class Said(Func):
    """What a run's JSON column says under a key, as text; NULL where it says nothing."""

    output_field = TextField()
    arg_joiner = ") WHERE key = "
    template = "(SELECT value FROM json_each(%(expressions)s)"

    def __init__(self, column: str, key: str) -> None:
        super().__init__(F(column), Value(key))

    def as_postgresql(self, compiler, connection, **more):
        """The same on PostgreSQL."""
        return self.as_sql(
            compiler,
            connection,
            template="(SELECT value FROM jsonb_each_text(%(expressions)s)",
            arg_joiner="::jsonb) WHERE key = ",
            **more,
        )


class Figure(Said):
    """A claimed metric as a number; NULL for a run without it, and where it is none (NaN)."""

    output_field = FloatField()
    arg_joiner = ") WHERE value NOT IN ('nan', 'inf', '-inf') AND key = "
    template = "(SELECT CAST(value AS REAL) FROM json_each(%(expressions)s)"

    def __init__(self, metric: str) -> None:
        super().__init__("metrics", metric)

    def as_postgresql(self, compiler, connection, **more):
        """The same on PostgreSQL."""
        return self.as_sql(
            compiler,
            connection,
            template="(SELECT CAST(value AS double precision) FROM jsonb_each_text(%(expressions)s)",
            arg_joiner="::jsonb) WHERE value NOT IN ('nan', 'inf', '-inf') AND key = ",
            **more,
        )


def of(actor: Actor, scope_id: int, now: datetime) -> QuerySet[Run]:
    """The runs of a use case that the actor may see."""
    return Run.objects.visible_to(actor, now).filter(scope=scope_id)


def narrowed(rows: QuerySet[Run], wanted: Wanted) -> QuerySet[Run]:
    """Those that fit all that is wanted."""
    for word in wanted.words.split():
        rows = rows.filter(_word(word))
    if wanted.person.startswith("~"):
        rows = rows.filter(author=None, claimed_user=wanted.person[1:])
    elif wanted.person:
        rows = rows.filter(author__username=wanted.person)
    if wanted.parameter:
        rows = _with_parameter(rows, wanted.parameter)
    if wanted.status:
        rows = rows.filter(status=wanted.status)
    if wanted.cycle:
        rows = rows.filter(cycle__number=int(wanted.cycle)) if _number(wanted.cycle) else rows
    if wanted.nominated:
        named = Candidate.objects.filter(scope=OuterRef("scope"), mlflow_run_id=OuterRef("run_id"))
        rows = rows.filter(Exists(named))
    return rows


def in_order(rows: QuerySet[Run], key: str, *, down: bool) -> QuerySet[Run]:
    """By a column or `metric:<name>`; those without the value come last either way, then the newest."""
    by = Figure(key.removeprefix(METRIC)) if key.startswith(METRIC) else ORDERS.get(key)
    if by is None:
        by, down = ORDERS["began"], True
    rows = rows.alias(sorted_by=by)
    first = F("sorted_by").desc(nulls_last=True) if down else F("sorted_by").asc(nulls_last=True)
    return rows.order_by(first, F("started_at").desc(nulls_last=True), "-pk")


# Text before numbers would need a collation; names are compared without regard to case.
ORDERS = {
    "name": Lower(Coalesce(NullIf(F("name"), Value("")), F("run_id"))),
    "by": Lower(
        Coalesce(NullIf(F("author__first_name"), Value("")), F("author__username"), "claimed_user")
    ),
    "state": F("status"),
    "cycle": F("cycle__number"),
    "began": F("started_at"),
    "took": ExpressionWrapper(F("ended_at") - F("started_at"), output_field=DurationField()),
}


def known_metrics(rows: QuerySet[Run], first: Iterable[str] = ()) -> list[str]:
    """The names of metrics: `first`, then those that most of the newest runs have."""
    newest = rows.order_by("-started_at", "-pk").values_list("metrics", flat=True)[:SAMPLE]
    counted: dict[str, int] = {}
    for text in newest:
        for name in canonical.loads(text):
            counted[name] = counted.get(name, 0) + 1
    common = sorted(counted, key=lambda name: (-counted[name], name))
    return list(dict.fromkeys([*first, *common]))


def best(rows: QuerySet[Run], better: Mapping[str, str]) -> tuple[int, dict[str, float]]:
    """How many runs there are, and the best value of each metric that two or more of them have.

    `better` says of each metric which way: higher or lower; one of which nobody can tell has no best.
    """
    told = {f"m{n}": name for n, name in enumerate(better) if better[name]}
    asked = {}
    for key, name in told.items():
        figure = Figure(name)
        asked[key] = Max(figure) if better[name] == "higher" else Min(figure)
        asked[f"{key}_count"] = Count(figure)
    found = rows.order_by().aggregate(total=Count("pk"), **asked)
    values = {name: found[key] for key, name in told.items() if found[f"{key}_count"] > 1}
    return found["total"], values


def nominated(scope_id: int, run_ids: Sequence[str]) -> dict[str, str]:
    """run id → “v3”, of the runs behind nominated versions; the last where it was twice."""
    return _versions(Candidate.objects.filter(scope=scope_id, mlflow_run_id__in=run_ids))


def all_nominated(scope_id: int) -> dict[str, str]:
    """The same of all runs of a use case."""
    return _versions(Candidate.objects.filter(scope=scope_id).exclude(mlflow_run_id=""))


def _versions(rows: QuerySet[Candidate]) -> dict[str, str]:
    pairs = rows.order_by("pk").values_list("mlflow_run_id", "version")
    return {run_id: f"v{version}" for run_id, version in pairs}


def _word(word: str) -> Q:
    return (
        Q(name__icontains=word)
        | Q(run_id__startswith=word)
        | Q(experiment_name__icontains=word)
        | Q(author__first_name__icontains=word)
        | Q(author__last_name__icontains=word)
        | Q(claimed_user__icontains=word)
        | Q(params__icontains=word)
    )


def _with_parameter(rows: QuerySet[Run], parameter: str) -> QuerySet[Run]:
    name, equals, value = (part.strip() for part in parameter.partition("="))
    rows = rows.alias(said=Said("params", name))
    return rows.filter(said=value) if equals else rows.filter(said__isnull=False)


def _number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 9
