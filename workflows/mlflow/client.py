"""What Pitwall asks of MLflow and tells it: plain values in and out, a time-out on every call."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from governance.errors import Invalid
from workflows.mlflow import own, parsing
from workflows.mlflow.copying import Bounds, copy_tree
from workflows.mlflow.readings import MetricPoint, ModelVersionReading, RunReading
from workflows.mlflow.rest import API, PATIENT, WORKSPACES, Connection, MlflowRefusal
from workflows.models import MlflowBinding, MlflowServer

PAGE = 100
LOGGED_MODEL = re.compile(r"(?:^|/)models/(m-[0-9a-f]{32})(?:/|$)")
RUN_FOLDER = re.compile(r"[0-9]+/([0-9a-f]{32})/artifacts(?:/|$)")
MOST = 10_000
PRODUCTION = "Production"
LARGEST_MODEL_FILE = 1 << 20


def connection(
    server: MlflowServer, workspace: str = "", timeout: float | None = None
) -> Connection:
    """A connection to one workspace of a server; close it by `with`."""
    # Pitwall's own key is for Pitwall's own server.
    key = "" if server.external else own.key()
    return Connection(server.tracking_uri, workspace, timeout, key)


def bound(binding: MlflowBinding, timeout: float | None = PATIENT) -> Connection:
    """A connection to a use case's workspace, patient by default: for workers, not for pages."""
    return connection(binding.server, binding.workspace, timeout)


def ensure_workspace(server: MlflowServer, workspace: str) -> str:
    """Make the workspace and the experiment `pitwall` in it where they are missing; its id."""
    with connection(server, timeout=PATIENT) as site:
        if site.find(f"{WORKSPACES}/{workspace}") is None:
            _unless_there(site, WORKSPACES, {"name": workspace})
    with connection(server, workspace, PATIENT) as inside:
        return _ensure_experiment(inside, "pitwall")


def _ensure_experiment(inside: Connection, name: str) -> str:
    path = f"{API}/experiments/get-by-name"
    found = inside.find(path, experiment_name=name)
    if found is None:
        _unless_there(inside, f"{API}/experiments/create", {"name": name})
        found = inside.get(path, experiment_name=name)
    return found["experiment"]["experiment_id"]


def _unless_there(inside: Connection, path: str, body: dict) -> None:
    """Create, or find that somebody was quicker."""
    try:
        inside.post(path, body)
    except MlflowRefusal as refusal:
        if refusal.code != "RESOURCE_ALREADY_EXISTS":
            raise


def ensure_run(
    inside: Connection,
    experiment_id: str,
    *,
    marks: Mapping[str, str],
    name: str,
    started_at: datetime,
    parent: str = "",
    tags: Mapping[str, str] | None = None,
) -> str:
    """The id of the run that bears `marks`, made if there is none: never a second one for a retry."""
    wanted = " and ".join(f"tags.`{key}` = '{value}'" for key, value in marks.items())
    found = inside.post(
        f"{API}/runs/search",
        {"experiment_ids": [experiment_id], "filter": wanted, "max_results": 1},
    )
    if found.get("runs"):
        return found["runs"][0]["info"]["run_id"]
    every = {**marks, **(tags or {}), **({"mlflow.parentRunId": parent} if parent else {})}
    made = inside.post(
        f"{API}/runs/create",
        {
            "experiment_id": experiment_id,
            "run_name": name,
            "start_time": parsing.milliseconds(started_at),
            "tags": [{"key": key, "value": value} for key, value in every.items()],
        },
    )
    return made["run"]["info"]["run_id"]


def end_run(inside: Connection, run_id: str, *, status: str, ended_at: datetime) -> None:
    """End a run with MLflow's own word for how: FINISHED, FAILED or KILLED."""
    inside.post(
        f"{API}/runs/update",
        {"run_id": run_id, "status": status, "end_time": parsing.milliseconds(ended_at)},
    )


def log(
    inside: Connection,
    run_id: str,
    *,
    metrics: Mapping[str, str] | None = None,
    tags: Mapping[str, str] | None = None,
    params: Mapping[str, str] | None = None,
    at: datetime,
) -> None:
    """Log metrics (decimal text), parameters and tags in one call."""
    stamp = parsing.milliseconds(at)
    inside.post(
        f"{API}/runs/log-batch",
        {
            "run_id": run_id,
            "metrics": [
                {"key": key, "value": float(value), "timestamp": stamp, "step": 0}
                for key, value in (metrics or {}).items()
                if value not in {"nan", "inf", "-inf"}
            ],
            "params": [{"key": key, "value": value} for key, value in (params or {}).items()],
            "tags": [{"key": key, "value": value} for key, value in (tags or {}).items()],
        },
    )


