"""A use case on its way round the loop, act by act, through the services; `lap` is a fixture.

MLflow's answer at nomination and the measuring child are given here, because the tests that use
this ask about gates; tests with the real ones are in tests/whole/.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest

from governance.models import PolicyVersion, Review
from governance.services import policies
from portal import clock
from projects.models import UseCase
from projects.services import applications, contracts, source_access, verdicts
from tests.later_laps import LaterLaps
from tests.projects.conftest import Make, table
from tests.remembering import remembered
from workflows import host, standing
from workflows.mlflow import client
from workflows.mlflow.readings import ModelVersionReading, RunReading
from workflows.models import (
    Candidate,
    Cycle,
    MlflowBinding,
    MlflowServer,
    Release,
    Target,
)
from workflows.services import (
    candidates,
    cycles,
    evaluations,
    gates,
    releases,
    settling,
    targets,
)
from workflows.standing import StageStanding

INPUTS = [{"name": "dep_delay", "type": "double"}, {"name": "carrier", "type": "string"}]
OUTPUTS = [{"name": "probability", "type": "double"}, {"name": "late", "type": "long"}]
SHA = "ab" * 32


def reading(version: str = "1", **metrics: str) -> ModelVersionReading:
    """What MLflow would say of a registered version whose run claims `metrics`."""
    run = RunReading(
        run_id=f"run{version}",
        experiment_id="1",
        experiment_name="late-arrivals",
        name=f"gbm-{version}",
        status="FINISHED",
        claimed_user="sam",
        started_at=None,
        ended_at=None,
        artifact_uri="mlflow-artifacts:/x",
        metrics=metrics or {"roc_auc": "0.93"},
    )
    return ModelVersionReading(
        model="late-arrivals",
        version=version,
        run_id=run.run_id,
        source="models:/m-1",
        status="READY",
        aliases=(),
        signature={"inputs": INPUTS, "outputs": OUTPUTS},
        threshold="0.45",
        run=run,
    )


class Lap(LaterLaps):
    """One use case and its newest cycle; each method is one act, a minute after the last."""

    maker = Make
    remembers = ("cast", "make", "_monkeypatch")
    patches = ((client, "model_version"), (clock, "now"))

    def __init__(self, cast, now: datetime, monkeypatch, rules: str = "") -> None:
        """`rules` is the text of a policy called own; without it the use case is under Standard."""
        self.cast, self.now, self._monkeypatch = cast, now, monkeypatch
        self.make = self.maker(cast, now)
        self.brief: dict = {}  # what it says otherwise than Make's
        self.said: ModelVersionReading | None = None  # MLflow's answer from the nomination on
        self.found(rules)

    @remembered
    def found(self, rules: str) -> None:
        self.cast.policy_version()
        host.publish_sandbox(level="bubblewrap", reason="tried at start")
        if rules:
            self.publish(rules)
        self.use_case: UseCase = self.make.use_case(policy_name="own" if rules else "standard")
        self.cast.join(self.use_case.scope)

    def repeated(self) -> None:
        """An act was done from memory: what it does to the test's own parts is done here."""
        self.make.now = self.now
        if self.said:
            self.answer(self.said)

    def answer(self, said: ModelVersionReading) -> None:
        """From now on MLflow says this of every version."""
        self.said = said
        self._monkeypatch.setattr(client, "model_version", lambda **_: said)

    def publish(self, rules: str) -> PolicyVersion:
        """The next version of the policy called own."""
        draft = policies.save_draft(
            actor=self.cast.ola, name="own", title="Own", source=rules, now=self.tick()
        )
        return policies.publish(actor=self.cast.ola, policy_id=draft.pk, now=self.tick())

    @property
    def cycle(self) -> Cycle:
        """The newest cycle, as it is now."""
        rows = Cycle.objects.select_related("scope", "use_case__scope", "policy_version", "target")
        return rows.filter(use_case=self.use_case).latest("number")

    def tick(self, **span: int) -> datetime:
        """Let time pass: a minute, or as long as said."""
        self.now += timedelta(**(span or {"minutes": 1}))
        self.make.now = self.now
        return self.now

    @remembered
    def start(self, by: str = "ana", **given) -> Cycle:
        return cycles.start(
            actor=getattr(self.cast, by), use_case_id=self.use_case.pk, now=self.tick(), **given
        )

    def stage(self, key: str) -> StageStanding:
        """A stage of the newest cycle as it stands now, computed from facts."""
        return standing.of(self.cycle, now=self.now).stages[key]

    def states(self) -> dict[str, str]:
        """Every gate of the newest cycle: shut, asked or open."""
        seen = standing.of(self.cycle, now=self.now)
        return {key: stage.view.state for key, stage in seen.stages.items()}

    def reasons(self, key: str) -> str:
        """Why a gate isn't open, as a page would say it."""
        return " ".join(reason.text for reason in self.stage(key).view.reasons)

    def settle(self) -> None:
        """What the reader of the ledger does after content has changed."""
        settling.settle(cycle_id=self.cycle.pk, now=self.tick())

    def submit(self, stage: str, by: str, **given) -> Review:
        return gates.submit(
            actor=getattr(self.cast, by),
            cycle_id=self.cycle.pk,
            stage=stage,
            now=self.tick(),
            **given,
        )

    def vote(self, review: Review, by: str, choice: str = "approve", **given):
        given.setdefault("seen_hash", review.content_hash)
        return gates.vote(
            actor=getattr(self.cast, by),
            review_id=review.pk,
            choice=choice,
            now=self.tick(),
            **given,
        )

    def open_gate(self, stage: str, submitter: str, *voters: str) -> Review:
        review = self.submit(stage, submitter)
        for voter in voters:
            self.vote(review, voter)
        review.refresh_from_db()
        return review

    @remembered
    def define(self) -> Review:
        self.make.brief(self.use_case, **self.brief)
        return self.open_gate("definition", "ana", "ava", "sam")

    @remembered
    def prepare_data(self) -> Review:
        source = self.make.source(owner_id=self.cast.id("stan"))
        access = source_access.ask(
            actor=self.cast.dee,
            use_case_id=self.use_case.pk,
            source_id=source.pk,
            reason="To train on it",
            now=self.tick(),
        )
        source_access.grant(actor=self.cast.stan, access_id=access.pk, now=self.tick())
        self.plan = self.make.plan(self.use_case, source_ids=[source.pk])
        self.train = self.make.dataset(self.plan)
        self.held_out = self.make.dataset(self.plan, HELD_OUT, part="held_out", label="held-out")
        verdict = verdicts.ask(actor=self.cast.sam, plan_id=self.plan.pk, rows=4, now=self.tick())
        verdicts.answer(
            actor=self.cast.dee, verdict_id=verdict.pk, dataset_id=self.train.pk, now=self.tick()
        )
        return self.open_gate("data", "dee", "sam", "ana")

    @remembered
    def prepare_platform(self) -> Review:
        revision = self.make.environment(service_level="office hours")
        self.make.platform(self.use_case, revision.pk)
        return self.open_gate("platform", "ivo", "ira")

    @remembered
    def ready_to_train(self) -> None:
        """The three gates before Training open, data pinned, a workspace bound."""
        self.start()
        self.define()
        self.make_ready()

    @remembered
    def make_ready(self) -> None:
        """Data and Platform open, what Training needs at hand."""
        self.prepare_data()
        self.prepare_platform()
        self.pin()
        self.bind()

    @remembered
    def pin(self) -> None:
        cycles.pin_data(
            actor=self.cast.dee,
            cycle_id=self.cycle.pk,
            datasets=[(self.train.pk, "train"), (self.held_out.pk, "held_out")],
            now=self.tick(),
        )

    @remembered
    def bind(self) -> None:
        server, _ = MlflowServer.objects.get_or_create(
            key="own", defaults={"title": "MLflow", "tracking_uri": "http://127.0.0.1:9"}
        )
        MlflowBinding.objects.get_or_create(
            scope=self.use_case.scope, defaults={"server": server, "workspace": "late-arrivals"}
        )

    @remembered
    def nominate(self, version: str = "1", by: str = "sam", **claims: str) -> Candidate:
        self.answer(reading(version, **claims))
        return candidates.nominate(
            actor=getattr(self.cast, by),
            cycle_id=self.cycle.pk,
            model="late-arrivals",
            version=version,
            now=self.tick(),
        )

    def measure(self, candidate: Candidate, value: str = "0.91", **given) -> None:
        """What the child would have measured of the newest evaluation."""
        evaluation = candidate.evaluations.order_by("pk").last()
        evaluations.measured(
            **{
                "evaluation_id": evaluation.pk,
                "metrics": {"roc_auc": {"value": value, "low": value, "high": value}},
                "segments": [],
                "rows": 6,
                "artifacts_sha": SHA,
                "missing": [],
                "predictions_path": "",
                "now": self.tick(),
            }
            | given
        )

    @remembered
    def train_(self, version: str = "1", value: str = "0.91") -> Candidate:
        candidate = self.nominate(version)
        self.measure(candidate, value)
        self.open_gate("training", "sam", "ana", "sia")
        candidate.refresh_from_db()
        return candidate

    @remembered
    def integrate(self) -> Review:
        application = applications.register(
            actor=self.cast.ann,
            use_case_id=self.use_case.pk,
            key="crew-desk",
            title="Crew desk",
            owner_id=self.cast.id("ann"),
            now=self.tick(),
        )
        contracts.revise(
            actor=self.cast.ann,
            application_id=application.pk,
            inputs_=INPUTS,
            outputs=OUTPUTS,
            smoke_request=[{"dep_delay": "3", "carrier": "UA"}],
            based_on=0,
            now=self.tick(),
        )
        return self.try_again()

    @remembered
    def aim(self) -> Target:
        place = self.make.place("ops-hall")
        self.target = targets.add(
            actor=self.cast.ada, key="ops", title="Operations", place_id=place.pk, now=self.tick()
        )
        cycles.choose_target(
            actor=self.cast.dov, cycle_id=self.cycle.pk, target_id=self.target.pk, now=self.tick()
        )
        return self.target

    @remembered
    def approve_release(self) -> Review:
        return self.open_gate("release", "dov", "ivo")

    @remembered
    def release(self, candidate: Candidate, *, healthy: bool = True) -> Release:
        release = releases.execute(
            actor=self.cast.dov,
            candidate_id=candidate.pk,
            target_id=self.target.pk,
            now=self.tick(),
        )
        if healthy:
            release = releases.went_live(release_id=release.pk, now=self.tick())
        return release

    @remembered
    def ready_to_release(self, version: str = "1", value: str = "0.91") -> Candidate:
        """All gates of the first lap open up to Integration, and a target chosen."""
        self.ready_to_train()
        candidate = self.train_(version, value)
        self.integrate()
        self.aim()
        return candidate

    @remembered
    def round(self) -> Release:
        """A whole first lap: from the need to a version in service."""
        candidate = self.ready_to_release()
        self.approve_release()
        return self.release(candidate)


HELD_OUT = table(first=100)


@pytest.fixture
def lap(cast, now, monkeypatch, settings, tmp_path) -> Lap:
    """A use case with everybody in it, before its first cycle; what it stores goes with the test."""
    settings.PITWALL_HOME = tmp_path
    return Lap(cast, now, monkeypatch)


@pytest.fixture
def lap_under(cast, now, monkeypatch, settings, tmp_path) -> Callable[[str], Lap]:
    """The same under a policy of one's own: `lap_under(text)`."""
    settings.PITWALL_HOME = tmp_path
    return partial(Lap, cast, now, monkeypatch)
