"""Runs as the mirror would have kept them, as many as a test wants."""

from datetime import datetime, timedelta

from governance import canonical
from workflows.models import MlflowServer, Run


def tried(lap, name: str, **given) -> Run:
    """A run of Sam's in Late arrivals, begun a minute after the one before."""
    return Run.objects.bulk_create([row(lap, name, **given)])[0]


def row(
    lap,
    name: str,
    *,
    metrics: dict[str, str] | None = None,
    params: dict[str, str] | None = None,
    tags: dict[str, str] | None = None,
    datasets: list[dict[str, str]] | None = None,
    began: datetime | None = None,
    seconds: int = 60,
    **given,
) -> Run:
    """The same, not stored yet."""
    at = began or lap.tick()
    return Run(
        **{
            "scope": lap.use_case.scope,
            "server": MlflowServer.objects.get(key="own"),
            "run_id": f"{name}-{at:%H%M%S}",
            "experiment_id": "1",
            "experiment_name": "trials",
            "name": name,
            "cycle": lap.cycle,
            "author": lap.cast.user("sam"),
            "status": "FINISHED",
            "started_at": at,
            "ended_at": at + timedelta(seconds=seconds),
            "metrics": canonical.dumps(metrics or {}),
            "params": canonical.dumps(params or {}),
            "tags": canonical.dumps(tags or {}),
            "datasets": canonical.dumps(datasets or []),
            "seen_at": at,
        }
        | given
    )
