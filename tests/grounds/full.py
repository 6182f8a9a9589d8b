"""Premises on which about everything has happened: a lap, a breach, and the next lap before its gate."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from governance.models import Delivery, Finding, LedgerEntry, PolicyVersion, Webhook
from governance.services import (
    findings,
    policies,
    sealing,
    tokens,
    waivers,
    webhook_sending,
    webhooks,
)
from projects.models import SourceAccess
from projects.services import (
    comments,
    framework_requests,
    source_access,
    sources,
    use_cases,
    verdicts,
    work_items,
)
from tests.cast import SETUP
from tests.grounds.scenes import lap_from
from tests.story import Lap
from workflows.models import Job, Run
from workflows.services import training
from workflows.words import JobState


def fill(patches: pytest.MonkeyPatch) -> dict[str, object]:
    """What has an address of its own, by the names that tests/every_page/table.py uses."""
    return facts(everything(patches))


def everything(patches: pytest.MonkeyPatch) -> Lap:
    """The use case, and what is done in it."""
    lap = lap_from(130, patches)
    lap.round()
    release_serves_until_it_breaches(lap)
    lap.challenge("2")
    lap.vote(lap.submit("training", "sam", note="Look at April."), "sia", comment="It holds.")
    people_talk_and_ask(lap)
    officers_rule(lap)
    machines_listen(lap)
    sealing.seal(now=lap.tick())
    return lap


def release_serves_until_it_breaches(lap: Lap) -> None:
    """Two good months and a bad one; the last begins cycle 2."""
    start = lap.now.replace(hour=0, minute=0, second=0, microsecond=0)
    for n, wins in enumerate((95, 93, 85)):
        month = start + timedelta(days=1 + 31 * n)
        lap.tick(days=31)
        lap.serve_month(month, wins, label=f"{month:%B}")
    lap.learn(start - timedelta(days=90), [1, 0])  # of scores that never came


def people_talk_and_ask(lap: Lap) -> None:
    case, cast = lap.use_case, lap.cast
    subject = f"use_case:{case.pk}"
    comments.add(actor=cast.ana, subject=subject, text="April was a storm.", now=lap.tick())
    work_items.add(actor=cast.ana, subject=subject, title="Call the tower", now=lap.tick())
    framework_requests.ask(
        actor=cast.sam,
        use_case_id=case.pk,
        environment_id=case.platform_plans.get().revision.environment_id,
        name="xgboost",
        specifier=">=2",
        reason="The trees are wide.",
        now=lap.tick(),
    )
    verdicts.ask(actor=cast.sam, plan_id=lap.plan.pk, rows=9, note="April", now=lap.tick())
    weather = lap.make.source("weather", owner_id=cast.id("stan"))
    source_access.ask(
        actor=cast.dee,
        use_case_id=case.pk,
        source_id=weather.pk,
        reason="Storms delay flights.",
        now=lap.tick(),
    )
    granted = SourceAccess.objects.filter(state="granted").get().source
    sources.change(actor=cast.stan, source_id=granted.pk, owner_id=cast.id("dee"), now=lap.tick())
    tokens.make(actor=cast.ana, name="notebook", scope_id=case.scope_id, now=lap.tick())
    use_cases.propose(
        actor=cast.ana, use_case_id=case.pk, act="suspend", reason="Summer.", now=lap.tick()
    )
    training.start(
        actor=cast.sia,
        cycle_id=lap.cycle.pk,
        script="late-arrivals",
        model="late-arrivals",
        now=lap.tick(),
    )
    Run.objects.create(
        scope=case.scope,
        server=lap.cycle.candidates.first().server,
        run_id="a-run-that-says-nothing",
        experiment_id="1",
        status="FINISHED",
        seen_at=lap.tick(),
    )


def officers_rule(lap: Lap) -> None:
    """A waiver, findings, a draft of a policy, a delivery that was given up."""
    case, ola = lap.use_case, lap.cast.ola
    waivers.grant(
        actor=ola,
        scope_id=case.scope_id,
        stage="release",
        check_key="target-residency",
        reason="The hall moves.",
        until=lap.now + timedelta(days=60),
        now=lap.tick(),
    )
    findings.open_(
        actor=SETUP,
        scope_id=case.scope_id,
        kind="test",
        title="Answers are slow",
        dedupe_key="slow",
        now=lap.tick(),
    )
    source = PolicyVersion.objects.get(policy__name="standard").source
    policies.save_draft(
        actor=ola,
        name="own",
        title="Our own",
        source=source.replace("policy: standard", "policy: own"),
        now=lap.tick(),
    )
    Delivery.objects.filter(pk=Delivery.objects.earliest("pk").pk).update(
        dead_at=lap.now, error="The mail server refused it."
    )


def machines_listen(lap: Lap) -> None:
    """A webhook of the use case with a message that arrived, one that is tried again and one that
    is on its way; another of the site that nothing was sent to. Their addresses need no look-up.
    """
    cast, scope = lap.cast, lap.use_case.scope
    for who, scope_id, name in ((cast.dov, scope.pk, "pipeline"), (cast.ola, None, "dashboard")):
        webhooks.create(
            actor=who,
            scope_id=scope_id,
            name=name,
            address="https://93.184.216.34/hook",
            events=["finding.opened", "release.live"],
            now=lap.tick(),
        )
    hook = Webhook.objects.get(name="pipeline")
    for status in (204, 500, None):
        webhooks.try_out(actor=cast.dov, webhook_id=hook.pk, now=lap.tick())
        claimed = webhook_sending.claim(now=lap.now)
        if claimed and status:
            answer = webhook_sending.Answer(
                status=status,
                request_headers={"webhook-id": claimed.row.identity},
                request_body='{"type":"webhook.test"}',
                response_headers={"Content-Type": "text/plain"},
                response_body="Said.",
            )
            webhook_sending.settle(claimed, answer, now=lap.now)


def facts(lap: Lap) -> dict[str, object]:
    scope = lap.use_case.scope
    job = Job.objects.filter(kind="training").latest("pk")
    log = "\n".join(f"epoch {n}: loss {1 / n:.3f}" for n in range(1, 40))
    path = "jobs/shown.log"
    file = Path(settings.PITWALL_HOME) / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(log)
    Job.objects.filter(pk=job.pk).update(
        state=JobState.RUNNING, progress=40, step="fitting", log_path=path, started_at=lap.now
    )
    return {
        "slug": lap.use_case.slug,
        "number": 2,
        "first": 1,
        "stage": "training",
        "release": "release",
        "definition": "definition",
        "key": lap.use_case.platform_plans.get().revision.environment.key,
        "name": "standard",
        "draft": "own",
        "source": "weather",
        **{step: step for step in ("aim", "limits", "risk", "team", "review")},
        "run": Run.objects.filter(scope=scope).exclude(experiment_name="").latest("pk").pk,
        "champion_run": Run.objects.filter(scope=scope)
        .exclude(experiment_name="")
        .earliest("pk")
        .pk,
        "silent_run": Run.objects.get(run_id="a-run-that-says-nothing").pk,
        "job": job.pk,
        "silent_job": Job.objects.exclude(pk=job.pk).earliest("pk").pk,
        "entry": LedgerEntry.objects.filter(scope=scope.key).earliest("pk").pk,
        "access": SourceAccess.objects.get(state="asked").pk,
        "application": lap.use_case.applications.get().pk,
        "person": lap.cast.id("sam"),
        **{act: act for act in ("add", "grant")},
        "finding": Finding.objects.earliest("pk").pk,
        "webhook": Webhook.objects.get(name="pipeline").pk,
        "silent_webhook": Webhook.objects.get(name="dashboard").pk,
        "uidb36": "a",
        "secret": "nobody-has-it",
    }
