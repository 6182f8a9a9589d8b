"""Scores and feedback taken in by the batch: a batch counts once, and whole or not at all."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from governance import canonical
from governance.access import authorise, visible
from governance.actors import Actor
from governance.errors import StaleState
from governance.services import ledger
from projects import access as projects_access
from projects.models import UseCase
from workflows.intake import rows
from workflows.intake.body import Body
from workflows.intake.parts import Cells, Check, parts
from workflows.models import Batch, Feedback, Release, Score
from workflows.services import joining
from workflows.services.shelves import Shelf
from workflows.words import ReleaseState

SCORES = ("prediction_id", "version", "features", "output", "event_at")
FEEDBACK = ("prediction_id", "actual", "event_at")
# Of releases that never answered anything there are no scores.
NEVER_SERVED = (ReleaseState.STARTING, ReleaseState.FAILED)
ENCODE = msgspec.json.Encoder().encode


@dataclass(frozen=True)
class Scored:
    """What became of a batch of scores; `matched` is feedback that waited for them."""

    rows: int
    kept: int
    known: int
    matched: int


@dataclass(frozen=True)
class Told:
    """What became of a batch of feedback; `conflicting` are the first that said otherwise before."""

    kept: int
    matched: int
    unmatched: int
    known: int
    conflicting: list[str] = field(default_factory=list)


def keep_scores(
    *, actor: Actor, use_case_id: int, release_id: int, body: Body, now: datetime
) -> Scored:
    """Keep what a release answered elsewhere. Raises Denied, NotVisible, Invalid and StaleState."""
    with transaction.atomic():
        use_case = _held(actor, "scores.write", use_case_id, now)
        release = _served(use_case, actor, release_id, now)
        subject = f"release:{release.pk}"
        if (said := _said(subject, body)) is not None:
            return Scored(**said)
        last, scope = joining.last_id(Score), use_case.scope
        always = {"scope_id": scope.pk, "release_id": release.pk, "received_at": now}
        shelf = Shelf(Score, SCORES, always)
        check = rows.score_of(release.candidate.version, release.pk)
        digest = _shelved(shelf, body, check, hashed=SCORES.index("output"))
        joining.hold_for_scores(scope.pk)
        matched = joining.of_scores_after(scope.pk, last, now)
        answer = Scored(shelf.rows, shelf.kept, shelf.rows - shelf.kept, matched)
        ledger.record(
            actor=actor,
            kind="scores.received",
            scope=scope,
            subject=subject,
            now=now,
            rows=shelf.rows,
            kept=shelf.kept,
            matched=matched,
            batch_sha=digest,
            body_sha=body.sha,
        )
        _remember(use_case, subject, body, answer, now)
        return answer


def keep_feedback(*, actor: Actor, use_case_id: int, body: Body, now: datetime) -> Told:
    """Keep what turned out to be true. Raises Denied, NotVisible and Invalid."""
    with transaction.atomic():
        use_case = _held(actor, "feedback.write", use_case_id, now)
        subject = f"use_case:{use_case.pk}"
        if (said := _said(subject, body)) is not None:
            return Told(**said)
        last, scope = joining.last_id(Feedback), use_case.scope
        always = {"scope_id": scope.pk, "received_at": now}
        shelf = Shelf(Feedback, FEEDBACK, always, said=FEEDBACK.index("actual"))
        digest = _shelved(shelf, body, rows.feedback)
        joining.hold_for_feedback(scope.pk)
        matched = joining.of_feedback_after(scope.pk, last, now)
        known = shelf.rows - shelf.kept
        answer = Told(shelf.kept, matched, shelf.kept - matched, known, shelf.conflicting)
        ledger.record(
            actor=actor,
            kind="feedback.received",
            scope=scope,
            subject=subject,
            now=now,
            rows=shelf.rows,
            kept=shelf.kept,
            matched=matched,
            unmatched=answer.unmatched,
            conflicting=shelf.conflicts,
            batch_sha=digest,
            body_sha=body.sha,
        )
        _remember(use_case, subject, body, answer, now)
        return answer


def _held(actor: Actor, act: str, use_case_id: int, now: datetime) -> UseCase:
    """The use case, if they may do this in it; other batches of it wait.

    Where it stands is asked once it is this batch's turn, for that may take minutes.
    """
    use_case = projects_access.use_case(actor, use_case_id, now=now)
    joining.one_batch_at_a_time(use_case.scope_id)
    state = projects_access.lifecycle(use_case.scope)
    authorise(actor, act, use_case.scope, now=now, state=state)
    return use_case


def _served(use_case: UseCase, actor: Actor, release_id: int, now: datetime) -> Release:
    """The release, if it is this use case's and has been in service."""
    releases = Release.objects.select_related("candidate").filter(scope=use_case.scope)
    release = visible(releases, actor, now, pk=release_id)
    if release.state in NEVER_SERVED:
        raise StaleState(
            _("Release %(release)s is %(state)s; it has answered nothing yet.")
            % {"release": release.pk, "state": release.get_state_display()},
            remedy=_("Send the scores with the release that gave them."),
        )
    return release


def _shelved(shelf: Shelf, body: Body, check: Check[Cells], *, hashed: int = 0) -> str:
    """Put the rows away; the digest is that of all ids beside what was said of them.

    It is `canonical.digest` of a list of pairs, made without the list; of the cell `hashed` the
    pairs hold the SHA-256, which is shorter.
    """
    digest, comma = hashlib.sha256(b"["), b""
    for part in parts(body, shelf.columns, check):
        shelf.put(part)
        digest.update(comma + b",".join(_pairs(part, hashed)))
        comma = b","
    digest.update(b"]")
    return digest.hexdigest()


def _pairs(part: Sequence[tuple], hashed: int) -> list[bytes]:
    if hashed:
        return [ENCODE((row[0], canonical.sha256(row[hashed]))) for row in part]
    return [ENCODE(row[:2]) for row in part]


def _said(subject: str, body: Body) -> dict[str, Any] | None:
    """What was answered to the same bytes before."""
    said = Batch.objects.filter(subject=subject, sha=body.sha).values_list("answer", flat=True)
    found = said.first()
    return None if found is None else json.loads(found)


def _remember(
    use_case: UseCase, subject: str, body: Body, answer: Scored | Told, now: datetime
) -> None:
    Batch.objects.create(
        scope=use_case.scope,
        subject=subject,
        sha=body.sha,
        answer=json.dumps(asdict(answer)),
        received_at=now,
    )
