"""Scores and feedback joined by prediction id, whichever came first and however many come at once."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection
from django.db.models import Exists, Max, OuterRef, QuerySet

from workflows.models import Feedback, Score

# PostgreSQL's advisory locks have two numbers: what for, and of which scope.
BATCHES, JOINS = 7201, 7202
CHUNK = 500


def one_batch_at_a_time(scope_id: int) -> None:
    """Bulk batches of a use case follow each other: two with the same rows would wait for each other."""
    _hold(BATCHES, scope_id)


def hold_for_scores(scope_id: int) -> None:
    """Take it once the scores are written, before `early` and `of_scores_after`.

    Of scores and feedback that are written at the same time neither transaction sees the other's
    rows. So each is written first, then waits here, then looks: whoever comes second sees all.
    Scores don't wait for scores.
    """
    _hold(JOINS, scope_id, shared=True)


def hold_for_feedback(scope_id: int) -> None:
    """The same for feedback, before `given` and `of_feedback_after`."""
    _hold(JOINS, scope_id)


def _hold(what: int, scope_id: int, *, shared: bool = False) -> None:
    """Until the transaction ends; SQLite has one writer anyway."""
    if connection.vendor != "postgresql":
        return
    function = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, %s)", [what, scope_id % 2**31])


def of_ids(scope_id: int, ids: Sequence[str], now: datetime) -> int:
    """Join the feedback on these predictions with scores that are there; how many were joined."""
    waiting = _waiting(scope_id)
    return sum(
        waiting.filter(prediction_id__in=ids[at : at + CHUNK]).update(matched_at=now)
        for at in range(0, len(ids), CHUNK)
    )


def last_id(model: type[Score] | type[Feedback]) -> int:
    """Rows that are written from now on have larger ids."""
    return int(model.objects.aggregate(last=Max("pk"))["last"] or 0)


def of_feedback_after(scope_id: int, last: int, now: datetime) -> int:
    """Join what feedback came after the row `last`."""
    return _waiting(scope_id).filter(pk__gt=last).update(matched_at=now)


def of_scores_after(scope_id: int, last: int, now: datetime) -> int:
    """Join the feedback that waits for scores which came after the row `last`."""
    fresh = Score.objects.filter(scope_id=scope_id, pk__gt=last).values("prediction_id")
    early = Feedback.objects.filter(scope_id=scope_id, matched_at=None, prediction_id__in=fresh)
    return early.update(matched_at=now)


def _waiting(scope_id: int) -> QuerySet[Feedback]:
    """Feedback that isn't joined, although its score is there."""
    scored = Score.objects.filter(scope_id=scope_id, prediction_id=OuterRef("prediction_id"))
    return Feedback.objects.filter(Exists(scored), scope_id=scope_id, matched_at=None)