def run(inside: Connection, run_id: str) -> RunReading | None:
    """One run, or None."""
    found = inside.find(f"{API}/runs/get", run_id=run_id)
    return parsing.run(found["run"]) if found else None


def metric_history(
    inside: Connection, run_ids: Sequence[str], metric: str, *, most: int
) -> dict[str, tuple[MetricPoint, ...]]:
    """run id → what the run logged of one metric, by step, the last value of each step.

    The server thins longer histories to about `most` steps, the same ones for all runs. Raises
    MlflowRefusal where one of the runs isn't there, and Unreachable.
    """
    answer = inside.get(
        f"{API}/metrics/get-history-bulk-interval",
        run_ids=list(run_ids),
        metric_key=metric,
        max_results=most,
    )
    return parsing.history(answer.get("metrics", []))


def runs_since(inside: Connection, moment: datetime | None) -> Iterable[RunReading]:
    """The team's own runs that ended since `moment` or still run, of every experiment but ours."""
    experiments = {
        one["experiment_id"]: one["name"]
        for one in inside.post(f"{API}/experiments/search", {"max_results": 1000}).get(
            "experiments", []
        )
        if one["name"] != "pitwall"
    }
    if not experiments:
        return
    since = parsing.milliseconds(moment) if moment else 0
    for wanted in (
        f"attributes.end_time >= {since}",
        "attributes.status = 'RUNNING'",
    ):
        yield from _search(inside, experiments, wanted)


def _search(
    inside: Connection, experiments: Mapping[str, str], wanted: str
) -> Iterable[RunReading]:
    body = {
        "experiment_ids": list(experiments),
        "filter": wanted,
        "max_results": PAGE,
        "order_by": ["attributes.end_time ASC"],
    }
    while True:
        answer = inside.post(f"{API}/runs/search", body)
        for one in answer.get("runs", []):
            yield parsing.run(one, experiments[one["info"]["experiment_id"]])
        if not answer.get("next_page_token"):
            return
        body["page_token"] = answer["next_page_token"]


def model_version(
    *, server: MlflowServer, workspace: str, model: str, version: str
) -> ModelVersionReading | None:
    """A registered version with its signature and its run's claims, or None; asked by pages, so quick.

    Raises Invalid for one that names another run than its logged model does.
    """
    with connection(server, workspace) as inside:
        found = inside.find(f"{API}/model-versions/get", name=model, version=version)
        if found is None:
            return None
        row = found["model_version"]
        folder = _artifact_folder(inside, model, version)
        signature, threshold = _described(inside, folder, f"{model} {version}")
        run_id = row.get("run_id", "")
        _refuse_false_run(inside, folder, run_id, f"{model} {version}")
        return ModelVersionReading(
            model=row["name"],
            version=str(row["version"]),
            run_id=run_id,
            source=row.get("source", ""),
            status=row.get("status", ""),
            aliases=tuple(row.get("aliases", [])),
            signature=signature,
            threshold=threshold,
            run=run(inside, run_id) if run_id else None,
            folder=folder,
        )


def _refuse_false_run(inside: Connection, folder: str, run_id: str, name: str) -> None:
    """MLflow takes any run for a version's, so that somebody else's claims and name could be borrowed."""
    if found := LOGGED_MODEL.search(folder):
        info = inside.get(f"{API}/logged-models/{found[1]}")["model"]["info"]
        made_by, says = info.get("source_run_id", ""), _("its logged model that run")
    elif found := RUN_FOLDER.match(folder):
        made_by, says = found[1], _("its files lie with run")
    else:
        return
    if made_by != run_id:
        raise Invalid(
            {
                "version": _(
                    "%(name)s says that run %(run_id)s made it, and %(says)s "
                    "%(made_by)s. Register it anew, by the run that made it."
                )
                % {
                    "name": name,
                    "run_id": run_id or "(none)",
                    "says": says,
                    "made_by": made_by or "(none)",
                }
            }
        )


def model_versions(inside: Connection) -> list[tuple[str, str, str]]:
    """(model, version, run id) of every registered version, newest first."""
    found = inside.get(f"{API}/model-versions/search", max_results=200)
    return [
        (one["name"], str(one["version"]), one.get("run_id", ""))
        for one in found.get("model_versions", [])
    ]


