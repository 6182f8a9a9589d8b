"""What blocks of the desk read where their lines are of several kinds: one query a block.

The kinds stand one after the other, each in its own order; `most` bounds them together.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Concat, NullIf, Trim

from projects.models import DatasetVersion, SourceAccess, Verdict
from projects.words import AccessState, VerdictOutcome
from workflows.models import Evaluation, Job
from workflows.services import jobs
from workflows.words import EvaluationPurpose

ROWS, SOURCE, FAILED = 1, 2, 3
JOB, EVALUATION = 1, 2


class TryLine(NamedTuple):
    """A job (`kind`, progress as `number`) or a measurement (its state as `kind`, its try, its data
    as `step`).
    """

    what: int
    order: int
    row: int
    key: str
    case: str
    title: str
    step: str
    kind: str
    number: int

    @property
    def is_job(self) -> bool:
        """Whether it is long work that runs."""
        return self.what == JOB


class DataLine(NamedTuple):
    """Rows or a source that somebody asks for (`text` is the part or the title), or a version that
    failed.
    """

    what: int
    order: int
    key: str
    case: str
    text: str
    rows: int
    person: str
    at: datetime


def tries(scopes: Iterable[int], most: int) -> list[TryLine]:
    """Jobs that aren't over, then measurements of candidates; the newest first."""
    running = Job.objects.filter(scope__in=scopes, state__in=jobs.UNFINISHED)
    measured = Evaluation.objects.filter(scope__in=scopes, purpose=EvaluationPurpose.CANDIDATE)
    made = Concat("candidate__model", Value(" v"), _text("candidate__version"))
    rows = _values(
        running,
        *(Value(JOB), -F("pk"), F("pk"), F("scope__key"), F("scope__label")),
        *(_text("title"), _text("step"), _text("kind"), F("progress")),
    ).union(
        _values(
            measured,
            *(Value(EVALUATION), -F("pk"), F("pk"), F("scope__key"), F("scope__label")),
            *(made, _text("dataset__label"), _text("state"), Coalesce("n", 0)),
        ),
        all=True,
    )
    return [TryLine(*row) for row in rows.order_by("col1", "col2")[:most]]


def data(scopes: Iterable[int], most: int) -> list[DataLine]:
    """Rows that are asked for and sources, those that wait longest first, then versions that failed
    their checks, the newest first.
    """
    asked = Verdict.objects.filter(scope__in=scopes, outcome=VerdictOutcome.ASKED)
    wanted = SourceAccess.objects.filter(scope__in=scopes, state=AccessState.ASKED)
    failed = DatasetVersion.objects.filter(scope__in=scopes, passed=False)
    where = (F("scope__key"), F("scope__label"))
    rows = _values(
        asked,
        *(Value(ROWS), F("pk"), *where, _text("part"), F("asked_rows")),
        *(_person("asked_by"), F("asked_at")),
    ).union(
        _values(
            wanted,
            *(Value(SOURCE), F("pk"), *where, _text("source__title"), Value(0)),
            *(_person("source__owner"), F("asked_at")),
        ),
        _values(
            failed,
            *(Value(FAILED), -F("pk"), *where, _text("label"), Value(0)),
            *(_text(Value("")), F("registered_at")),
        ),
        all=True,
    )
    return [DataLine(*row) for row in rows.order_by("col1", "col2")[:most]]


def _values(rows: QuerySet, *columns: object) -> QuerySet:
    """The rows as these columns, under names that no model has, so that kinds can stand together."""
    named = {f"col{number}": column for number, column in enumerate(columns, 1)}
    return rows.order_by().annotate(**named).values_list(*named)


def _text(what: Combinable | str) -> Cast:
    return Cast(what, CharField())


def _person(field: str) -> Coalesce:
    """The name that pages show, as `User.label` says it."""
    full = Trim(Concat(f"{field}__first_name", Value(" "), f"{field}__last_name"))
    return Coalesce(NullIf(full, Value("")), f"{field}__username")
