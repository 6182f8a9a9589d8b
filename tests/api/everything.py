"""A use case that has at least one of everything, for tests that go through every address."""

from datetime import timedelta

import pytest

from governance.services import findings, waivers
from projects.models import SourceAccess
from projects.services import (
    comments,
    framework_requests,
    sources,
    use_cases,
    verdicts,
    work_items,
)
from tests.cast import SETUP
from workflows.models import Run
from workflows.services import windows
from workflows.words import RunStatus


@pytest.fixture
def whole(told, cast):
    """A use case that has at least one of everything, and nothing that is Stan's."""
    told.round()
    source = SourceAccess.objects.get().source
    sources.change(actor=cast.stan, source_id=source.pk, owner_id=cast.id("dee"), now=told.tick())
    case, now = told.use_case, told.tick()
    waivers.grant(
        actor=cast.ola,
        scope_id=case.scope_id,
        stage="data",
        check_key="residency",
        reason="moving",
        until=now + timedelta(days=3),
        now=now,
    )
    findings.open_(
        actor=SETUP, scope_id=case.scope_id, kind="test", title="Slow", dedupe_key="slow", now=now
    )
    framework_requests.ask(
        actor=cast.sam,
        use_case_id=case.pk,
        environment_id=case.platform_plans.get().revision.environment_id,
        name="xgboost",
        specifier=">=2",
        now=now,
    )
    verdicts.ask(actor=cast.sam, plan_id=told.plan.pk, rows=9, part="feedback", now=now)
    comments.add(actor=cast.ana, subject=f"use_case:{case.pk}", text="Good", now=now)
    work_items.add(actor=cast.ana, subject=f"use_case:{case.pk}", title="Call them", now=now)
    use_cases.propose(actor=cast.ana, use_case_id=case.pk, act="suspend", reason="summer", now=now)
    release = told.cycle.candidates.get().releases.get()
    windows.open_(
        actor=cast.dov,
        release_id=release.pk,
        label="March",
        starts_at=now,
        ends_at=now + timedelta(days=1),
        now=now,
    )
    Run.objects.create(
        scope=case.scope,
        server=told.cycle.candidates.get().server,
        run_id="r9",
        experiment_id="1",
        status=RunStatus.FINISHED,
        seen_at=now,
    )
    return told


def some_row(model, case):
    """A row of the use case: the use case itself, or one of its scope."""
    return case if isinstance(case, model) else model.objects.filter(scope=case.scope).first()
