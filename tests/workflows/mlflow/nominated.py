"""What a hostile user aims at: a nominated version with all that it stands on, and the same unfrozen."""

import json
from dataclasses import dataclass, replace
from uuid import uuid4

from django.utils import timezone

from governance.models import ApiToken
from governance.services import memberships, tokens
from governance.words import Role
from tests.cast import SETUP
from workflows.mlflow import client
from workflows.models import Candidate, Cycle
from workflows.services import cycles, freezing, targets
from workflows.words import Driver

MODEL = "late-arrivals"
MLMODEL = b"flavors: {}\n"


@dataclass(frozen=True)
class Names:
    """The objects that a call names. Of the nominated ones, `own` is Pitwall's own experiment."""

    experiment: str
    own: str
    run: str
    logged: str
    model: str
    version: str
    other_version: str
    trace: str
    assessment: str
    dataset: str
    record: str
    tag: str
    model_tag: str
    alias: str
    location: str = ""


class Aim:
    """Makes these things through the gateway, as Sam; freezes them as a nomination does."""

    def __init__(self, guarded) -> None:
        self.guarded = guarded
        self._numbers = iter(range(1, 1_000))

    def free(self) -> Names:
        """Things that nobody froze, each made anew: who may write can do anything with them."""
        made, number = self.guarded, next(self._numbers)
        experiment = made.experiment(f"trials-{number}")
        run = self._run(experiment)
        model = MODEL if number == 1 else f"{MODEL}-{number}"
        self._post("registered-models/create", {"name": model})
        for key in ("team.note", "mlflow.prompt.team"):
            tag = {"name": model, "key": key, "value": "x"}
            self._post("registered-models/set-tag", tag)
        logged = [self.logged(experiment, run), self.logged(experiment, self._run(experiment))]
        versions = [self._version(model, one) for one in logged]
        return Names(
            experiment=experiment,
            own=experiment,
            run=run,
            logged=logged[0],
            model=model,
            version=versions[0],
            other_version=versions[1],
            trace=(trace := self.trace(experiment)),
            assessment=self._assessment(trace),
            dataset=(dataset := self._dataset()),
            record=self._record(dataset),
            tag="team.note",
            model_tag="mlflow.prompt.team",
            alias="blue",
        )

    def nominated(self) -> Names:
        """The same, frozen, with the alias that the target protects; the other version isn't."""
        named = self.free()
        made, scope = self.guarded, self.guarded.use_case.scope
        stage = {"name": named.model, "version": named.version, "stage": "Staging"}
        self._post("model-versions/transition-stage", stage)
        targets.add(
            actor=made.cast.ada,
            key="registry",
            title="Registry",
            place_id=made.make.place("registry-hall").pk,
            driver=Driver.REGISTRY,
            now=timezone.now(),
        )
        reading = client.model_version(
            server=made.server, workspace=scope.key, model=named.model, version=named.version
        )
        freezing.freeze(
            scope, freezing.of_version(reading), why="it was nominated", now=timezone.now()
        )
        self._nominate(named)
        with client.connection(made.server, scope.key) as inside:
            version = {"model": named.model, "version": named.version}
            client.set_alias(inside, **version, alias="champion")
            client.tag_version(inside, **version, tags={"pitwall.gate": "approved"})
            own = client.ensure_workspace(made.server, scope.key)
            found = inside.get("/api/2.0/mlflow/experiments/get", experiment_id=own)
            assert found["experiment"]["name"] == "pitwall"
        return replace(
            named,
            own=own,
            tag="pitwall.gate",
            model_tag="mlflow.prompt.is_prompt",
            alias="champion",
            location="mlflow-artifacts:/elsewhere",
        )

    def _nominate(self, named: Names) -> None:
        """The other version is the candidate whose gates are shut."""
        cast, now = self.guarded.cast, timezone.now()
        cycle: Cycle = cycles.start(
            actor=cast.ana, use_case_id=self.guarded.use_case.pk, now=self.guarded.now
        )
        Candidate.objects.create(
            scope=cycle.scope,
            cycle=cycle,
            server=self.guarded.server,
            model=named.model,
            version=named.other_version,
            author_id=cast.id("sam"),
            nominated_by_id=cast.id("sam"),
            nominated_at=now,
        )

    def _post(self, route: str, body: dict) -> dict:
        found = self.guarded.post(route, body)
        assert found.status_code == 200, f"{route}: {found.text}"
        return found.json()

    def _run(self, experiment: str) -> str:
        made = self._post("runs/create", {"experiment_id": experiment, "start_time": 1})
        run = made["run"]["info"]["run_id"]
        self._post(
            "runs/log-batch",
            {
                "run_id": run,
                "metrics": [{"key": "roc_auc", "value": 0.91, "timestamp": 1, "step": 0}],
                "params": [{"key": "depth", "value": "3"}],
                "tags": [{"key": "team.note", "value": "x"}],
            },
        )
        self.upload(f"{experiment}/{run}/artifacts/plot.txt", b"a plot")
        return run

    def upload(self, path: str, content: bytes) -> None:
        sent = self.guarded.call(
            "PUT", f"/api/2.0/mlflow-artifacts/artifacts/{path}", content=content
        )
        assert sent.status_code == 200, sent.text

    def logged(self, experiment: str, run: str) -> str:
        """A logged model of this run, finished, with an MLmodel file."""
        body = {"experiment_id": experiment, "name": "m", "source_run_id": run}
        made = self._post("logged-models", body)["model"]["info"]["model_id"]
        self.upload(f"{experiment}/models/{made}/artifacts/MLmodel", MLMODEL)
        path = f"/api/2.0/mlflow/logged-models/{made}"
        ready = self.guarded.call("PATCH", path, {"model_id": made, "status": 2})
        assert ready.status_code == 200, ready.text
        tags = {"tags": [{"key": "team.note", "value": "x"}]}
        assert self.guarded.call("PATCH", f"{path}/tags", tags).status_code == 200
        return made

    def _version(self, model: str, logged: str) -> str:
        body = {"name": model, "source": f"models:/{logged}", "model_id": logged}
        version = self._post("model-versions/create", body)["model_version"]["version"]
        tag = {"name": model, "version": version, "key": "team.note", "value": "x"}
        self._post("model-versions/set-tag", tag)
        return version

    def trace(self, experiment: str) -> str:
        """A trace in this experiment, with a tag."""
        trace = f"tr-{uuid4().hex}"
        made = self.guarded.call("POST", "/api/3.0/mlflow/traces", trace_body(trace, experiment))
        assert made.status_code == 200, made.text
        return trace

    def _assessment(self, trace: str) -> str:
        body = {"assessment": feedback(trace)}
        made = self.guarded.call("POST", f"/api/3.0/mlflow/traces/{trace}/assessments", body)
        assert made.status_code == 200, made.text
        return made.json()["assessment"]["assessment_id"]

    def _dataset(self) -> str:
        body = {"name": "rows", "tags": json.dumps({"team.note": "x"})}
        made = self.guarded.call("POST", "/api/3.0/mlflow/datasets/create", body)
        assert made.status_code == 200, made.text
        return made.json()["dataset"]["dataset_id"]

    def _record(self, dataset: str) -> str:
        path = f"/api/3.0/mlflow/datasets/{dataset}/records"
        body = {"records": json.dumps([{"inputs": {"q": "0"}}])}
        assert self.guarded.call("POST", path, body).status_code == 200
        [row] = json.loads(self.guarded.call("GET", path).json()["records"])
        return row["dataset_record_id"]


