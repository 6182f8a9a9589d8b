"""A release that a pipeline carries out: told by webhook, reported by API, or missed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from governance import canonical, events
from governance.models import Finding, LedgerEntry, WebhookMessage
from governance.services import memberships, people, tokens, webhook_messages, webhooks
from governance.words import Role
from portal.webhooks import sending
from tests.cast import SETUP
from workflows.models import Candidate, ModelProcess, Release, Target
from workflows.services import reports
from workflows.tasks import miss_one, miss_reports
from workflows.words import Driver

TOLD = ["release.executed", "release.stopped"]
LIVE = {"state": "live", "report": "Serves on edge-01 to edge-04."}
FAILED = {"state": "failed", "report": "edge-03 is full."}


@pytest.fixture
def candidate(told) -> Candidate:
    """An approved version whose target is served by a pipeline."""
    found = told.ready_to_release()
    Target.objects.update(driver=Driver.WEBHOOK)
    told.target.refresh_from_db()
    told.approve_release()
    return found


@pytest.fixture
def hook(told, candidate, receiver):
    return webhooks.create(
        actor=told.cast.dov,
        scope_id=told.use_case.scope_id,
        name="pipeline",
        address=receiver.address,
        events=TOLD,
        now=told.tick(),
    )


@pytest.fixture
def execute(told, api, candidate):
    given, dov = {"target_id": told.target.pk}, api("dov")
    return lambda: dov.post(f"candidates/{candidate.pk}/release/", given)


@pytest.fixture
def release(hook, execute) -> Release:
    """Executed; the pipeline wasn't told yet."""
    answer = execute()
    assert (answer.status_code, answer.json()["state"]) == (201, "starting"), answer.content
    return Release.objects.get()


@pytest.fixture
def robot(told, client):
    """The pipeline's own account, DevOps in the use case: `robot(release, body)` reports."""
    made = people.add(
        actor=SETUP, username="cd", full_name="Deployment", is_service=True, now=told.tick()
    )
    memberships.add(
        actor=SETUP,
        scope_id=told.use_case.scope_id,
        user_id=made.pk,
        role=Role.DEVOPS,
        now=told.tick(),
    )
    key = tokens.make(actor=told.cast.ada, name="cd", user_id=made.pk, now=timezone.now())
    bearer = {"Authorization": f"Bearer {key.secret}"}

    def say(release: Release, body: dict):
        address = f"/api/v1/releases/{release.pk}/report/"
        return client.post(address, body, content_type="application/json", headers=bearer)

    return say


def tell(lap) -> None:
    """Do as the reader of the record and the sender do."""
    for entry in LedgerEntry.objects.filter(kind__in=events.kinds()).order_by("pk"):
        webhook_messages.enlist(entry=entry, now=lap.now)
    sending.send_due(clock=lambda: lap.now)


def entries(kind: str) -> list[LedgerEntry]:
    return list(LedgerEntry.objects.filter(kind=kind))


def test_the_pipeline_is_told_and_its_report_puts_the_version_into_service(
    told, hook, release, receiver, robot
):
    tell(told)
    (came,) = receiver.came
    assert came.signed_by(hook.secret)
    data = came.said["data"]
    assert (came.said["type"], data["subject"]) == ("release.executed", f"release:{release.pk}")
    assert (data["values"]["driver"], data["values"]["target"]) == ("webhook", "ops")
    assert data["values"]["artifacts_sha"] == release.candidate.artifacts_sha
    assert not ModelProcess.objects.exists()

    answer = robot(release, LIVE)
    assert (answer.status_code, answer.json()["state"]) == (200, "live"), answer.content
    assert answer.json()["report"] == LIVE["report"]
    assert robot(release, LIVE).json()["live_at"] == answer.json()["live_at"]
    (entry,) = entries("release.live")
    assert entry.actor_name == "Deployment"
    assert canonical.sha256(LIVE["report"]) in entry.body
    assert LIVE["report"] not in entry.body
    assert robot(release, FAILED).status_code == 409


