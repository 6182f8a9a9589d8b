"""What a call to MLflow names: read from the same bytes, in the same way, as its handlers read them.

A field may stand in snake_case or camelCase, and a body may be JSON in a JSON string: MLflow takes
all of these. What can't be read surely is refused, never guessed.
"""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlparse

from workflows.gateway.asked import fields, folders, traces
from workflows.gateway.asked.fields import Body, Header, Unclear, content
from workflows.gateway.asked.named import Asked, Named, Values, tags
from workflows.mlflow.routes import Route
from workflows.words import FrozenKind

# Tags that make a registered model a prompt, which the registry lists elsewhere.
PROMPT = "mlflow.prompt."
# What a model version may be made of: what was logged here. MLflow itself refuses local paths.
SOURCES = frozenset({"", "runs", "models", "mlflow-artifacts"})
# Values that name one object, by act. Any spelling that MLflow takes for the field counts.
_RUN = ("run_id", "run_uuid")
_MODEL_ID = re.compile(r"m-[0-9a-f]{32}")
_NUMBERED = re.compile(r"([^/@%?#]+)/([1-9][0-9]{0,9})")


def read(route: Route, raw: bytes, query: bytes, header: Header) -> Asked:
    """What the call names. Raises Unclear for what can't be judged."""
    if route.act == "artifact":
        return Asked(folders.of_artifact(route.values["artifact_path"]))
    if route.act == "upload":
        for path in _query(query, "path"):
            folders.require_plain(path)
        return Asked({FrozenKind.RUN: fields.plain(_query(query, *_RUN))})
    if route.act == "spans":
        return traces.of_spans(raw, header)
    reader = _READERS.get(route.act)
    return Asked() if reader is None else reader(content(raw), route.values)


def _of_run(body: Body, values: Values) -> Asked:
    listed = fields.plain(
        text for one in fields.items(body, "metrics") for text in fields.texts(one, "model_id")
    )
    models = listed | fields.ids(body, "model_id")
    return Asked(
        {FrozenKind.RUN: fields.ids(body, *_RUN), FrozenKind.LOGGED_MODEL: models},
        tags=(*tags(body), *_names(body, "metrics"), *_names(body, "params")),
        models=models,
    )


def _names(body: Body, field: str) -> list[str]:
    """What a list of metrics or parameters calls them."""
    return [text for one in fields.items(body, field) for text in fields.texts(one, "key")]


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
    return Asked(_own(body), tags=tags(body))


def _of_experiment(body: Body, values: Values) -> Asked:
    return Asked({FrozenKind.EXPERIMENT: _experiments(body)})


def _of_experiment_tag(body: Body, values: Values) -> Asked:
    """Tags of an experiment stay open, those of Pitwall's own don't."""
    return Asked(_own(body), tags=tags(body))


def _of_new_experiment(body: Body, values: Values) -> Asked:
    return Asked(tags=tags(body), location=fields.one(body, "artifact_location"))


def _experiments(body: Body) -> frozenset[str]:
    return fields.experiments(fields.texts(body, "experiment_id"))


def _own(body: Body) -> Named:
    """The experiments in which the call puts something."""
    return {"own_experiment": _experiments(body)}


def _of_logged(body: Body, values: Values) -> Asked:
    given = fields.plain((values["model_id"], *fields.texts(body, "model_id")))
    names = (*tags(body), *([values["tag_key"]] if "tag_key" in values else ()))
    return Asked({FrozenKind.LOGGED_MODEL: given}, tags=names)


def _of_new_logged(body: Body, values: Values) -> Asked:
    """A logged model may be made in any experiment, but for a frozen run no more, and for none of
    another workspace.
    """
    named = _own(body) | {FrozenKind.RUN: fields.ids(body, "source_run_id")}
    runs = frozenset(text for text in fields.texts(body, "source_run_id") if text)
    return Asked(named, tags=tags(body), runs=runs)


def _of_model(body: Body, values: Values) -> Asked:
    name = fields.one(body, "name")
    return Asked({FrozenKind.MODEL: frozenset({name})}, model=name)


def _of_open_model(body: Body, values: Values) -> Asked:
    """What stays possible on a model of which a version is frozen: its description, aliases that
    nobody protects.
    """
    return Asked(
        tags=tags(body),
        model=fields.one(body, "name"),
        alias=fields.one(body, "alias"),
        version=fields.version(body, needed=False),
    )


def _of_model_tag(body: Body, values: Values) -> Asked:
    """Tags too, but for those that would make a prompt of a model, or a model of a prompt."""
    given, name = tags(body), fields.one(body, "name")
    named: Named = {}
    if any(tag.strip().casefold().startswith(PROMPT) for tag in given):
        named = {FrozenKind.MODEL: frozenset({name})}
    return Asked(named, tags=given, model=name)


def _of_new_version(body: Body, values: Values) -> Asked:
    """More versions too, but not of a frozen logged model: MLflow writes a tag on it."""
    source = fields.one(body, "source")
    named, known = _of_source(source), _scheme(source) in SOURCES
    models = named.get(FrozenKind.LOGGED_MODEL, frozenset()) | fields.ids(body, "model_id")
    return Asked(
        {**named, FrozenKind.LOGGED_MODEL: models},
        tags=tags(body),
        model=fields.one(body, "name"),
        location="" if known else source,
    )


def _scheme(source: str) -> str:
    try:
        return urlparse(source).scheme.lower()
    except ValueError:
        raise Unclear("source has to be an address.") from None


def _of_source(source: str) -> Named:
    """What a source names that is in the registry or is a logged model; nothing for a folder."""
    if _scheme(source) != "models":
        return {}
    path = urlparse(source).path.lstrip("/")
    if _MODEL_ID.fullmatch(path):
        return {FrozenKind.LOGGED_MODEL: frozenset({path})}
    if found := _NUMBERED.fullmatch(path):
        return {FrozenKind.VERSION: frozenset({f"{found[1]}/{found[2]}"})}
    return {FrozenKind.MODEL: frozenset({re.split("[/@]", path)[0]})}


def _of_version(body: Body, values: Values) -> Asked:
    name, number = fields.one(body, "name"), fields.version(body)
    named: Named = {FrozenKind.VERSION: frozenset({f"{name}/{number}"})}
    return Asked(named, tags=tags(body), model=name, version=number)


def _of_stage(body: Body, values: Values) -> Asked:
    """A change of stage may archive whatever else of the model is in that stage."""
    name, number = fields.one(body, "name"), fields.version(body)
    named: Named = {FrozenKind.VERSION: frozenset({f"{name}/{number}"})}
    if fields.says_yes(body, "archive_existing_versions"):
        named[FrozenKind.MODEL] = frozenset({name})
    return Asked(named, model=name, version=number, stage=fields.one(body, "stage"))


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
    "trace": traces.of_trace,
    "dataset": traces.of_dataset,
}