def aliases(inside: Connection, model: str) -> dict[str, str]:
    """alias → version of a registered model; empty for one that isn't there."""
    found = inside.find(f"{API}/registered-models/get", name=model) or {}
    rows = found.get("registered_model", {}).get("aliases", [])
    return {one["alias"]: str(one["version"]) for one in rows}


def all_marks(inside: Connection) -> dict[str, dict[str, str]]:
    """model → mark → version, of every registered model in the workspace.

    A mark is an alias with its @, or the stage Production, of which the newest version counts.
    """
    found: dict[str, dict[str, str]] = {}
    asked: dict[str, Any] = {"max_results": PAGE}
    while True:
        answer = inside.get(f"{API}/registered-models/search", **asked)
        for one in answer.get("registered_models", []):
            marks = found.setdefault(one["name"], {})
            for row in one.get("aliases", []):
                marks[f"@{row['alias']}"] = str(row["version"])
            for row in one.get("latest_versions", []):
                if row.get("current_stage") == PRODUCTION:
                    marks[PRODUCTION] = str(row["version"])
        if not answer.get("next_page_token"):
            return found
        asked["page_token"] = answer["next_page_token"]


def has_version(inside: Connection, *, model: str, version: str) -> bool:
    """Whether the registry still has this version."""
    return inside.find(f"{API}/model-versions/get", name=model, version=version) is not None


def set_alias(inside: Connection, *, model: str, version: str, alias: str) -> None:
    """Point an alias at a version; only a release does this."""
    body = {"name": model, "alias": alias, "version": version}
    inside.post(f"{API}/registered-models/alias", body)


def delete_alias(inside: Connection, *, model: str, alias: str) -> None:
    """Take an alias away; only the end of a release does this."""
    inside.delete(f"{API}/registered-models/alias", {"name": model, "alias": alias})


def in_production(inside: Connection, model: str) -> list[str]:
    """The versions of a registered model that stand at the stage Production."""
    # In MLflow's filters a name stands between either sign, and has no way to write the sign itself.
    quote = '"' if "'" in model else "'"
    found = inside.get(
        f"{API}/model-versions/search", filter=f"name={quote}{model}{quote}", max_results=MOST
    )
    rows = found.get("model_versions", [])
    return [str(one["version"]) for one in rows if one.get("current_stage") == PRODUCTION]


def archive(inside: Connection, *, model: str, version: str) -> None:
    """Move a version to the stage Archived."""
    body = {"name": model, "version": version, "stage": "Archived"}
    inside.post(f"{API}/model-versions/transition-stage", body)


def tag_version(inside: Connection, *, model: str, version: str, tags: Mapping[str, str]) -> None:
    """Set tags on a model version."""
    for key, value in tags.items():
        body = {"name": model, "version": version, "key": key, "value": value}
        inside.post(f"{API}/model-versions/set-tag", body)


def fetch_model(inside: Connection, *, model: str, version: str, to: Path) -> None:
    """Copy a version's artifacts into the folder `to`, which must not exist.

    Raises NotCopied for what is more than the settings let, or is called what no file may be.
    """
    to.mkdir(parents=True)
    copy_tree(inside, _artifact_folder(inside, model, version), to, Bounds.of_settings())


def _artifact_folder(inside: Connection, model: str, version: str) -> str:
    answer = inside.get(f"{API}/model-versions/get-download-uri", name=model, version=version)
    return _inside_workspace(inside, answer["artifact_uri"])


def _inside_workspace(inside: Connection, uri: str) -> str:
    """The path below the workspace's own root, as the artifact routes want it."""
    path = uri.removeprefix("mlflow-artifacts:").lstrip("/")
    return path.removeprefix(f"workspaces/{inside.workspace}/")


def _described(inside: Connection, folder: str, name: str) -> tuple[dict, str]:
    """The signature and threshold in a version's MLmodel file; Invalid for a file that is none."""
    text = inside.raw(f"{folder}/MLmodel", LARGEST_MODEL_FILE).decode("utf-8", errors="replace")
    try:
        return parsing.mlmodel(text)
    except parsing.NoModel as fault:
        raise Invalid(
            {
                "version": _(
                    "The MLmodel file of %(name)s can't be read (%(fault)s); log the model anew."
                )
                % {"name": name, "fault": fault}
            }
        ) from fault
