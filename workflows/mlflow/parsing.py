"""MLflow's answers as plain readings."""

import json
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

import yaml

from governance import inputs
from workflows import plain_yaml
from workflows.mlflow.readings import MetricPoint, RunReading


def run(answer: dict, experiment_name: str = "") -> RunReading:
    """A run as the server tells it; metrics as decimal text, nan or inf."""
    info, data = answer["info"], answer.get("data", {})
    tags = pairs(data.get("tags", []))
    return RunReading(
        run_id=info["run_id"],
        experiment_id=info["experiment_id"],
        experiment_name=experiment_name,
        name=info.get("run_name", ""),
        status=info["status"],
        claimed_user=tags.get("mlflow.user", info.get("user_id", "")),
        started_at=moment(info.get("start_time")),
        ended_at=moment(info.get("end_time")),
        artifact_uri=info.get("artifact_uri", ""),
        params=pairs(data.get("params", [])),
        metrics={one["key"]: number(one.get("value")) for one in data.get("metrics", [])},
        tags=tags,
        datasets=tuple(_dataset(one) for one in answer.get("inputs", {}).get("dataset_inputs", [])),
    )


def history(rows: list[dict]) -> dict[str, tuple[MetricPoint, ...]]:
    """run id → points by step; of values logged at one step the last counts."""
    latest: dict[str, dict[int, tuple[int, str]]] = {}
    for one in rows:
        steps = latest.setdefault(one.get("run_id", ""), {})
        step, stamp = int(one.get("step") or 0), int(one.get("timestamp") or 0)
        if step not in steps or steps[step][0] <= stamp:
            steps[step] = (stamp, number(one.get("value")))
    return {
        run_id: tuple(MetricPoint(step, steps[step][1]) for step in sorted(steps))
        for run_id, steps in latest.items()
    }


def pairs(items: list[dict]) -> dict[str, str]:
    """[{key, value}] as a mapping of texts."""
    return {one["key"]: str(one.get("value", "")) for one in items}


def moment(milliseconds: int | str | None) -> datetime | None:
    """Milliseconds since 1970 as an aware moment; 0 and nothing are no moment.

    A client says when its run began: what no calendar holds is no moment either, or one run would
    keep all others of the use case from being read.
    """
    stamp = int(milliseconds or 0)
    if not stamp or not _year(inputs.YEARS[0]) <= stamp < _year(inputs.YEARS[-1] + 1):
        return None
    return datetime.fromtimestamp(stamp / 1000, tz=UTC)


def _year(year: int) -> float:
    """When a year begins, in milliseconds since 1970."""
    return datetime(year, 1, 1, tzinfo=UTC).timestamp() * 1000


def milliseconds(at: datetime) -> int:
    """An aware moment as MLflow wants it."""
    return int(at.timestamp() * 1000)


def number(value: object) -> str:
    """A metric's value as decimal text without exponent; nan, inf or -inf where it is none."""
    text = str(value).strip().lower()
    if text in {"nan", "inf", "-inf", "infinity", "-infinity"}:
        return text.replace("infinity", "inf")
    try:
        parsed = Decimal(text)
    except InvalidOperation:
        return "nan"
    return format(parsed, "f") if parsed.is_finite() else "nan"


class NoModel(ValueError):
    """An MLmodel file that isn't in MLflow's shape; its author may have written anything into it."""


def mlmodel(text: str) -> tuple[dict, str]:
    """The signature {"inputs", "outputs"} of an MLmodel file, and the threshold it claims or "".

    Raises NoModel for what no MLflow wrote.
    """
    try:
        content = _mapping(plain_yaml.load(text))
        declared = _mapping(content.get("signature"))
        signature = {side: _columns(declared.get(side)) for side in ("inputs", "outputs")}
    except (yaml.YAMLError, ValueError, RecursionError) as fault:
        raise NoModel(type(fault).__name__) from fault
    flavour = _mapping(_mapping(content.get("flavors")).get("python_function"))
    threshold = _mapping(flavour.get("config")).get("threshold", "")
    # Nothing else is made text: a few lines of YAML can stand for a list of a billion items.
    return signature, str(threshold) if isinstance(threshold, (str, int, float)) else ""


def _mapping(value: object) -> dict:
    return value if isinstance(value, dict) else {}


def _columns(declared: object) -> list[dict[str, str]]:
    if not isinstance(declared, str) or not declared:
        return []
    columns = json.loads(declared)
    if not isinstance(columns, list) or not all(isinstance(one, dict) for one in columns):
        raise NoModel("a signature is a list of columns")
    return [_column(n, one) for n, one in enumerate(columns)]


def _column(n: int, one: dict) -> dict[str, str]:
    if one.get("type") == "tensor":
        spec = _mapping(one.get("tensor-spec"))
        sizes = spec.get("shape")
        shape = ",".join(str(size) for size in sizes) if isinstance(sizes, list) else "?"
        return {
            "name": str(one.get("name", f"tensor{n}")),
            "type": f"{spec.get('dtype', '?')}[{shape}]",
        }
    return {"name": str(one.get("name", f"column{n}")), "type": str(one.get("type", "?"))}


def _dataset(one: dict) -> dict[str, str]:
    dataset, tags = one.get("dataset", {}), pairs(one.get("tags", []))
    return {
        "name": dataset.get("name", ""),
        "digest": dataset.get("digest", ""),
        "context": tags.get("mlflow.data.context", ""),
    }
