"""Runs as pages list them: narrowed, sorted by any column, and the best of each metric, in SQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import (
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    Field,
    FloatField,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Coalesce, Lower, NullIf

from governance import searching
from governance.actors import Actor
from workflows.models import Candidate, Run

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

    arg_joiner = ") WHERE key = "
    template = "(SELECT value FROM json_each(%(expressions)s)"

    def __init__(self, column: str, key: str, output: Field | None = None) -> None:
        super().__init__(F(column), Value(key), output_field=output or TextField())

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

    arg_joiner = ") WHERE value NOT IN ('nan', 'inf', '-inf') AND key = "
    template = "(SELECT CAST(value AS REAL) FROM json_each(%(expressions)s)"

    def __init__(self, metric: str) -> None:
        super().__init__("metrics", metric, FloatField())

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
    for word in searching.words(wanted.words):
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


@dataclass(frozen=True)
class Claims:
    """What the runs claim of one metric: how many of them, the highest and the lowest value."""

    runs: int
    highest: float
    lowest: float

    def best(self, better: str) -> float | None:
        """The best value; None for a single run's, and where nobody can tell what is better."""
        if self.runs < 2 or not better:
            return None
        return self.highest if better == "higher" else self.lowest


def claims(rows: QuerySet[Run]) -> dict[str, Claims]:
    """metric → what these runs claim of it, the metrics that most runs have first; one statement."""
    inner, values = rows.order_by().values("metrics").query.sql_with_params()
    each, kind = ("jsonb_each_text(r.metrics::jsonb)", "double precision")
    if connection.vendor == "sqlite":
        each, kind = ("json_each(r.metrics)", "REAL")
    with connection.cursor() as cursor:
        # The two words above are the only things put in; names and values go as parameters.
        cursor.execute(
            f"SELECT e.key, COUNT(*), MAX(CAST(e.value AS {kind})), MIN(CAST(e.value AS {kind}))"  # noqa: S608
            f" FROM ({inner}) r, {each} e WHERE e.value NOT IN ('nan', 'inf', '-inf')"
            " GROUP BY e.key ORDER BY COUNT(*) DESC, e.key",
            values,
        )
        return {name: Claims(*told) for name, *told in cursor.fetchall()}


def with_versions(rows: QuerySet[Run]) -> QuerySet[Run]:
    """Each with the version nominated last of it as `version`, or None."""
    named = Candidate.objects.filter(scope=OuterRef("scope"), mlflow_run_id=OuterRef("run_id"))
    return rows.annotate(version=Subquery(named.order_by("-pk").values("version")[:1]))


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
