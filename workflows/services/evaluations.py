"""Independent measurements: asked for at nomination, numbered, limited, and compared in pairs."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from governance import access as governance_access
from governance import canonical, kept
from governance.access import visible
from governance.actors import Actor
from governance.errors import GateShut
from governance.services import ledger
from governance.services.policies import version_rules
from projects.models import DatasetVersion
from workflows import access, standing
from workflows.material import champion_of
from workflows.models import Candidate, Comparison, Evaluation, Release
from workflows.services import jobs, settling
from workflows.words import EvaluationPurpose, EvaluationState, JobKind

MEASURER = Actor.system("measuring")


def ask(*, actor: Actor, candidate_id: int, now: datetime) -> Evaluation:
    """Measure a nominated candidate once more; the try is numbered and policy limits how many.

    The champion is measured beside it again: what a gate is shown stays whole. Raises Denied,
    NotVisible, and GateShut when the policy's limit for this data is reached, and while training may
    not be worked on: a brief that nobody agreed on says nothing of what is told of held-out data.
    """
    with transaction.atomic():
        candidate = visible(
            Candidate.objects.select_related("scope", "cycle"), actor, now, pk=candidate_id
        )
        cycle = access.building(access.cycle(actor, candidate.cycle_id, now=now, lock=True))
        governance_access.authorise(
            actor, "evaluation.ask", cycle.scope, now=now, state=cycle.use_case.lifecycle
        )
        standing.refuse_while_blocked(
            standing.of(cycle, now=now),
            "training",
            _("Nothing can be measured before these gates are open."),
        )
        pin = cycle.data.filter(part="held_out").select_related("dataset").last()
        if pin is None:
            raise GateShut(
                [_("No held-out data is pinned to this cycle.")],
                _("There is nothing to measure on."),
            )
        evaluation = _ask_beside_champion(actor, candidate, pin.dataset, now)
        settling.settle(cycle_id=cycle.pk, now=now)
        return evaluation


def ask_for_nomination(
    *, actor: Actor, candidate: Candidate, held_out: DatasetVersion, now: datetime
) -> Evaluation:
    """All that a gate wants to see of a candidate: itself, the champion beside it, each slice.

    Call it inside the nomination's transaction.
    """
    evaluation = _ask_beside_champion(actor, candidate, held_out, now)
    champion = champion_of(candidate)
    for pin in candidate.cycle.data.filter(part="slice").select_related("dataset"):
        _ask(actor, candidate, pin.dataset, EvaluationPurpose.SLICE, now)
        if champion is not None:
            _ask(actor, champion, pin.dataset, EvaluationPurpose.SLICE, now)
    return evaluation


def _ask_beside_champion(
    actor: Actor, candidate: Candidate, held_out: DatasetVersion, now: datetime
) -> Evaluation:
    """A try of the candidate and, where a version is in service, that version on the same rows.

    Never one without the other: a gate takes a try without a comparison for one made while
    nothing was in service.
    """
    evaluation = _ask(actor, candidate, held_out, EvaluationPurpose.CANDIDATE, now)
    champion = champion_of(candidate)
    if champion is not None:
        beside = _ask(actor, champion, held_out, EvaluationPurpose.CHAMPION, now)
        Comparison.objects.create(scope=candidate.scope, challenger=evaluation, champion=beside)
    return evaluation


def started(*, evaluation_id: int, now: datetime) -> Evaluation:
    """The runner has begun to measure."""
    return _move(evaluation_id, EvaluationState.RUNNING, now, {})


def measured(
    *,
    evaluation_id: int,
    metrics: Mapping[str, Mapping[str, str]],
    segments: list,
    rows: int,
    artifacts_sha: str,
    missing: list[str],
    predictions_path: str,
    now: datetime,
) -> Evaluation:
    """Keep what was measured; metrics are {name: {value, low, high}} as decimal text or nan.

    The hash of the artifacts that were measured becomes the candidate's; artifacts that differ
    from what was frozen before make the measurement fail. Returns the row either way.
    """
    with transaction.atomic():
        evaluation = _locked(evaluation_id)
        candidate = evaluation.candidate
        if candidate.artifacts_sha and candidate.artifacts_sha != artifacts_sha:
            return _fail(
                evaluation,
                _(
                    "The model's artifacts are not those that were frozen: "
                    "%(artifacts_sha)s then, %(artifacts_sha_2)s now."
                )
                % {
                    "artifacts_sha": candidate.artifacts_sha[:12],
                    "artifacts_sha_2": artifacts_sha[:12],
                },
                now,
            )
        candidate.artifacts_sha, candidate.missing = artifacts_sha, canonical.dumps(missing)
        candidate.save(update_fields=["artifacts_sha", "missing"])
        evaluation = _move(
            evaluation_id,
            EvaluationState.DONE,
            now,
            {
                "metrics": canonical.dumps(metrics),
                "segments": canonical.dumps(segments),
                "rows": rows,
                "artifacts_sha": artifacts_sha,
                "predictions_path": predictions_path,
                "ended_at": now,
            },
        )
        _record(
            MEASURER,
            evaluation,
            "evaluation.done",
            now,
            metrics=metrics,
            artifacts_sha=artifacts_sha,
        )
        _compare_when_ready(evaluation, now)
        settling.settle(cycle_id=candidate.cycle_id, now=now)
        return evaluation


def failed(
    *, evaluation_id: int, reason: str, missing: Sequence[str] = (), now: datetime
) -> Evaluation:
    """Keep why nothing could be measured; the gate says it, and it counts as a try.

    `missing` are the requirements that the environment lacks, where that was the reason.
    """
    with transaction.atomic():
        evaluation = _locked(evaluation_id)
        if missing:
            evaluation.candidate.missing = canonical.dumps(list(missing))
            evaluation.candidate.save(update_fields=["missing"])
        return _fail(evaluation, reason, now)


def compared(
    *, comparison_id: int, differences: Mapping[str, Mapping], reason: str = "", now: datetime
) -> Comparison:
    """Keep the paired comparison: {metric: {champion, challenger, difference}}, each with bounds."""
    with transaction.atomic():
        comparison = Comparison.objects.select_related("challenger__candidate", "scope").get(
            pk=comparison_id
        )
        access.hold(comparison.scope)
        comparison.state = EvaluationState.FAILED if reason else EvaluationState.DONE
        comparison.differences, comparison.reason = canonical.dumps(differences), reason
        comparison.ended_at = now
        comparison.save()
        ledger.record(
            actor=MEASURER,
            kind="comparison.failed" if reason else "comparison.done",
            scope=comparison.scope,
            subject=f"comparison:{comparison.pk}",
            now=now,
            challenger=comparison.challenger_id,
            champion=comparison.champion_id,
            differences=differences,
        )
        settling.settle(cycle_id=comparison.challenger.candidate.cycle_id, now=now)
        return comparison


def _ask(actor, candidate, dataset, purpose, now) -> Evaluation:
    """A wanted measurement and its job; candidates' tries are numbered, and refused past the limit."""
    counted = purpose == EvaluationPurpose.CANDIDATE
    evaluation = Evaluation.objects.create(
        scope=candidate.scope,
        candidate=candidate,
        dataset=dataset,
        purpose=purpose,
        n=_next_try(candidate, dataset) if counted else None,
        asked_by_id=access.person(actor),
        asked_at=now,
    )
    _record(actor, evaluation, "evaluation.asked", now, purpose=purpose, n=evaluation.n)
    jobs.want(
        actor=actor,
        scope=candidate.scope,
        kind=JobKind.EVALUATION,
        subject_type="evaluation",
        subject_id=evaluation.pk,
        title=f"Measure {candidate} on {kept.name(dataset)}",
        now=now,
    )
    return evaluation


