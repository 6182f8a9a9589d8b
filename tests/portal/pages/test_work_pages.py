"""Runs, integration and releases: what is measured, tried and put into service."""

import re

import pytest

from governance.errors import Unreachable
from governance.models import LedgerEntry, Proposal, WebhookMessage
from governance.services import webhooks
from projects.models import ContractRevision
from projects.services import applications
from tests.portal.pages.reading import words
from workflows.mlflow import client as mlflow
from workflows.models import Job, Release, Target
from workflows.services import releases
from workflows.words import Driver, ReleaseState

pytestmark = pytest.mark.django_db
CASE = "/use-cases/late-arrivals/"


def test_claimed_figures_stand_beside_measured_ones(site, lap):
    lap.ready_to_train()
    lap.measure(lap.nominate(roc_auc="0.97"), "0.905")
    said = words(site.client("sam").get(CASE + "runs/"))
    assert "ROC AUC ≥ 0.90 0.905 0.905 – 0.905 0.970 Met" in said
    assert "Try 1" in said
    assert "nominated, v1" in said


def test_runs_are_sorted_and_searched(site, lap):
    lap.ready_to_train()
    lap.nominate(roc_auc="0.97")
    client = site.client("sam")
    page = client.get(CASE + "runs/", {"sort": "-metric:roc_auc", "q": "gbm"})
    assert b'aria-sort="descending"' in page.content
    assert "gbm-1" in words(page)
    assert "No run fits these filters." in words(client.get(CASE + "runs/", {"q": "nothing"}))


def test_a_silent_registry_is_a_notice_and_no_error(site, lap, monkeypatch):
    lap.ready_to_train()

    def silent(*_args, **_given):
        raise Unreachable("MLflow doesn't answer (ConnectTimeout).")

    monkeypatch.setattr(mlflow, "connection", silent)
    response = site.client("sam").get(CASE + "runs/nominate/")
    assert response.status_code == 200
    assert "The registry can’t be read now" in words(response)


def test_training_waits_for_its_gates_and_then_becomes_a_job(site, lap):
    lap.start()
    client = site.client("sam")
    assert "These gates open first" in words(client.get(CASE + "runs/"))
    form = {"train-script": "late-arrivals", "train-model": "late-arrivals"}
    assert client.post(CASE + "runs/train/", form).status_code == 409


def test_a_training_is_started_watched_and_cancelled(site, lap):
    lap.ready_to_train()
    client = site.client("sam")
    form = {"train-script": "late-arrivals", "train-model": "late-arrivals"}
    wrong = client.post(CASE + "runs/train/", {**form, "train-arguments": "--trial 'wide"})
    assert wrong.status_code == 422
    client.post(CASE + "runs/train/", {**form, "train-arguments": "--trial wide"})
    job = Job.objects.get(kind="training")
    page = client.get(f"{CASE}jobs/{job.pk}/")
    assert b'hx-trigger="every 2s"' in page.content
    client.post(f"{CASE}jobs/{job.pk}/cancel/")
    assert client.get(f"{CASE}jobs/{job.pk}/live/").status_code == 286


def test_a_contract_is_written_in_lines(site, lap):
    client = site.client("ann")
    form = {
        "application-title": "Crew desk",
        "application-key": "crew-desk",
        "application-owner": site.cast.id("ann"),
    }
    assert "Crew desk is registered" in words(
        client.post(CASE + "integration/new/", form, follow=True)
    )
    application = lap.use_case.applications.get()
    address = f"{CASE}integration/{application.pk}/contract/"
    contract = {
        "inputs": "hour: long\ncarrier: string",
        "outputs": "late: long",
        "based_on": "0",
        "smoke_request": '[{"hour": 7, "carrier": "UA"}]',
    }
    assert "Contract revision 1 is saved." in words(client.post(address, contract, follow=True))
    assert ContractRevision.objects.get().number == 1
    broken = client.post(address, {**contract, "smoke_request": "[{"})
    assert broken.status_code == 422
    assert "This is no JSON" in words(broken)


