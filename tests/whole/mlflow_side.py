"""What the use case's workspace on MLflow holds, to be held against Pitwall's own rows."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from workflows.mlflow import client
from workflows.mlflow.rest import API
from workflows.models import Candidate, Cycle, MlflowBinding, StageAttempt

AT_MOST = timedelta(seconds=10)


@dataclass(frozen=True)
class Seen:
    """One run of the experiment `pitwall`."""

    run_id: str
    status: str
    started_at: datetime
    ended_at: datetime | None
    tags: dict[str, str]
    metrics: dict[str, float]


def runs(binding: MlflowBinding) -> list[Seen]:
    """Every run of the experiment `pitwall`."""
    with client.bound(binding) as inside:
        body = {"experiment_ids": [binding.experiment_id], "max_results": 500}
        return [_seen(one) for one in inside.post(f"{API}/runs/search", body).get("runs", [])]


def bearing(binding: MlflowBinding, tag: str) -> dict[int, Seen]:
    """The runs that bear a tag, by the id in it; never two with the same."""
    marked = [one for one in runs(binding) if tag in one.tags]
    found = {int(one.tags[tag]): one for one in marked}
    assert len(found) == len(marked), f"two runs for one {tag}"
    return found


def aliases(binding: MlflowBinding, model: str) -> dict[str, str]:
    with client.bound(binding) as inside:
        return client.aliases(inside, model)


def version_tags(binding: MlflowBinding, candidate: Candidate) -> dict[str, str]:
    with client.bound(binding) as inside:
        found = inside.get(
            f"{API}/model-versions/get", name=candidate.model, version=candidate.version
        )
    return {one["key"]: one["value"] for one in found["model_version"].get("tags", [])}


def agree(attempt: StageAttempt, run: Seen, cycle: Cycle) -> None:
    """The run of an attempt is its cycle's child, runs while it is open, and ends when it ends."""
    assert run.run_id == attempt.mlflow_run_id
    assert run.tags["mlflow.parentRunId"] == cycle.mlflow_run_id
    assert run.tags["pitwall.stage"] == attempt.stage
    assert abs(run.started_at - attempt.started_at) < AT_MOST
    if attempt.ended_at is None:
        assert (run.status, run.ended_at) == ("RUNNING", None), attempt
    else:
        assert run.status in {"FINISHED", "KILLED"}, attempt
        assert run.ended_at is not None
        assert abs(run.ended_at - attempt.ended_at) < AT_MOST


def _seen(run: dict) -> Seen:
    info, data = run["info"], run["data"]
    return Seen(
        run_id=info["run_id"],
        status=info["status"],
        started_at=_moment(info["start_time"]),
        ended_at=_moment(info["end_time"]) if info.get("end_time") else None,
        tags={one["key"]: one["value"] for one in data.get("tags", [])},
        metrics={one["key"]: float(one["value"]) for one in data.get("metrics", [])},
    )


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(int(milliseconds) / 1000, UTC)