def _next_try(candidate: Candidate, dataset: DatasetVersion) -> int:
    """The number of the next try on this digest, in whichever plan it lies.

    What was seen of it as a slice counts too: else it could be tried out as one first.
    """
    looks = _looks(candidate, dataset)
    number = max(looks.count(), looks.aggregate(last=Max("n"))["last"] or 0) + 1
    limit = version_rules(candidate.cycle.policy_version).evaluation_limit
    if limit and number > limit:
        raise GateShut(
            [
                _(
                    "This would be try %(number)s on the same held-out data; the policy "
                    "allows %(limit)s, so that nobody fits to it."
                )
                % {"number": number, "limit": limit}
            ],
            _("It can't be measured again on this data."),
        )
    return number


def _looks(candidate: Candidate, dataset: DatasetVersion) -> QuerySet[Evaluation]:
    """What told somebody about this digest: all measurements on it but those of champions."""
    served = Release.objects.filter(
        candidate=OuterRef("candidate"), live_at__lte=OuterRef("asked_at")
    )
    rows = Evaluation.objects.filter(scope=candidate.scope, dataset__sha256=dataset.sha256)
    slices = Q(purpose=EvaluationPurpose.SLICE) & ~Exists(served)
    return rows.filter(Q(purpose=EvaluationPurpose.CANDIDATE) | slices)


def _compare_when_ready(evaluation: Evaluation, now: datetime) -> None:
    for pair in _waiting_pairs(evaluation):
        if pair.challenger.state == pair.champion.state == EvaluationState.DONE:
            jobs.want(
                actor=MEASURER,
                scope=pair.scope,
                kind=JobKind.COMPARISON,
                subject_type="comparison",
                subject_id=pair.pk,
                title=f"Compare {pair.challenger.candidate} with {pair.champion.candidate}",
                now=now,
            )


def _waiting_pairs(evaluation: Evaluation) -> list[Comparison]:
    rows = Comparison.objects.filter(state=EvaluationState.WANTED).select_related("scope")
    pairs = rows.filter(challenger=evaluation) | rows.filter(champion=evaluation)
    return list(pairs.select_related("challenger__candidate", "champion__candidate"))


def _locked(evaluation_id: int) -> Evaluation:
    evaluation = Evaluation.objects.select_related("scope", "candidate__cycle").get(
        pk=evaluation_id
    )
    access.hold(evaluation.scope)
    evaluation.refresh_from_db()
    return evaluation


def _fail(evaluation: Evaluation, reason: str, now: datetime) -> Evaluation:
    moved = _move(evaluation.pk, EvaluationState.FAILED, now, {"reason": reason, "ended_at": now})
    _record(MEASURER, moved, "evaluation.failed", now, reason_sha=canonical.sha256(reason))
    for pair in _waiting_pairs(moved):
        compared(comparison_id=pair.pk, differences={}, reason=f"{moved}: {reason}", now=now)
    settling.settle(cycle_id=moved.candidate.cycle_id, now=now)
    return moved


def _move(evaluation_id: int, state: str, now: datetime, changes: dict) -> Evaluation:
    Evaluation.objects.filter(pk=evaluation_id).update(state=state, **changes)
    return Evaluation.objects.select_related("scope", "candidate__cycle", "dataset").get(
        pk=evaluation_id
    )


def _record(actor: Actor, evaluation: Evaluation, kind: str, now: datetime, **data) -> None:
    ledger.record(
        actor=actor,
        kind=kind,
        scope=evaluation.scope,
        subject=f"evaluation:{evaluation.pk}",
        now=now,
        candidate=evaluation.candidate_id,
        digest=evaluation.dataset.sha256,
        **data,
    )
