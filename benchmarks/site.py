"""A site to look at: eight use cases, each in another state, made through the services, then many."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from benchmarks import many
from governance.models import Membership, Scope, User
from governance.services import findings
from governance.words import Role
from projects.models import DataSource, EnvironmentRevision, Place
from projects.services import comments, framework_requests, use_cases, verdicts, work_items
from tests.cast import Cast
from tests.projects.conftest import Make
from tests.story import Lap
from workflows import host
from workflows.models import MlflowBinding, MlflowServer, Run, Target
from workflows.services import cycles, positions

BEGAN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
RUNS = 100
# One in about a hundred, and no multiple of the patterns: a member is in all kinds of use cases.
SHARE = 99


class Site:
    """The patterns and their copies; `now` is the moment at which pages are asked for."""

    def __init__(
        self, runs: int = RUNS, stories: "Sequence[Callable[[Lap], None]] | None" = None
    ) -> None:
        self.runs = runs
        self.cast = Cast(BEGAN)
        self.now = BEGAN + timedelta(days=12)
        self.laps: list[Lap] = []
        self.copies = 0
        with pytest.MonkeyPatch.context() as patch:
            for number, story in enumerate(stories or STORIES):
                self.laps.append(self._lap(patch, number, story))
        while positions.catch_up(now=self.now):
            pass

    def _lap(self, patch: pytest.MonkeyPatch, number: int, story: Callable[[Lap], None]) -> Lap:
        lap = Numbered(self.cast, BEGAN + timedelta(hours=number), patch, number)
        story(lap)
        _talk(lap)
        _runs(lap, self.runs)
        return lap

    @property
    def scopes(self) -> list[int]:
        return [lap.use_case.scope_id for lap in self.laps]

    def grow(self, size: int) -> None:
        """Copies until there are about so many use cases: as many of each pattern."""
        wanted = max(1, round(size / len(self.laps)))
        more = wanted - 1 - self.copies
        if more > 0:
            with transaction.atomic():
                many.copy(self.scopes, more, first=self.copies + 1)
            self.copies += more

    def member_of(self, user: User, share: int, first: int = 0) -> None:
        """A member of every so-manieth use case from the `first` on, in one role after the other."""
        Membership.objects.filter(user=user).delete()
        roles = list(Role.values)
        scopes = Scope.objects.order_by("pk").values_list("pk", flat=True)
        Membership.objects.bulk_create(
            Membership(scope_id=pk, user=user, role=roles[n % len(roles)], since=BEGAN)
            for n, pk in enumerate(list(scopes)[first::share])
        )


class _OwnKeys(Make):
    """Keys of the whole site's things with the use case's number, so that there may be several."""

    number = 0

    def place(self, code: str = "hall-b", kind: str = "on_premises", **given) -> Place:
        return Place.objects.filter(code=code).first() or super().place(code, kind, **given)

    def source(self, key: str = "movements", **given) -> DataSource:
        return super().source(f"{key}-{self.number}", **given)

    def environment(self, key: str = "prem-cpu", **given) -> EnvironmentRevision:
        return super().environment(f"{key}-{self.number}", **given)


class Numbered(Lap):
    """A use case with a name of its own and the cast in it, by its number."""

    maker = _OwnKeys

    def __init__(self, cast: Cast, now: datetime, patch: pytest.MonkeyPatch, number: int) -> None:
        self.number = number
        super().__init__(cast, now, patch)

    def found(self, rules: str) -> None:
        self.make.number = self.number
        self.cast.policy_version()
        host.publish_sandbox(level="bubblewrap", reason="tried at start")
        key = f"case-{self.number}"
        self.use_case = self.make.use_case(title=f"Case {self.number}", slug=key)
        self.cast.join(self.use_case.scope)

    def bind(self) -> None:
        server, _made = MlflowServer.objects.get_or_create(
            key="own", defaults={"title": "MLflow", "tracking_uri": "http://127.0.0.1:9"}
        )
        MlflowBinding.objects.get_or_create(
            scope=self.use_case.scope,
            defaults={"server": server, "workspace": self.use_case.slug},
        )

    def aim(self) -> Target:
        found = Target.objects.filter(key="ops").first()
        if found is None:
            return super().aim()
        self.target = found
        cycles.choose_target(
            actor=self.cast.dov,
            cycle_id=self.cycle.pk,
            target_id=found.pk,
            now=self.tick(),
        )
        return found


def founded(lap: Lap) -> None:
    """No cycle yet."""


def defining(lap: Lap) -> None:
    """The first cycle, a brief that is being written, and a framework that IT is asked for."""
    lap.start()
    lap.make.brief(lap.use_case)
    revision = lap.make.environment()
    framework_requests.ask(
        actor=lap.cast.sam,
        use_case_id=lap.use_case.pk,
        environment_id=revision.environment_id,
        name="torch",
        specifier=">=2.4",
        reason="Tabular nets",
        now=lap.tick(),
    )
    use_cases.propose(
        actor=lap.cast.ana,
        use_case_id=lap.use_case.pk,
        act="suspend",
        reason="Until the hall is cooled.",
        now=lap.tick(),
    )


def asked(lap: Lap) -> None:
    """A brief that waits for one more vote, overdue by the time of looking."""
    lap.start()
    lap.make.brief(lap.use_case)
    lap.vote(lap.submit("definition", "ana"), "sam")


def data(lap: Lap) -> None:
    """Rows are wanted of the data engineer."""
    lap.start()
    lap.define()
    plan = lap.make.plan(lap.use_case)
    verdicts.ask(actor=lap.cast.sam, plan_id=plan.pk, rows=20_000, now=lap.tick())


def measured(lap: Lap) -> None:
    """A measured candidate waits at the Training gate."""
    lap.ready_to_train()
    lap.measure(lap.nominate())
    lap.submit("training", "sam")


def approved(lap: Lap) -> None:
    """An approved release that nobody has executed."""
    lap.ready_to_release()
    lap.approve_release()


def live(lap: Lap) -> None:
    """In service, and a window that met its objectives."""
    lap.round()
    lap.serve_month(datetime(2026, 3, 1, tzinfo=UTC), 95)


def breached(lap: Lap) -> None:
    """In service, a window breached, a finding and the next cycle."""
    lap.round()
    lap.serve_month(datetime(2026, 3, 1, tzinfo=UTC), 80)


STORIES = (founded, defining, asked, data, measured, approved, live, breached)


def _talk(lap: Lap) -> None:
    """A remark, a promise, a finding."""
    subject = f"use_case:{lap.use_case.pk}"
    for name in ("ana", "sam", "dee"):
        comments.add(
            actor=getattr(lap.cast, name),
            subject=subject,
            text="The hall is cooled again since Monday.",
            now=lap.tick(),
        )
    work_items.add(
        actor=lap.cast.ana,
        subject=subject,
        title="Ask the crew desk",
        owner_id=lap.cast.id("dee"),
        due=(BEGAN + timedelta(days=20)).date(),
        now=lap.tick(),
    )
    findings.open_(
        actor=lap.cast.ola,
        scope_id=lap.use_case.scope_id,
        kind="note",
        title="The schema test runs nightly",
        dedupe_key=f"note-{lap.use_case.pk}",
        owner_role="data_scientist",
        due=BEGAN + timedelta(days=8),
        now=lap.tick(),
    )


def _runs(lap: Lap, count: int) -> None:
    """Runs as the mirror of MLflow keeps them."""
    server, _made = MlflowServer.objects.get_or_create(
        key="own", defaults={"title": "MLflow", "tracking_uri": "http://127.0.0.1:9"}
    )
    Run.objects.bulk_create(
        Run(
            scope_id=lap.use_case.scope_id,
            server=server,
            run_id=f"{lap.number:02x}{number:030x}",
            experiment_id="1",
            experiment_name="late-arrivals",
            name=f"gbm-{number}",
            author_id=lap.cast.id("sam"),
            claimed_user="sam",
            status="FINISHED",
            started_at=BEGAN + timedelta(hours=number),
            ended_at=BEGAN + timedelta(hours=number, minutes=9),
            params=json.dumps({"depth": str(number % 9), "rate": "0.1"}),
            metrics=json.dumps({"roc_auc": f"0.{800 + number}", "log_loss": f"0.{300 + number}"}),
            seen_at=BEGAN + timedelta(hours=number, minutes=10),
        )
        for number in range(count)
    )