def trace_body(trace: str, experiment: str, *, tag: str = "team.note", run: str = "") -> dict:
    """What a client sends to begin a trace."""
    info = {
        "trace_id": trace,
        "trace_location": {
            "type": "MLFLOW_EXPERIMENT",
            "mlflow_experiment": {"experiment_id": experiment},
        },
        "request_time": "2026-01-01T00:00:00Z",
        "state": "OK",
        "tags": {tag: "x"},
        "trace_metadata": {"mlflow.sourceRun": run} if run else {},
    }
    return {"trace": {"trace_info": info}}


def feedback(trace: str, **given) -> dict:
    """An assessment of a trace."""
    return {
        "assessment_name": "right",
        "trace_id": trace,
        "source": {"source_type": "HUMAN", "source_id": "sam"},
        "create_time": "2026-01-01T00:00:00Z",
        "last_update_time": "2026-01-01T00:00:00Z",
        "feedback": {"value": True},
        **given,
    }


def callers(guarded) -> dict[str, str]:
    """A key for each who tries, by name; none may write what is nominated."""
    late, other, now = guarded.use_case, guarded.other, guarded.now
    for name in ("sam", "stan"):
        memberships.add(
            actor=SETUP,
            scope_id=other.scope_id,
            user_id=guarded.cast.id(name),
            role=Role.DATA_SCIENTIST,
            now=now,
        )
    found = {
        name: guarded.key(name, late)
        for name in ("sam", "dee", "ivo", "ann", "ana", "dov", "ola", "val")
    }
    found["sam, to read only"] = guarded.key("sam", late, allows=["read"])
    found["sam, of another use case"] = guarded.key("sam", other)
    found["stan, a stranger"] = guarded.key("stan", other)
    found["sam, expired"] = _spoilt(guarded, "expired")
    found["sam, revoked"] = _spoilt(guarded, "revoked")
    found["sam, of no use case"] = tokens.make(
        actor=guarded.cast.sam, name="none", now=timezone.now()
    ).secret
    found["somebody"] = "0" * 64
    found["nobody"] = ""
    return found


def _spoilt(guarded, how: str) -> str:
    made = tokens.make(
        actor=guarded.cast.actor("sam"),
        name=how,
        scope_id=guarded.use_case.scope_id,
        now=timezone.now(),
    )
    if how == "revoked":
        tokens.revoke(actor=guarded.cast.sam, key=made.token.token_key, now=timezone.now())
    else:
        ApiToken.objects.filter(pk=made.token.pk).update(expiry=guarded.now)
    return made.secret
