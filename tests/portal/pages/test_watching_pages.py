"""Monitoring, the record, policies and the discussion."""

import json
from io import BytesIO

import pytest
import zeal

from governance.models import LedgerEntry, PolicyVersion
from governance.services import sealing
from tests.portal.pages.breaching import judge
from tests.portal.pages.reading import words
from workflows.models import Window

pytestmark = pytest.mark.django_db
CASE = "/use-cases/late-arrivals/"


def test_a_breach_is_said_in_a_sentence_with_its_finding_and_cycle(site, lap, monkeypatch):
    judge(lap, lap.round(), "0.87", monkeypatch)
    said = words(site.client("dov").get(CASE + "monitoring/"))
    assert "ROC AUC fell outside its objective in" in said
    assert "ROC AUC 0.870, needs ≥ 0.90." in said
    assert "answered by cycle 2" in said
    everywhere = words(site.client("dov").get("/monitoring/"))
    assert "1 use case no longer holds its objectives" in everywhere


def test_what_a_version_breached_is_not_told_of_the_one_that_replaced_it(site, lap, monkeypatch):
    judge(lap, lap.round(), "0.87", monkeypatch)
    candidate = lap.train_again("2")
    lap.try_again()
    lap.approve_release()
    lap.release(candidate)
    said = words(site.client("dov").get(CASE + "monitoring/"))
    assert "No window of v2 is judged yet" in said
    assert "was of the version before: ROC AUC 0.870" in said
    assert "April breached" not in words(site.client("dov").get(CASE))
    everywhere = words(site.client("dov").get("/monitoring/"))
    assert "no longer holds its objectives" not in everywhere
    assert "No window of v2 is judged yet" in everywhere


def test_a_window_is_opened_and_judged_by_whoever_may(site, lap):
    lap.round()
    form = {
        "window-label": "March",
        "window-starts_at": "2026-03-01T00:00",
        "window-ends_at": "2026-03-02T00:00",
    }
    client = site.client("dov")
    assert "March is open" in words(client.post(CASE + "monitoring/open/", form, follow=True))
    window = Window.objects.get()
    assert client.post(CASE + "monitoring/open/", {}).status_code == 422
    assert site.client("dee").post(f"{CASE}monitoring/{window.pk}/judge/").status_code == 403
    # The service asks what two gates agreed to: two look-ups, no loop.
    with zeal.zeal_ignore([{"model": "workflows.Cycle", "field": "*"}]):
        said = words(client.post(f"{CASE}monitoring/{window.pk}/judge/", follow=True))
    assert "March can’t be judged" in said
    assert "Nothing was scored in this window." in said


def test_members_read_their_record_with_both_times_and_a_proof(site, lap):
    lap.start()
    sealing.seal(now=lap.now)
    client = site.client("ana")
    said = words(client.get(CASE + "record/"))
    assert "Cycle 1 of" in said
    assert "recorded" in said
    entry = LedgerEntry.objects.get(kind="cycle.started")
    assert "in the sealed tree" in words(client.get(f"{CASE}record/{entry.pk}/"))
    receipt = client.get(f"{CASE}record/{entry.pk}/proof/").content.decode().splitlines()
    assert json.loads(receipt[1])["proof"] is not None
    other = LedgerEntry.objects.exclude(scope="late-arrivals").first()
    assert client.get(f"{CASE}record/{other.pk}/").status_code == 404


def test_the_whole_record_is_for_officers_and_auditors(site, lap):
    lap.start()
    sealing.seal(now=lap.now)
    entry = LedgerEntry.objects.get(kind="cycle.started")
    ana, ola = site.client("ana"), site.client("ola")
    assert "The whole record isn’t open to you" in words(ana.get("/record/"))
    assert ana.get(f"/record/{entry.pk}/").status_code == 403
    assert ana.post("/record/verify/").status_code == 403
    assert ana.post("/record/export/").status_code == 403
    assert "Computed anew" in words(ola.post("/record/verify/"))
    assert ola.get("/record/checkpoint/").content.startswith(b"pitwall")
    lines = b"".join(ola.post("/record/export/").streaming_content).splitlines()
    assert json.loads(lines[0])["whole"] is True


def test_a_draft_in_error_is_kept_with_its_line_named(site, lap):
    source = PolicyVersion.objects.get(policy__name="standard").source
    wrong = source.replace("role: data_scientist", "role: data_sientist", 1)
    line = wrong[: wrong.index("data_sientist")].count("\n") + 1
    client = site.client("ola")
    form = {"name": "standard", "title": "Standard", "source": wrong}
    response = client.post("/policies/p/standard/draft/", form)
    assert response.status_code == 422
    assert f"Line {line}" in words(response)
    assert f'class="wrong"><span>{line}</span>'.encode() in response.content
    assert "data_sientist" in words(response)


def test_a_draft_is_published_as_the_next_version(site, lap):
    source = PolicyVersion.objects.get(policy__name="standard").source
    form = {"name": "standard", "title": "Standard", "source": source + "\n# clearer\n"}
    client = site.client("ola")
    client.post("/policies/p/standard/draft/", form)
    said = words(client.post("/policies/p/standard/publish/", follow=True))
    assert "Standard, version 2 is published." in said
    assert "Text, from version 1 to 2" in said
    assert site.client("ana").post("/policies/p/standard/publish/").status_code == 403


def test_people_talk_and_promise(site, lap):
    client = site.client("sam")
    about = f"use_case:{lap.use_case.pk}"
    said = words(
        client.post(
            CASE + "discussion/say/",
            {"remark-about": about, "remark-text": "Precipitation <b>moved</b>."},
            follow=True,
        )
    )
    assert "Precipitation <b>moved</b>." in said
    assert client.post(CASE + "discussion/say/", {"remark-about": about}).status_code == 422
    form = {"work-title": "Look at April", "work-owner": site.cast.id("dee")}
    assert "Look at April" in words(client.post(CASE + "discussion/work/", form, follow=True))
    remark = client.get(CASE + "discussion/")
    assert b"Pin" in remark.content
    assert b"Erase" not in remark.content
    assert "Erase the text" in words(site.client("ola").get(CASE + "discussion/"))


def test_feedback_is_taken_in_from_a_csv(site, lap):
    lap.round()
    file = BytesIO(b"prediction_id,actual,event_at\np1,1,2026-03-01T10:00:00Z\n")
    file.name = "feedback.csv"
    client = site.client("dee")
    address = CASE + "monitoring/feedback/"
    said = words(client.post(address, {"feedback-file": file}, follow=True))
    assert "1 kept, 0 joined with their score, 0 known already." in said
    broken = BytesIO(b"prediction_id,actual\np1,1\n")
    broken.name = "feedback.csv"
    assert client.post(address, {"feedback-file": broken}).status_code == 422
    lap.tick(days=40)
    assert "p1" in words(client.get(CASE + "monitoring/"))
