"""What a call to MLflow names: read from the same bytes, in the same way, as its handlers read them.

A field may stand in snake_case or camelCase, and a body may be JSON in a JSON string: MLflow takes
all of these. What can't be read surely is refused, never guessed.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlparse

from workflows.mlflow import fields, folders, spans
from workflows.mlflow.fields import Body, Unclear, content
from workflows.mlflow.routes import Route
from workflows.words import FrozenKind

__all__ = ["Asked", "Unclear", "read"]

OURS = "pitwall."
# Tags that make a registered model a prompt, which the registry lists elsewhere.
PROMPT = "mlflow.prompt."
SOURCE_RUN = "mlflow.sourceRun"
# Values that name one object, by act. Any spelling that MLflow takes for the field counts.
_RUN = ("run_id", "run_uuid")
_MODEL_ID = re.compile(r"m-[0-9a-f]{32}")
_NUMBERED = re.compile(r"([^/@%?#]+)/([1-9][0-9]{0,9})")

Values = Mapping[str, str]
# Objects by their kind.
Named = dict[str, frozenset[str]]
# A header of the call by its name, "" for none. Raises Unclear where it is given twice.
Header = Callable[[bytes], str]


@dataclass(frozen=True)
class Asked:
    """The objects that a call alters, by kind, and what else decides whether it may.

    `models` are logged models that have to be of this workspace, which MLflow doesn't look at.
    """

    named: Mapping[str, frozenset[str]] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    models: frozenset[str] = frozenset()
    model: str = ""
    version: str = ""
    alias: str = ""
    stage: str = ""
    location: str = ""

    @property
    def ours(self) -> str:
        """The first tag that only Pitwall writes, or nothing."""
        return next((tag for tag in self.tags if tag.strip().casefold().startswith(OURS)), "")


def read(route: Route, raw: bytes, query: bytes, header: Header) -> Asked:
    """What the call names. Raises Unclear for what can't be judged."""
    if route.act == "artifact":
        return Asked(folders.of_artifact(route.values["artifact_path"]))
    if route.act == "upload":
        return Asked({FrozenKind.RUN: fields.plain(_query(query, *_RUN))})
    if route.act == "spans":
        return _of_spans(raw, header)
    reader = _READERS.get(route.act)
    return Asked() if reader is None else reader(content(raw), route.values)


def _tags(body: Body) -> tuple[str, ...]:
    """The keys of all tags in the call: of those listed, and of one by itself."""
    return (*fields.keys(body), *fields.texts(body, "key"))


def _of_run(body: Body, values: Values) -> Asked:
    listed = fields.plain(
        text for one in fields.items(body, "metrics") for text in fields.texts(one, "model_id")
    )
    models = listed | fields.ids(body, "model_id")
    return Asked(
        {FrozenKind.RUN: fields.ids(body, *_RUN), FrozenKind.LOGGED_MODEL: models},
        tags=_tags(body),
        models=models,
    )


def _of_inputs(body: Body, values: Values) -> Asked:
    """A frozen model may be what another run starts from."""
    return Asked({FrozenKind.RUN: fields.ids(body, *_RUN)}, models=_models(body))


def _of_outputs(body: Body, values: Values) -> Asked:
    """A frozen model is no other run's work."""
    named: Named = {
        FrozenKind.RUN: fields.ids(body, *_RUN),
        FrozenKind.LOGGED_MODEL: _models(body),
    }
    return Asked(named, models=_models(body))


def _models(body: Body) -> frozenset[str]:
    return fields.plain(
        text for one in fields.items(body, "models") for text in fields.texts(one, "model_id")
    )


def _of_new_run(body: Body, values: Values) -> Asked:
    """A run may be made in any experiment but one of Pitwall's own."""
    return Asked(_own(body), tags=_tags(body))


def _of_experiment(body: Body, values: Values) -> Asked:
    return Asked({FrozenKind.EXPERIMENT: _experiments(body)})


def _of_experiment_tag(body: Body, values: Values) -> Asked:
    """Tags of an experiment stay open, those of Pitwall's own don't."""
    return Asked(_own(body), tags=_tags(body))


def _of_new_experiment(body: Body, values: Values) -> Asked:
    return Asked(tags=_tags(body), location=fields.one(body, "artifact_location"))


def _experiments(body: Body) -> frozenset[str]:
    return fields.experiments(fields.texts(body, "experiment_id"))


def _own(body: Body) -> Named:
    """The experiments in which the call puts something."""
    return {"own_experiment": _experiments(body)}


def _of_logged(body: Body, values: Values) -> Asked:
    given = fields.plain((values["model_id"], *fields.texts(body, "model_id")))
    tags = (*_tags(body), *([values["tag_key"]] if "tag_key" in values else ()))
    return Asked({FrozenKind.LOGGED_MODEL: given}, tags=tags)


def _of_new_logged(body: Body, values: Values) -> Asked:
    """A logged model may be made in any experiment, but for a frozen run no more."""
    named = _own(body) | {FrozenKind.RUN: fields.ids(body, "source_run_id")}
    return Asked(named, tags=_tags(body))


