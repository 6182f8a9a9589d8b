"""A use case that has at least one of everything, for tests that go through every address."""

from datetime import timedelta

import pytest

from governance.services import findings, memberships, waivers, webhooks
from governance.words import Role
from projects.models import SourceAccess
from projects.services import (
    attachments,
    comments,
    framework_requests,
    sources,
    use_cases,
    verdicts,
    work_items,
)
from tests.cast import SETUP
from tests.projects.attachments.material import PDF, upload
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
    attachments.add(actor=cast.ana, use_case_id=case.pk, uploads=[upload("plan.pdf", PDF)], now=now)
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
    hook = webhooks.create(
        actor=cast.dov,
        scope_id=case.scope_id,
        name="pipeline",
        address="https://93.184.216.34/hook",
        events=["release.live"],
        now=now,
    ).webhook
    webhooks.try_out(actor=cast.dov, webhook_id=hook.pk, now=now)
    Run.objects.create(
        scope=case.scope,
        server=told.cycle.candidates.get().server,
        run_id="r9",
        experiment_id="1",
        status=RunStatus.FINISHED,
        seen_at=now,
    )
    return told


@pytest.fixture
def everywhere(whole):
    """Ana in every role, so that nothing is refused before its input is looked at."""
    for role in set(Role) - {Role.ANALYST}:
        memberships.add(
            actor=SETUP,
            scope_id=whole.use_case.scope_id,
            user_id=whole.cast.id("ana"),
            role=role,
            now=whole.now,
        )
    return whole


def some_row(model, case):
    """A row of the use case: the use case itself, or one of its scope."""
    return case if isinstance(case, model) else model.objects.filter(scope=case.scope).first()
