"""Scores: what the version in service answered, kept so that feedback can judge it later."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from governance import canonical
from governance.access import authorise, visible
from governance.actors import Actor
from governance.services import ledger
from workflows.models import Release, Score
from workflows.services import joining

BATCH = 500


@dataclass(frozen=True)
class ScoreRow:
    """One answer: `features` and `output` are JSON text, `event_at` when the thing happened."""

    prediction_id: str
    features: str
    output: str
    event_at: datetime


@dataclass(frozen=True)
class Kept:
    """How many rows of a batch were new, and how many were known by their prediction id."""

    kept: int
    known: int


def keep(*, actor: Actor, release_id: int, rows: Sequence[ScoreRow], now: datetime) -> Kept:
    """Keep a batch of answers of one release; a prediction id that is known keeps its first answer.

    Feedback that came before its score is matched here. Raises Denied and NotVisible.
    """
    with transaction.atomic():
        releases = Release.objects.select_related("scope", "candidate__cycle__use_case")
        release = visible(releases, actor, now, pk=release_id)
        authorise(
            actor,
            "scores.write",
            release.scope,
            now=now,
            state=release.candidate.cycle.use_case.lifecycle,
        )
        before = _count(release, rows)
        Score.objects.bulk_create(
            [_score(release, row, now) for row in rows], batch_size=BATCH, ignore_conflicts=True
        )
        kept = _count(release, rows) - before
        joining.hold_for_scores(release.scope_id)
        joining.of_ids(release.scope_id, [row.prediction_id for row in rows], now)
        ledger.record(
            actor=actor,
            kind="scores.received",
            scope=release.scope,
            subject=f"release:{release.pk}",
            now=now,
            rows=len(rows),
            kept=kept,
            batch_sha=canonical.digest(
                [[row.prediction_id, canonical.sha256(row.output)] for row in rows]
            ),
        )
        return Kept(kept, len(rows) - kept)


def _score(release: Release, row: ScoreRow, now: datetime) -> Score:
    return Score(
        scope_id=release.scope_id,
        release=release,
        prediction_id=row.prediction_id,
        version=release.candidate.version,
        features=row.features,
        output=row.output,
        event_at=row.event_at,
        received_at=now,
    )


def _count(release: Release, rows: Sequence[ScoreRow]) -> int:
    ids = [row.prediction_id for row in rows]
    return sum(
        Score.objects.filter(
            scope_id=release.scope_id, prediction_id__in=ids[at : at + BATCH]
        ).count()
        for at in range(0, len(ids), BATCH)
    )