def test_a_status_that_there_is_not_is_refused(site, lap):
    made = applications.register(
        actor=lap.cast.ann,
        use_case_id=lap.use_case.pk,
        title="Crew desk",
        key="crew-desk",
        owner_id=lap.cast.id("ann"),
        now=lap.tick(),
    )
    address = f"{CASE}integration/{made.pk}/"
    assert site.client("ann").post(address, {"status-status": "gone"}).status_code == 422
    made.refresh_from_db()
    assert made.status != "gone"


def test_clearance_says_every_reason(site, lap):
    lap.ready_to_train()
    lap.train_()
    lap.aim()
    said = words(site.client("dov").get(CASE + "releases/"))
    assert "may not go to Operations now" in said
    assert "Integration" in said
    assert "Release it" not in said


def test_an_approved_version_is_released_by_a_person(site, lap):
    lap.ready_to_train()
    candidate = lap.train_()
    lap.integrate()
    lap.aim()
    lap.approve_release()
    client = site.client("dov")
    assert "Release late-arrivals v1 to Operations" in words(client.get(CASE + "releases/"))
    pair = {"candidate": candidate.pk, "on": lap.target.pk}
    assert site.client("ana").post(CASE + "releases/execute/", pair).status_code == 403
    response = client.post(CASE + "releases/execute/", pair, follow=True)
    assert "serves once it is healthy" in words(response)
    assert b'hx-trigger="every 2s"' in response.content


def test_a_page_that_watches_a_start_is_read_anew_once_it_serves(site, lap):
    """Or its history would go on saying that the version starts."""
    candidate = lap.ready_to_release()
    lap.approve_release()
    release = lap.release(candidate, healthy=False)
    client = site.client("dov")
    asking = {"HTTP_HX_REQUEST": "true"}
    assert "HX-Refresh" not in client.get(CASE + "releases/", **asking)
    releases.went_live(release_id=release.pk, now=lap.tick())
    assert client.get(CASE + "releases/", **asking)["HX-Refresh"] == "true"


def test_a_release_says_whether_its_pipeline_was_told(site, lap, settings):
    settings.REPORT_WITHIN = 1800
    candidate = lap.ready_to_release()
    lap.approve_release()
    hook = webhooks.create(
        actor=lap.cast.dov,
        scope_id=lap.use_case.scope_id,
        name="pipeline",
        address="https://93.184.216.34/hook",
        events=["release.executed", "release.stopped"],
        now=lap.tick(),
    ).webhook
    Target.objects.update(driver=Driver.WEBHOOK)
    client = site.client("dov")
    pair = {"candidate": candidate.pk, "on": lap.target.pk}
    said = words(client.post(CASE + "releases/execute/", pair, follow=True))
    assert "it serves once that reports" in said
    assert "The pipeline is being told" in said
    entry = LedgerEntry.objects.get(kind="release.executed")
    WebhookMessage.objects.create(
        webhook=hook,
        entry_id=entry.pk,
        scope=lap.use_case.scope,
        event=entry.kind,
        created_at=lap.now,
        due_at=lap.now,
        done_at=lap.now,
    )
    said = words(client.get(CASE + "releases/"))
    assert re.search(r"Told the pipeline .+, waits for its report", said)
    assert "Without a report within 30 minutes it fails" in said


def test_stopping_asks_for_a_reason(site, lap):
    release = lap.round()
    client = site.client("dov")
    address = f"{CASE}releases/{release.pk}/stop/"
    assert client.post(address, {"reason-reason": ""}).status_code == 422
    client.post(address, {"reason-reason": "It answers nonsense."})
    assert Release.objects.get().state == ReleaseState.STOPPED


def test_breaking_the_glass_takes_two(site, lap):
    lap.ready_to_train()
    candidate = lap.train_()
    lap.aim()
    pair = {"candidate": candidate.pk, "on": lap.target.pk, "reason-reason": "Storm tonight."}
    client = site.client("dov")
    assert "until a second person confirms" in words(
        client.post(CASE + "releases/glass/", pair, follow=True)
    )
    assert not Release.objects.exists()
    assert Proposal.objects.get().act == "release.break_glass"