def test_a_failure_leaves_a_finding_and_can_be_said_twice(release, robot):
    for _ in range(2):
        answer = robot(release, FAILED)
        assert (answer.status_code, answer.json()["state"]) == (200, "failed")
    assert answer.json()["reason"] == "edge-03 is full."
    assert Finding.objects.get(kind="release_failed").title.endswith("didn't go live on Operations")
    assert len(entries("release.failed")) == 1
    assert robot(release, LIVE).status_code == 409


def test_others_may_not_report(release, api, unchanged):
    address = f"releases/{release.pk}/report/"
    ana, stan = api("ana"), api("stan")
    with unchanged():
        assert ana.post(address, LIVE).status_code == 403
        assert stan.post(address, LIVE).status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (LIVE | {"state": "replaced"}, "state"),
        (LIVE | {"report": " "}, "report"),
        (LIVE | {"report": "x" * 501}, "report"),
    ],
)
def test_a_slip_is_named(release, robot, unchanged, body, field):
    with unchanged():
        answer = robot(release, body)
    assert (answer.status_code, list(answer.json()["fields"])) == (422, [field])


def test_what_pitwall_serves_itself_is_reported_by_nobody(release, robot, unchanged):
    Target.objects.update(driver=Driver.LOCAL)
    with unchanged():
        assert robot(release, LIVE).status_code == 409


def test_nothing_is_executed_that_no_pipeline_would_hear_of(told, hook, execute, unchanged):
    dov, now, pk = told.cast.dov, told.now, hook.webhook.pk
    webhooks.change(actor=dov, webhook_id=pk, events=["release.executed"], now=now)
    with unchanged():
        answer = execute()
    assert answer.status_code == 409
    assert "No active webhook tells of" in answer.json()["reasons"][0]["text"]
    webhooks.change(actor=dov, webhook_id=pk, events=TOLD, now=now)
    webhooks.pause(actor=dov, webhook_id=pk, now=now)
    assert execute().status_code == 409
    webhooks.resume(actor=dov, webhook_id=pk, now=now)
    assert execute().status_code == 201


def test_a_release_of_which_no_report_comes_in_time_has_failed(told, release, robot, monkeypatch):
    monkeypatch.setattr(miss_one, "apply_async", lambda ids, **_: miss_one(*ids))
    tell(told)
    recorded = release.recorded_at
    reports.give_up(release_id=release.pk, now=recorded + timedelta(minutes=59))
    release.refresh_from_db()
    assert release.state == "starting"
    Release.objects.update(recorded_at=recorded - timedelta(minutes=61))
    miss_reports()
    release.refresh_from_db()
    assert release.state == "failed"
    assert release.reason.startswith("No report came within 60 minutes. The pipeline was told at ")
    late = robot(release, LIVE)
    assert (late.status_code, late.json()["detail"]) == (409, "This release is failed already.")


def test_one_that_was_never_told_is_missed_as_such(release):
    WebhookMessage.objects.all().delete()
    reports.give_up(release_id=release.pk, now=release.recorded_at + timedelta(hours=1))
    release.refresh_from_db()
    assert "The pipeline was never told" in release.reason


def test_stopping_and_returning_tell_the_pipeline_too(told, release, receiver, robot, api):
    robot(release, LIVE)
    api("dov").post(f"releases/{release.pk}/stop/", {"reason": "smoke"})
    told.tick()
    given = {"target_id": told.target.pk, "reason": "It was the cable."}
    back = api("dov").post(f"candidates/{release.candidate_id}/roll-back/", given)
    assert back.status_code == 201, back.content
    tell(told)
    said = [(one.said["type"], one.said["data"]["subject"]) for one in receiver.came]
    assert said == [
        ("release.executed", f"release:{release.pk}"),
        ("release.stopped", f"release:{release.pk}"),
        ("release.executed", f"release:{back.json()['id']}"),
    ]
    assert receiver.came[-1].said["data"]["values"]["release_kind"] == "rollback"
    assert robot(release, LIVE).status_code == 409
    assert robot(Release.objects.get(pk=back.json()["id"]), LIVE).json()["state"] == "live"
