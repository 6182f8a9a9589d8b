"""A use case whose worker, runner, gateway, broker and MLflow are real, driven through the services."""

import json
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest
from django.utils import timezone

from governance.models import Delivery
from governance.services import tokens
from projects.models import DataPlan, DatasetVersion, UseCase
from tests.cast import Cast
from tests.fixtures.parts import wait_until
from tests.fixtures.stack import Stack
from tests.projects.conftest import Make
from tests.story import Lap
from tests.whole import seasons
from workflows import tasks
from workflows.models import Candidate, Job, MlflowBinding, Release, Window
from workflows.services import candidates, feedback, releases, smoke, training, windows
from workflows.services.jobs import UNFINISHED

SCRIPT = Path(__file__).with_name("train_delays.py")
MODEL = "delays"


class Seasons(Make):
    """A use case of its own on the shared MLflow server, with the data of the season."""

    spring = False

    def use_case(self, title: str = "Late arrivals", **given) -> UseCase:
        return super().use_case(f"{title} {uuid.uuid4().hex[:8]}", **given)

    def dataset(self, plan: DataPlan, text: str | bytes | None = None, **given) -> DatasetVersion:
        first = 10_000 if self.spring else 1
        if given.get("part") == "held_out":
            first += 5_000
        return super().dataset(plan, seasons.table(first, 400, spring=self.spring), **given)


class Whole(Lap):
    """A lap in which nothing is given: what the runner and the worker do is awaited."""

    maker = Seasons

    def __init__(self, stack: Stack, monkeypatch) -> None:
        begun = timezone.now() - timedelta(days=2)
        super().__init__(Cast(begun), begun, monkeypatch)
        self.stack = stack

    def until(self, true: Callable[[], object], what: str, seconds: float = 90) -> None:
        """Wait; what all parts have written is told when it never comes."""
        try:
            wait_until(true, what, seconds)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.stack.logs()[-12_000:]}") from None

    def ended(self, job):
        """A job that the runner has done."""

        def over() -> bool:
            job.refresh_from_db()
            return job.state not in UNFINISHED

        self.until(over, f"{job} ends")
        assert job.state == "done", f"{job.reason}\n{self.stack.logs()[-12_000:]}"
        return job

    def delivered(self) -> None:
        """Every reader of the ledger has read what was written."""
        self.until(lambda: not Delivery.objects.filter(done_at=None).exists(), "all is delivered")

    def bind(self) -> None:
        """The worker makes the workspace, after the first cycle's entry."""
        bindings = MlflowBinding.objects.filter(scope=self.use_case.scope)
        self.until(bindings.exists, "the workspace is bound")

    @property
    def binding(self) -> MlflowBinding:
        return MlflowBinding.objects.select_related("server").get(scope=self.use_case.scope)

    def fit(self) -> str:
        """A training run by the runner; the number of the version that it registered."""
        job = training.start(
            actor=self.cast.sam,
            cycle_id=self.cycle.pk,
            script="delays",
            model=MODEL,
            now=self.tick(),
        )
        (made,) = json.loads(self.ended(job).result)["registered"]
        return made["version"]

    def nominate(self, version: str = "1", by: str = "sam", **claims: str) -> Candidate:
        """Nominated, and measured by the runner; beside the champion, where there is one."""
        candidate = candidates.nominate(
            actor=getattr(self.cast, by),
            cycle_id=self.cycle.pk,
            model=MODEL,
            version=version,
            now=self.tick(),
        )
        jobs = Job.objects.filter(scope=self.use_case.scope, state__in=UNFINISHED)
        self.until(lambda: not jobs.exists(), "all is measured and compared", 120)
        candidate.refresh_from_db()
        return candidate

    def try_contract(self) -> None:
        contract = self.use_case.applications.get().contracts.latest("number")
        job = smoke.run(actor=self.cast.ann, contract_id=contract.pk, now=self.tick())
        self.ended(job)

    def release(self, candidate: Candidate, *, healthy: bool = True) -> Release:
        release = releases.execute(
            actor=self.cast.dov,
            candidate_id=candidate.pk,
            target_id=self.target.pk,
            now=self.tick(),
        )

        def settled() -> bool:
            release.refresh_from_db()
            return release.state != "starting"

        self.until(settled, "the release is in service")
        assert release.state == "live", release.reason
        return release

    def operate(self, start: datetime, end: datetime, first: int, *, spring: bool) -> Window:
        """A month over HTTP: scored as flights leave, known as they land, judged by the worker."""
        rows = list(seasons.month(start, first, 300, spring=spring))
        answer = httpx.post(
            f"{self.stack.gateway_url}/score/{self.use_case.slug}/",
            json={"rows": [request for request, _ in rows]},
            headers={"Authorization": f"Bearer {self.token()}"},
            timeout=60,
            trust_env=False,
        )
        assert answer.status_code == 200, answer.text
        self.told = answer.json()
        feedback.keep(
            actor=self.cast.dee,
            use_case_id=self.use_case.pk,
            rows=[
                feedback.FeedbackRow(
                    request["prediction_id"], truth, datetime.fromisoformat(request["event_at"])
                )
                for request, truth in rows
            ],
            now=self.tick(),
        )
        window = windows.open_(
            actor=self.cast.dov,
            release_id=self.told["release"],
            label=f"{start:%B %Y}",
            starts_at=start,
            ends_at=end,
            now=self.tick(),
        )
        tasks.judge_windows.delay()

        def judged() -> bool:
            window.refresh_from_db()
            return window.state != "open"

        self.until(judged, "the window is judged")
        return window

    def token(self) -> str:
        return tokens.make(actor=self.cast.ann, name="app", now=timezone.now()).secret


@pytest.fixture
def script(live_stack: Stack, settings) -> None:
    """The training script is registered, for this process and for the runner's."""
    settings.TRAINING_SCRIPTS = {"delays": SCRIPT}
    live_stack.environment["PITWALL_TRAINING_SCRIPTS"] = f"delays={SCRIPT}"


@pytest.fixture
def own_mlflow(live_stack: Stack, settings) -> None:
    """MLflow is Pitwall's own, inside the gateway: whoever calls is judged, a training script too."""
    del live_stack.environment["MLFLOW_TRACKING_URI"]
    settings.MLFLOW_URL = live_stack.gateway_url


@pytest.fixture
def whole(live_stack: Stack, own_mlflow: None, script: None, monkeypatch) -> Whole:
    """Before the first cycle; no part but the broker is started."""
    return Whole(live_stack, monkeypatch)