def _of_model(body: Body, values: Values) -> Asked:
    name = fields.one(body, "name")
    return Asked({FrozenKind.MODEL: frozenset({name})}, model=name)


def _of_open_model(body: Body, values: Values) -> Asked:
    """What stays possible on a model of which a version is frozen: its description, aliases that
    nobody protects.
    """
    return Asked(
        tags=_tags(body),
        model=fields.one(body, "name"),
        alias=fields.one(body, "alias"),
        version=fields.version(body, needed=False),
    )


def _of_model_tag(body: Body, values: Values) -> Asked:
    """Tags too, but for those that would make a prompt of a model, or a model of a prompt."""
    tags, name = _tags(body), fields.one(body, "name")
    named: Named = {}
    if any(tag.strip().casefold().startswith(PROMPT) for tag in tags):
        named = {FrozenKind.MODEL: frozenset({name})}
    return Asked(named, tags=tags, model=name)


def _of_new_version(body: Body, values: Values) -> Asked:
    """More versions too, but not of a frozen logged model: MLflow writes a tag on it."""
    named = _of_source(fields.one(body, "source"))
    models = named.get(FrozenKind.LOGGED_MODEL, frozenset()) | fields.ids(body, "model_id")
    return Asked(
        {**named, FrozenKind.LOGGED_MODEL: models}, tags=_tags(body), model=fields.one(body, "name")
    )


def _of_source(source: str) -> Named:
    """What a source names that is in the registry or is a logged model; nothing for a folder."""
    try:
        parsed = urlparse(source)
    except ValueError:
        raise Unclear("source has to be an address.") from None
    if parsed.scheme.lower() != "models":
        return {}
    path = parsed.path.lstrip("/")
    if _MODEL_ID.fullmatch(path):
        return {FrozenKind.LOGGED_MODEL: frozenset({path})}
    if found := _NUMBERED.fullmatch(path):
        return {FrozenKind.VERSION: frozenset({f"{found[1]}/{found[2]}"})}
    return {FrozenKind.MODEL: frozenset({re.split("[/@]", path)[0]})}


def _of_version(body: Body, values: Values) -> Asked:
    name, number = fields.one(body, "name"), fields.version(body)
    named: Named = {FrozenKind.VERSION: frozenset({f"{name}/{number}"})}
    return Asked(named, tags=_tags(body), model=name, version=number)


def _of_stage(body: Body, values: Values) -> Asked:
    """A change of stage may archive whatever else of the model is in that stage."""
    name, number = fields.one(body, "name"), fields.version(body)
    named: Named = {FrozenKind.VERSION: frozenset({f"{name}/{number}"})}
    if fields.says_yes(body, "archive_existing_versions"):
        named[FrozenKind.MODEL] = frozenset({name})
    return Asked(named, model=name, version=number, stage=fields.one(body, "stage"))


def _of_trace(body: Body, values: Values) -> Asked:
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
    return Asked(
        {
            "own_experiment": fields.experiments(where),
            FrozenKind.RUN: fields.plain(value for key, value in said if key == SOURCE_RUN),
        },
        tags=tuple(key for one in (body, *infos) for key in _tags(one)),
    )


def _assessments(info: Body) -> list[Body]:
    return fields.items(info, "assessments")


def _of_dataset(body: Body, values: Values) -> Asked:
    tags = (*_tags(body), *([values["key"]] if "key" in values else ()))
    own = fields.experiments(fields.listed(body, "experiment_ids"))
    return Asked({"own_experiment": own}, tags=tags)


def _of_spans(raw: bytes, header: Header) -> Asked:
    """OpenTelemetry's own route: it names its experiment and run in headers."""
    where, run = header(b"x-mlflow-experiment-id"), header(b"x-mlflow-run-id")
    return Asked(
        {
            "own_experiment": fields.experiments([where]),
            FrozenKind.RUN: fields.plain([run] if run else ()),
        },
        tags=spans.own_tags(raw, header(b"content-encoding"), header(b"content-type"), OURS),
    )


def _query(query: bytes, *names: str) -> list[str]:
    pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    return [value for key, value in pairs if key in names]


_READERS: dict[str, Callable[[dict[str, Any], Values], Asked]] = {
    "run": _of_run,
    "run-update": _of_run,
    "run-inputs": _of_inputs,
    "run-outputs": _of_outputs,
    "link": _of_run,
    "run-create": _of_new_run,
    "experiment": _of_experiment,
    "experiment-create": _of_new_experiment,
    "experiment-tag": _of_experiment_tag,
    "logged": _of_logged,
    "logged-create": _of_new_logged,
    "model": _of_open_model,
    "model-create": _of_open_model,
    "model-tag": _of_model_tag,
    "model-rename": _of_model,
    "model-delete": _of_model,
    "alias-set": _of_open_model,
    "alias-delete": _of_open_model,
    "version-create": _of_new_version,
    "version": _of_version,
    "version-tag": _of_version,
    "stage": _of_stage,
    "trace": _of_trace,
    "dataset": _of_dataset,
}
