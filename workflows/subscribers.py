"""The loop's readers of the ledger: what an entry sets going, registered by name at start."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial

from django.utils import timezone
from django.utils.translation import gettext as _

from governance import canonical
from governance.errors import Unreachable
from governance.models import LedgerEntry, Review
from governance.subscriptions import subscribe
from workflows import timing
from workflows.mlflow import client, links, workspaces
from workflows.mlflow.rest import Connection
from workflows.mlflow.workspaces import Workspace
from workflows.models import (
    Candidate,
    Comparison,
    Cycle,
    Evaluation,
    StageAttempt,
    Window,
)
from workflows.services import gates, retiring, runs, settling
from workflows.words import CycleState, EvaluationPurpose, Stage

# A worker that is killed is missed within these; they are renewed while it is at work.
LEASE = timedelta(seconds=15)
Effect = Callable[[], object] | None

CONTENT_KINDS = frozenset(
    {
        "brief.revised",
        "plan.revised",
        "dataset.registered",
        "access.granted",
        "access.refused",
        "access.revoked",
        "verdict.asked",
        "verdict.answered",
        "environment.revised",
        "platform.revised",
        "contract.revised",
        "smoke.reported",
        "waiver.granted",
        "waiver.revoked",
        "member.added",
        "member.removed",
    }
)
DECISIONS = frozenset(
    {
        "review.approved",
        "review.rejected",
        "review.changes_asked",
        "review.withdrawn",
        "review.revoked",
        "review.expired",
    }
)


@subscribe("workflows.settle", CONTENT_KINDS)
def settle_after_content(entry: LedgerEntry, *, attempt: int) -> Effect:
    """What an approval binds to may have changed: the building cycle looks at its gates again."""
    cycle = Cycle.objects.filter(scope__key=entry.scope, state=CycleState.BUILDING).first()
    return partial(settling.settle, cycle_id=cycle.pk, now=moment_of(entry)) if cycle else None


@subscribe("workflows.settle_decision", DECISIONS)
def settle_after_decision(entry: LedgerEntry, *, attempt: int) -> Effect:
    """A round has ended: the service that ended it settles the cycle too, unless it was killed."""
    return partial(gates.after_decision, review_id=subject_of(entry), now=moment_of(entry))


@subscribe("workflows.wind_up", {"use_case.retired"})
def wind_up_retired(entry: LedgerEntry, *, attempt: int) -> Effect:
    """A retired use case builds nothing and serves nothing."""
    return partial(retiring.wind_up, scope_key=entry.scope, now=moment_of(entry))


def link_cycle(entry: LedgerEntry) -> Effect:
    """A cycle has a workspace and a parent run, which ends with it."""
    cycle = _cycles().get(pk=subject_of(entry))
    place = workspaces.workspace_of(cycle)
    with client.connection(place.server, place.name, client.PATIENT) as inside:
        run_id = links.cycle_run(inside, place, cycle)
        cycle.mlflow_run_id = run_id
        if cycle.ended_at is not None:
            links.end_cycle(inside, cycle)
    return partial(_link, cycle, cycle, place, run_id, moment_of(entry))


def link_attempt(entry: LedgerEntry) -> Effect:
    """An attempt has a child run: RUNNING while it is open, ended when it ends."""
    row = StageAttempt.objects.select_related("scope").get(pk=subject_of(entry))
    cycle = _cycles().get(pk=row.cycle_id)
    place = workspaces.workspace_of(cycle)
    with client.connection(place.server, place.name, client.PATIENT) as inside:
        parent = cycle.mlflow_run_id or links.cycle_run(inside, place, cycle)
        run_id = row.mlflow_run_id or links.attempt_run(inside, place, row, parent)
        if row.ended_at is not None:
            links.end_attempt(inside, row, run_id)
    return partial(_link, row, cycle, place, run_id, moment_of(entry))


def write_decision(entry: LedgerEntry) -> Effect:
    """The decision is written back as tags of the run and of the model version."""
    review = Review.objects.select_related("gate").get(pk=subject_of(entry))
    row = gates.attempt_of(review.pk)
    place = workspaces.workspace_of(_cycles().get(pk=row.cycle_id))
    with client.connection(place.server, place.name, client.PATIENT) as inside:
        links.write_decision(inside, review, row)
    return None


def write_measurement(entry: LedgerEntry) -> Effect:
    """What was measured of a candidate stands in MLflow beside what its run claims."""
    rows = Evaluation.objects.select_related("candidate__cycle", "dataset")
    evaluation = rows.get(pk=subject_of(entry))
    if evaluation.purpose != EvaluationPurpose.CANDIDATE:
        return None
    with _training_run(evaluation.candidate) as (inside, run_id):
        links.write_measurement(inside, evaluation, run_id)
    return partial(_note_evaluation, evaluation.pk, run_id)


def write_comparison(entry: LedgerEntry) -> Effect:
    """By how much the challenger differs from the champion stands there too."""
    rows = Comparison.objects.select_related("challenger__candidate__cycle", "champion__candidate")
    comparison = rows.get(pk=subject_of(entry))
    with _training_run(comparison.challenger.candidate) as (inside, run_id):
        links.write_comparison(inside, comparison, run_id)
    return None


@contextmanager
def _training_run(candidate: Candidate) -> Iterator[tuple[Connection, str]]:
    """The run of the newest attempt at Training, which was told of before."""
    cycle = _cycles().get(pk=candidate.cycle_id)
    row = cycle.attempts.filter(stage=Stage.TRAINING).latest("n")
    if not row.mlflow_run_id:
        raise Unreachable(_("%(row)s has no run in MLflow yet.") % {"row": row})
    place = workspaces.workspace_of(cycle)
    with client.connection(place.server, place.name, client.PATIENT) as inside:
        yield inside, row.mlflow_run_id


def _note_evaluation(evaluation_id: int, run_id: str) -> None:
    Evaluation.objects.filter(pk=evaluation_id).update(mlflow_run_id=run_id)


def log_window(entry: LedgerEntry) -> Effect:
    """A judged window is a run of its own in MLflow, under the cycle whose version it judges."""
    window = Window.objects.select_related("release__candidate__cycle").get(pk=subject_of(entry))
    cycle = _cycles().get(pk=window.release.candidate.cycle_id)
    place = workspaces.workspace_of(cycle)
    with client.connection(place.server, place.name, client.PATIENT) as inside:
        parent = cycle.mlflow_run_id or links.cycle_run(inside, place, cycle)
        run_id = links.window_run(inside, place, window, parent)
    return partial(_note_window, window.pk, run_id)


def _note_window(window_id: int, run_id: str) -> None:
    Window.objects.filter(pk=window_id).update(mlflow_run_id=run_id)


_TELLS: dict[str, Callable[[LedgerEntry], Effect]] = {
    **dict.fromkeys(("cycle.started", "cycle.ended", "cycle.abandoned"), link_cycle),
    **dict.fromkeys(("attempt.started", "attempt.ended", "attempt.carried"), link_attempt),
    **dict.fromkeys(DECISIONS, write_decision),
    "evaluation.done": write_measurement,
    "comparison.done": write_comparison,
    "window.judged": log_window,
}


@subscribe("workflows.mlflow", _TELLS, lease=LEASE)
def tell_mlflow(entry: LedgerEntry, *, attempt: int) -> Effect:
    """Tell MLflow what happened: one reader, so that a use case's entries come one after another.

    Looking before making is no lock: two readers at once would make a cycle's run twice, and a
    decision that overtakes its attempt would find no run to be written to.
    """
    return _TELLS[entry.kind](entry)


def moment_of(entry: LedgerEntry) -> datetime:
    """When this follows the entry: its moment, and what has passed since."""
    return timing.after(entry.occurred_at, entry.recorded_at, clock=timezone.now())


def _link(row, cycle: Cycle, place: Workspace, run_id: str, now: datetime) -> None:
    runs.bind(
        cycle=cycle,
        server=place.server,
        workspace=place.name,
        experiment_id=place.experiment_id,
        artifacts_place=place.artifacts_place,
        now=now,
    )
    runs.link(row=row, run_id=run_id, now=now)


def _cycles():
    return Cycle.objects.select_related("scope", "use_case", "policy_version__policy")


def subject_of(entry: LedgerEntry) -> int:
    """The id in an entry's subject, `type:id`."""
    return int(canonical.loads(entry.body)["subject"].partition(":")[2])
