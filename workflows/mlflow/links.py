"""Each stage linked to MLflow: a parent run a cycle, a child run a stage attempt while it is open."""

import json

from governance.models import Review
from workflows.mlflow import client
from workflows.mlflow.rest import Connection
from workflows.mlflow.workspaces import Workspace
from workflows.models import (
    Comparison,
    Cycle,
    Evaluation,
    Release,
    StageAttempt,
    Window,
)
from workflows.words import AttemptEnd, CycleState, ReleaseState

ENDED_AS: dict[str, str] = {
    AttemptEnd.APPROVED: "FINISHED",
    AttemptEnd.CARRIED: "FINISHED",
    AttemptEnd.REPLACED: "FINISHED",
    AttemptEnd.CHANGED: "KILLED",
    AttemptEnd.ABANDONED: "KILLED",
}


def cycle_run(inside: Connection, place: Workspace, cycle: Cycle) -> str:
    """The id of the cycle's parent run."""
    return client.ensure_run(
        inside,
        place.experiment_id,
        marks={"pitwall.cycle": str(cycle.pk)},
        name=f"cycle {cycle.number}",
        started_at=cycle.started_at,
        tags={
            "pitwall.use_case": cycle.use_case.slug,
            "pitwall.cycle_number": str(cycle.number),
            "pitwall.policy": f"{cycle.policy_version.policy.name} {cycle.policy_version.number}",
        },
    )


def attempt_run(inside: Connection, place: Workspace, attempt: StageAttempt, parent: str) -> str:
    """The id of the attempt's child run, RUNNING from the attempt's start."""
    return client.ensure_run(
        inside,
        place.experiment_id,
        marks={"pitwall.attempt": str(attempt.pk)},
        name=f"{attempt.stage}, attempt {attempt.n}",
        started_at=attempt.started_at,
        parent=parent,
        tags={
            "pitwall.stage": attempt.stage,
            "pitwall.n": str(attempt.n),
            **(
                {"pitwall.carried_from": str(attempt.carried_from_id)}
                if attempt.carried_from_id
                else {}
            ),
        },
    )


def end_attempt(inside: Connection, attempt: StageAttempt, run_id: str) -> None:
    """End the child run at the moment when the attempt ended, with how in a tag."""
    client.log(
        inside,
        run_id,
        tags={"pitwall.end": attempt.end, "pitwall.content": attempt.content_hash},
        at=attempt.ended_at or attempt.started_at,
    )
    status = ENDED_AS.get(attempt.end, "FINISHED")
    client.end_run(inside, run_id, status=status, ended_at=attempt.ended_at or attempt.started_at)


def end_cycle(inside: Connection, cycle: Cycle) -> None:
    """End the parent run with its cycle."""
    status = "KILLED" if cycle.state == CycleState.ABANDONED else "FINISHED"
    client.end_run(
        inside, cycle.mlflow_run_id, status=status, ended_at=cycle.ended_at or cycle.started_at
    )


def write_decision(inside: Connection, review: Review, attempt: StageAttempt) -> None:
    """The round's outcome as tags of the attempt's run and of the model version it is about."""
    tags = {
        "pitwall.gate": review.state,
        "pitwall.review": str(review.pk),
        "pitwall.round": str(review.round),
    }
    if attempt.mlflow_run_id:
        client.log(
            inside, attempt.mlflow_run_id, tags=tags, at=review.decided_at or review.submitted_at
        )
    candidate = attempt.cycle.candidates.filter(superseded_at=None).first()
    if candidate is not None and attempt.stage in {"training", "integration", "release"}:
        named = {f"pitwall.{attempt.stage}": review.state, "pitwall.cycle": str(attempt.cycle_id)}
        client.tag_version(inside, model=candidate.model, version=candidate.version, tags=named)


def write_measurement(inside: Connection, evaluation: Evaluation, run_id: str) -> None:
    """What Pitwall measured, beside what the team's run claims: on the attempt's run and the version."""
    metrics: dict[str, str] = {}
    for name, one in json.loads(evaluation.metrics).items():
        metrics |= {
            f"pitwall.{name}": one["value"],
            f"pitwall.{name}.low": one["low"],
            f"pitwall.{name}.high": one["high"],
        }
    tags = {
        "pitwall.evaluation": str(evaluation.pk),
        "pitwall.evaluation_n": str(evaluation.n),
        "pitwall.held_out": evaluation.dataset.sha256,
        "pitwall.artifacts": evaluation.artifacts_sha,
        "pitwall.candidate": str(evaluation.candidate),
    }
    client.log(
        inside, run_id, metrics=metrics, tags=tags, at=evaluation.ended_at or evaluation.asked_at
    )
    candidate = evaluation.candidate
    client.tag_version(inside, model=candidate.model, version=candidate.version, tags=tags)


def write_comparison(inside: Connection, comparison: Comparison, run_id: str) -> None:
    """Challenger minus champion, on the attempt's run."""
    metrics = {
        f"pitwall.difference.{name}": one["difference"]["value"]
        for name, one in json.loads(comparison.differences).items()
    }
    tags = {"pitwall.champion": str(comparison.champion.candidate)}
    client.log(
        inside,
        run_id,
        metrics=metrics,
        tags=tags,
        at=comparison.ended_at or comparison.challenger.asked_at,
    )


def write_release(inside: Connection, release: Release) -> None:
    """The target's alias points at the version in service."""
    model, version = release.candidate.model, release.candidate.version
    client.set_alias(inside, model=model, version=version, alias=release.target.alias)
    _leave_production(inside, release, keep={version})


def withdraw_release(inside: Connection, release: Release) -> None:
    """The alias of a target on which nothing is in service any more is taken away."""
    model, alias = release.candidate.model, release.target.alias
    if client.aliases(inside, model).get(alias) == release.candidate.version:
        client.delete_alias(inside, model=model, alias=alias)
    _leave_production(inside, release, keep=set())


def _leave_production(inside: Connection, release: Release, keep: set[str]) -> None:
    """Versions that are in service nowhere any more leave the stage Production, who ever put them there."""
    model = release.candidate.model
    elsewhere = Release.objects.filter(
        scope_id=release.scope_id,
        candidate__model=model,
        state__in=[ReleaseState.STARTING, ReleaseState.LIVE],
    ).exclude(target=release.target_id)
    keep = keep | set(elsewhere.values_list("candidate__version", flat=True))
    for version in client.in_production(inside, model):
        if version not in keep:
            client.archive(inside, model=model, version=version)


def window_run(inside: Connection, place: Workspace, window: Window, parent: str) -> str:
    """The id of the window's run, with its figures and each feature's drift, ended."""
    run_id = client.ensure_run(
        inside,
        place.experiment_id,
        marks={"pitwall.window": str(window.pk)},
        name=f"window {window.label}",
        started_at=window.starts_at,
        parent=parent,
        tags={"pitwall.release": str(window.release_id), "pitwall.state": window.state},
    )
    figures = {name: one["value"] for name, one in json.loads(window.metrics).items()}
    drift = {f"psi.{one['feature']}": one["psi"] for one in json.loads(window.drift)}
    counts = {"scores": str(window.scores), "matched": str(window.matched)}
    client.log(
        inside,
        run_id,
        metrics={**figures, **drift, **counts},
        at=window.judged_at or window.ends_at,
    )
    client.end_run(inside, run_id, status="FINISHED", ended_at=window.ends_at)
    return run_id
