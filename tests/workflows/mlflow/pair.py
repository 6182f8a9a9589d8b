"""The same program on a plain MLflow server and on the gateway: only environment variables differ."""

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.fixtures.parts import ROOT
from tests.workflows.mlflow.masking import Masked

PATIENCE = 240


@dataclass(frozen=True)
class Side:
    """One of the two: what a program's environment says of it, and its workspace."""

    workspace: str
    environment: dict[str, str]


@dataclass(frozen=True)
class Pair:
    plain: Side
    gateway: Side

    def run(self, folder: Path, *arguments: str) -> tuple[Any, Any]:
        """What `python <arguments> <file>` writes into that file, on both at once, ids masked."""
        started = [
            (side, folder / f"{name}.json", _started(arguments, folder / name, side))
            for name, side in (("plain", self.plain), ("gateway", self.gateway))
        ]
        try:
            for _, _, process in started:
                output, _ = process.communicate(timeout=PATIENCE)
                assert process.returncode == 0, output.decode(errors="replace")[-4000:]
        finally:
            for _, _, process in started:
                process.kill()
        plain, gateway = (
            Masked(side.workspace)(json.loads(file.read_text())) for side, file, _ in started
        )
        return plain, gateway


def _started(arguments: Sequence[str], stem: Path, side: Side) -> subprocess.Popen[bytes]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("MLFLOW_", "PITWALL_", "DJANGO_", "PYTEST_"))
    }
    return subprocess.Popen(
        [sys.executable, *arguments, str(stem.with_suffix(".json"))],
        cwd=ROOT,
        env={**kept, **COMMON, **side.environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


# Nothing is sent behind the program's back, so that everything is there when it looks.
COMMON = {
    "MLFLOW_ENABLE_ASYNC_TRACE_LOGGING": "false",
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "OMP_NUM_THREADS": "1",
}


def pair(plain_url: str, guarded) -> Pair:
    """A workspace of its own on the plain server, and Late arrivals with Sam's key at the gateway."""
    workspace = f"plain-{uuid.uuid4().hex[:8]}"
    made = httpx.post(
        f"{plain_url}/api/3.0/mlflow/workspaces", json={"name": workspace}, trust_env=False
    )
    assert made.is_success, made.text
    slug = guarded.use_case.slug
    # The three lines of the use case's Connect panel.
    pasted = {
        "MLFLOW_TRACKING_URI": guarded.url,
        "MLFLOW_TRACKING_TOKEN": guarded.key(),
        "MLFLOW_WORKSPACE": slug,
    }
    plain = {"MLFLOW_TRACKING_URI": plain_url, "MLFLOW_WORKSPACE": workspace}
    return Pair(Side(workspace, plain), Side(slug, pasted))
