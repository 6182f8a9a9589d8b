"""Feedback: what turned out to be true, joined to its score by prediction id, early or late."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from governance import canonical, inputs
from governance.access import authorise
from governance.actors import Actor
from governance.errors import Invalid
from governance.services import ledger
from projects import access as projects_access
from projects.models import UseCase
from workflows.intake import rows as checked
from workflows.models import Feedback
from workflows.services import joining

COLUMNS = ("prediction_id", "actual", "event_at")
BATCH = 500
MOST_ROWS = 100_000
MOST_ERRORS = 20


@dataclass(frozen=True)
class FeedbackRow:
    """What was true of one prediction, and when it became so."""

    prediction_id: str
    actual: str
    event_at: checked.Moment


@dataclass(frozen=True)
class Answer:
    """What became of a batch. `unmatched` waits for its score; `conflicting` said otherwise before."""

    kept: int
    matched: int
    unmatched: int
    known: int
    conflicting: tuple[str, ...]


def keep(*, actor: Actor, use_case_id: int, rows: Sequence[FeedbackRow], now: datetime) -> Answer:
    """Keep a batch; what is known stays as it was first said. Raises Denied and NotVisible."""
    with transaction.atomic():
        use_case = projects_access.use_case(actor, use_case_id, now=now)
        authorise(actor, "feedback.write", use_case.scope, now=now, state=use_case.lifecycle)
        known = _known(use_case, rows)
        first = {row.prediction_id: row for row in reversed(rows)}
        fresh = [row for key, row in first.items() if key not in known]
        Feedback.objects.bulk_create(
            [_feedback(use_case, row, now) for row in fresh],
            batch_size=BATCH,
            ignore_conflicts=True,
        )
        joining.hold_for_feedback(use_case.scope_id)
        matched = joining.of_ids(use_case.scope_id, [row.prediction_id for row in fresh], now)
        answer = Answer(
            kept=len(fresh),
            matched=matched,
            unmatched=len(fresh) - matched,
            known=len(rows) - len(fresh),
            conflicting=tuple(
                row.prediction_id
                for row in rows
                if known.get(row.prediction_id, first[row.prediction_id].actual) != row.actual
            ),
        )
        _record(actor, use_case, rows, answer, now)
        return answer


def unmatched(use_case: UseCase, *, older_than: datetime):
    """Feedback received before `older_than` whose score never came, oldest first."""
    rows = Feedback.objects.filter(scope=use_case.scope, matched_at=None)
    return rows.filter(received_at__lt=older_than).order_by("received_at", "pk")


def from_json(items: object) -> list[FeedbackRow]:
    """Rows of a JSON list of {prediction_id, actual, event_at}; Invalid names each bad row."""
    if not isinstance(items, list):
        raise Invalid({"rows": _("Give a list of {prediction_id, actual, event_at}.")})
    return _rows((f"rows[{n}]", item) for n, item in enumerate(items))


def from_csv(text: str) -> list[FeedbackRow]:
    """Rows of a CSV with the header prediction_id,actual,event_at; Invalid names each bad line."""
    if "\x00" in text:
        raise Invalid(
            {
                "file": _(
                    "The file holds a NUL character, so it isn't CSV text; save it as UTF-8 CSV."
                )
            }
        )
    reader = csv.DictReader(io.StringIO(text, newline=""))
    try:
        return _table(reader)
    except csv.Error as fault:
        where = _("line %(line_num)s") % {"line_num": reader.line_num}
        raise Invalid(
            {where: _("This can't be read as CSV (%(fault)s); mend it.") % {"fault": fault}}
        ) from None


def _table(reader: csv.DictReader) -> list[FeedbackRow]:
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or [])]
    if missing:
        found = ", ".join(reader.fieldnames or []) or "nothing"
        raise Invalid(
            {
                "header": _(
                    "%(missing)s missing; the header must name %(columns)s, it names %(found)s."
                )
                % {"missing": ", ".join(missing), "columns": ", ".join(COLUMNS), "found": found}
            }
        )
    return _rows((_("line %(line_num)s") % {"line_num": reader.line_num}, item) for item in reader)


def _rows(items: Iterable[tuple[str, object]]) -> list[FeedbackRow]:
    rows: list = []
    errors: dict[str, str] = {}
    for where, item in items:
        if len(rows) >= MOST_ROWS:
            raise Invalid(
                {
                    "rows": _("More than %(most_rows)s rows; send them in several batches.")
                    % {"most_rows": f"{MOST_ROWS:,}"}
                }
            )
        rows.append(_row(errors, where, item))
        if len(errors) >= MOST_ERRORS:
            break
    inputs.raise_if(errors)
    return rows


def _row(errors: dict[str, str], where: str, item: object) -> FeedbackRow:
    return FeedbackRow(*checked.feedback(errors, where, item))


def _feedback(use_case: UseCase, row: FeedbackRow, now: datetime) -> Feedback:
    return Feedback(
        scope=use_case.scope,
        prediction_id=row.prediction_id,
        actual=row.actual,
        event_at=row.event_at,
        received_at=now,
    )


def _known(use_case: UseCase, rows: Sequence[FeedbackRow]) -> dict[str, str]:
    found: dict[str, str] = {}
    for ids in _batches([row.prediction_id for row in rows]):
        stored = Feedback.objects.filter(scope=use_case.scope, prediction_id__in=ids)
        found.update(stored.values_list("prediction_id", "actual"))
    return found


def _batches(ids: list[str]) -> Iterable[list[str]]:
    return (ids[at : at + BATCH] for at in range(0, len(ids), BATCH))


def _record(actor, use_case: UseCase, rows, answer: Answer, now: datetime) -> None:
    ledger.record(
        actor=actor,
        kind="feedback.received",
        scope=use_case.scope,
        subject=f"use_case:{use_case.pk}",
        now=now,
        rows=len(rows),
        kept=answer.kept,
        matched=answer.matched,
        unmatched=answer.unmatched,
        conflicting=len(answer.conflicting),
        batch_sha=canonical.digest([[row.prediction_id, row.actual] for row in rows]),
    )
