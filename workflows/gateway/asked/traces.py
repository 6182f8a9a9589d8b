"""What a call about traces, spans or datasets names."""

import re

from workflows.gateway.asked import fields, spans
from workflows.gateway.asked.fields import Body, Header, Unclear
from workflows.gateway.asked.named import OURS, Asked, Values, tags
from workflows.words import FrozenKind

SOURCE_RUN = "mlflow.sourceRun"
# Tags that say where a trace's data lies: MLflow reads them from there, and deletes them there.
PLACE, ARCHIVE = "mlflow.artifactLocation", "mlflow.trace.archiveLocation"


def of_trace(body: Body, values: Values) -> Asked:
    """A trace is no part of Pitwall's own experiment, nor of a frozen run any more."""
    infos = fields.inner(fields.inner([body], "trace"), "trace_info")
    places = fields.inner(fields.inner(infos, "trace_location"), "mlflow_experiment")
    if any(fields.texts(one, "assessment_id") for info in infos for one in _assessments(info)):
        # Given the id of another trace's, MLflow would take that one away, whosoever it is.
        raise Unclear("MLflow gives assessments their ids: leave assessment_id out.")
    said = [
        pair
        for one in (body, *infos)
        for name in ("request_metadata", "trace_metadata")
        for pair in fields.pairs(one, name)
    ]
    where = (text for one in (body, *places) for text in fields.texts(one, "experiment_id"))
    given = [pair for one in (body, *infos) for pair in fields.pairs(one, "tags")]
    given += [(key, fields.one(body, "value")) for key in fields.texts(body, "key")]
    return Asked(
        {
            "own_experiment": fields.experiments(where),
            FrozenKind.RUN: fields.plain(value for key, value in said if key == SOURCE_RUN),
        },
        tags=tuple(key for key, _ in given),
        location=_moved(given, values.get("request_id") or values.get("trace_id", "")),
    )


def _moved(given: list[tuple[str, str]], trace: str) -> str:
    """Where a tag says that a trace's data lies. Old clients send back what MLflow said itself, and
    that is nothing.
    """
    own = re.compile(
        rf"mlflow-artifacts:/workspaces/[^/]+/[0-9]+/traces/{re.escape(trace)}/artifacts"
    )
    for key, where in given:
        name = key.strip()
        if name == ARCHIVE or (name == PLACE and not own.fullmatch(where)):
            return where or name
    return ""


def _assessments(info: Body) -> list[Body]:
    return fields.items(info, "assessments")


def of_dataset(body: Body, values: Values) -> Asked:
    names = (*tags(body), *([values["key"]] if "key" in values else ()))
    own = fields.experiments(fields.listed(body, "experiment_ids"))
    return Asked({"own_experiment": own}, tags=names)


def of_spans(raw: bytes, header: Header) -> Asked:
    """OpenTelemetry's own route: it names its experiment and run in headers."""
    where, run = header(b"x-mlflow-experiment-id"), header(b"x-mlflow-run-id")
    media, packed = header(b"content-type"), header(b"content-encoding")
    carried = spans.carried(raw, packed, media, (OURS, PLACE, ARCHIVE))
    return Asked(
        {
            "own_experiment": fields.experiments([where]),
            FrozenKind.RUN: fields.plain([run] if run else ()),
        },
        tags=(OURS,) if OURS in carried else (),
        location=next(iter(sorted(carried - {OURS})), ""),
    )
