"""Training jobs: a team's script in a sandbox that reaches the MLflow server and nothing else."""

import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from workflows.children.steps import ENVIRONMENT
from workflows.sandbox import MIB, Job, Limits

LONGEST_SECONDS = 3600
TRAINING = Limits(wall_seconds=LONGEST_SECONDS, disk=512 * MIB)
PORTS = {"http": 80, "https": 443}
_PROGRESS = re.compile(r"::progress (\d{1,3})(?: (.*))?", re.ASCII)
LONGEST_MESSAGE = 200


@dataclass(frozen=True)
class Progress:
    """How far a job has come, 0 to 100, and what it says it is doing."""

    percent: int
    message: str


def parse_progress(line: str) -> Progress | None:
    """From a line such as `::progress 40 fitting`; None for any other."""
    found = _PROGRESS.fullmatch(line.strip())
    if found is None or int(found[1]) > 100:
        return None
    return Progress(int(found[1]), (found[2] or "").strip()[:LONGEST_MESSAGE])


def training_job(
    *,
    script: Path,
    arguments: Sequence[str] = (),
    folder: Path,
    tracking_uri: str,
    workspace: str,
    run_id: str,
    key: str = "",
    reads: Sequence[Path] = (),
    env: Mapping[str, str] | None = None,
    outputs: Sequence[str] = (),
    interpreter: Path = Path(sys.executable),
) -> Job:
    """The job that runs `script`, which finds its run by MLFLOW_TRACKING_URI, MLFLOW_WORKSPACE and MLFLOW_RUN_ID.

    The script's folder is readable, since scripts import what lies beside them. Its one secret is `key`, which
    opens the server (MLFLOW_TRACKING_TOKEN), unless `env` holds another. Its one connection leads to the server
    of `tracking_uri`, so artifacts must go through that server (`mlflow-artifacts:`), not to a bucket. Start it
    with the limits `TRAINING`.
    ValueError when the address isn't one of HTTP.
    """
    given = {
        "MLFLOW_TRACKING_URI": tracking_uri,
        "MLFLOW_WORKSPACE": workspace,
        "MLFLOW_RUN_ID": run_id,
        "MLFLOW_TRACKING_TOKEN": key,
    }
    return Job(
        argv=(str(interpreter), "-u", str(script.resolve()), *arguments),
        folder=folder.resolve(),
        outputs=tuple(outputs),
        reads=(script.resolve().parent, *(path.resolve() for path in reads)),
        env=ENVIRONMENT | {name: value for name, value in given.items() if value} | dict(env or {}),
        outlet=_address(tracking_uri),
    )


def _address(uri: str) -> tuple[str, int]:
    parts = urlsplit(uri)
    if parts.scheme not in PORTS or not parts.hostname:
        raise ValueError(f"A training job reaches MLflow by http or https; {uri!r} is neither.")
    return parts.hostname, parts.port or PORTS[parts.scheme]
