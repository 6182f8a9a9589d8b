"""Evaluation jobs: a candidate's model, kept by hash, measured on pinned data in the sandbox."""

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from governance.errors import PitwallError, Unreachable
from projects import metrics, store
from projects.models import BriefRevision
from workflows import models_store
from workflows.children.evaluation import EvaluationSpec, Outcome, evaluate
from workflows.models import Evaluation
from workflows.runner.conditions import Unfit, interpreter_of, require_fit, require_sandbox
from workflows.runner.threads import database
from workflows.runner.worksheet import Conclusion, Ended, Worksheet, simply
from workflows.services import evaluations
from workflows.words import EvaluationState, JobState

OVER = {EvaluationState.DONE: JobState.DONE, EvaluationState.FAILED: JobState.FAILED}
PREDICTIONS, TRUTH = Path("predict/predictions.csv"), Path("split/truth.parquet")


@dataclass(frozen=True)
class Order:
    """All that measuring needs from the database, read before the child starts."""

    evaluation: Evaluation
    spec: EvaluationSpec
    data: Path
    interpreter: Path


def work(sheet: Worksheet) -> Conclusion:
    """Measure what the job's evaluation asks for. Raises Unreachable while MLflow doesn't answer."""
    with database():
        evaluation = _evaluation(sheet.job.subject_id)
        if evaluation.state in OVER:
            return simply(OVER[EvaluationState(evaluation.state)], evaluation.reason)
        evaluations.started(evaluation_id=evaluation.pk, now=timezone.now())
        order = order_for(evaluation)
    sheet.say(5, "fetching the model")
    try:
        with database():
            require_sandbox(evaluation.candidate, sheet.sandbox)
            model, sha = models_store.kept(evaluation.candidate)
        require_fit(model, order.interpreter)
    except Unreachable:
        raise
    except Unfit as unfit:
        return _failed(evaluation, str(unfit), unfit.missing)
    except PitwallError as error:
        return _failed(evaluation, error.message)
    sheet.say(20, "measuring")
    outcome = _measure(order, model, sheet)
    if sheet.cancel.is_set():
        return cancelled(sheet)
    return _failed(evaluation, outcome.reason) if outcome.reason else _measured(order, outcome, sha)


def cancelled(sheet: Worksheet) -> Conclusion:
    """The conclusion of a measurement that somebody cancelled, or that can't be made."""
    return give_up(sheet, JobState.CANCELLED, "Cancelled before it was measured.")


def give_up(sheet: Worksheet, state: JobState, reason: str) -> Conclusion:
    """End the job and the measurement with it, with this reason."""

    def conclude(now: datetime) -> Ended:
        evaluation = _evaluation(sheet.job.subject_id)
        if evaluation.state not in OVER:
            evaluations.failed(evaluation_id=evaluation.pk, reason=reason, now=now)
        return Ended(state, reason)

    return conclude


def folder_of(evaluation: Evaluation) -> Path:
    """Where one measurement keeps logs, truth and predictions."""
    return Path(settings.PITWALL_HOME) / "evaluations" / str(evaluation.pk)


def order_for(evaluation: Evaluation) -> Order:
    """What is to be measured: the plan names target and positive label, the brief the objectives."""
    candidate, plan = evaluation.candidate, evaluation.dataset.plan
    brief = _brief(evaluation)
    objectives = list(brief.objectives.all())
    usual = metrics.names(brief.task)
    named = [one.metric for one in objectives if one.metric in usual]
    segments = [one.segment.partition("=")[0] for one in objectives if one.segment]
    spec = EvaluationSpec(
        target=plan.target_column,
        task=brief.task,
        metrics=tuple(dict.fromkeys([*named, *usual])),
        positive=plan.positive_label or "1",
        threshold=float(candidate.threshold),
        segments=tuple(dict.fromkeys(segments)),
        seed=evaluation.dataset.sha256,
    )
    data = store.path(candidate.scope.key, evaluation.dataset.sha256)
    return Order(evaluation, spec, data, interpreter_of(candidate.scope_id))


def _brief(evaluation: Evaluation) -> BriefRevision:
    """The newest when it was asked for: of a later one nobody knows yet whether it will be agreed on."""
    briefs = evaluation.candidate.cycle.use_case.briefs.prefetch_related("objectives")
    return briefs.filter(created_at__lte=evaluation.asked_at).latest("number")


def _evaluation(evaluation_id: int) -> Evaluation:
    rows = Evaluation.objects.select_related(
        "dataset__plan", "candidate__scope", "candidate__cycle__policy_version__policy"
    )
    return rows.select_related("candidate__cycle__use_case").get(pk=evaluation_id)


def _measure(order: Order, model: Path, sheet: Worksheet) -> Outcome:
    folder = folder_of(order.evaluation)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    if not store.intact(order.evaluation.candidate.scope.key, order.evaluation.dataset.sha256):
        return Outcome("The pinned data isn't in Pitwall's store any more, or was changed there.")
    try:
        return evaluate(
            model=model,
            data=order.data,
            spec=order.spec,
            folder=folder,
            interpreter=order.interpreter,
            sandbox=sheet.sandbox,
            cancel=sheet.cancel,
        )
    finally:
        (folder / "split/features.parquet").unlink(missing_ok=True)


def _measured(order: Order, outcome: Outcome, sha: str) -> Conclusion:
    assert outcome.evaluation is not None  # noqa: S101 - there is one wherever there is no reason
    found = outcome.evaluation.as_json()
    folder = folder_of(order.evaluation).relative_to(settings.PITWALL_HOME)

    def conclude(now: datetime) -> Ended:
        row = evaluations.measured(
            evaluation_id=order.evaluation.pk,
            metrics=found["metrics"],
            segments=found["segments"],
            rows=found["rows"],
            artifacts_sha=sha,
            missing=[],
            predictions_path=str(folder / PREDICTIONS),
            now=now,
        )
        told = {name: found[name] for name in ("notes", "seconds", "versions", "positives")}
        return Ended(OVER[EvaluationState(row.state)], row.reason, told)

    return conclude


def _failed(evaluation: Evaluation, reason: str, missing: tuple[str, ...] = ()) -> Conclusion:
    def conclude(now: datetime) -> Ended:
        evaluations.failed(
            evaluation_id=evaluation.pk, reason=reason, missing=list(missing), now=now
        )
        return Ended(JobState.FAILED, reason)

    return conclude
