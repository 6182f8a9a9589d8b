"""Long work on its pages: progress, a log that grows at its end, and a way to stop it."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from portal.pages.jobs import folding, logs
from tests.portal.pages.reading import words
from workflows.models import Job
from workflows.services import jobs

pytestmark = pytest.mark.django_db
CASE = "/use-cases/late-arrivals/"


@pytest.fixture
def job(site, lap) -> Job:
    """A measurement that a runner has taken up and that has printed two lines."""
    lap.ready_to_train()
    lap.nominate()
    found = jobs.claim(now=lap.tick())
    path = Path("var") / "log" / f"test-job-{found.pk}.log"
    (Path(settings.PITWALL_HOME) / path).parent.mkdir(parents=True, exist_ok=True)
    (Path(settings.PITWALL_HOME) / path).write_text("reading\nmeasuring\n")
    jobs.beat(job=found, progress=40, step="measuring", log_path=str(path), now=lap.now)
    found.refresh_from_db()
    return found


def write(job: Job, text: str) -> None:
    with (Path(settings.PITWALL_HOME) / job.log_path).open("a") as file:
        file.write(text)


def page(job: Job) -> str:
    return f"{CASE}jobs/{job.pk}/"


def seen(response) -> str:
    return re.search(r'name="seen" value="([^"]+)"', response.content.decode())[1]


def test_it_shows_how_far_it_is_and_what_it_printed(site, job):
    response = site.client("sam").get(page(job))
    said = words(response)
    assert "measuring" in said
    assert "reading measuring" in said
    assert b'value="40"' in response.content
    assert "Look again" in said  # for those without scripts


def test_nothing_is_sent_while_nothing_happens(site, job):
    client = site.client("sam")
    shown = client.get(page(job))
    assert client.get(page(job) + "live/", {"seen": seen(shown)}).status_code == 204


def test_only_what_was_added_is_sent(site, job):
    client = site.client("sam")
    shown = client.get(page(job))
    write(job, "<done>\n")
    answer = client.get(page(job) + "live/", {"seen": seen(shown)})
    assert answer.status_code == 200
    text = answer.content.decode()
    assert '<div hx-swap-oob="beforeend:#log">&lt;done&gt;\n</div>' in text
    assert "reading" not in text
    assert client.get(page(job) + "live/", {"seen": seen(answer)}).status_code == 204


def test_a_log_that_began_again_replaces_the_old(site, job):
    client = site.client("sam")
    shown = client.get(page(job))
    (Path(settings.PITWALL_HOME) / job.log_path).write_text("anew\n")
    answer = client.get(page(job) + "live/", {"seen": seen(shown)}).content.decode()
    assert '<div hx-swap-oob="innerHTML:#log">anew\n</div>' in answer


def test_the_end_ends_the_asking(site, lap, job):
    client = site.client("sam")
    shown = client.get(page(job))
    jobs.finish(job=job, state="failed", reason="out of memory", now=lap.tick())
    answer = client.get(page(job) + "live/", {"seen": seen(shown)})
    assert answer.status_code == 286
    assert "out of memory" in words(answer)
    assert b'id="job-cancel"' in answer.content
    assert client.get(page(job)).content.count(b"hx-trigger") == 1, "the bell's"


def test_cancelling_twice_is_one_cancelling(site, job):
    client = site.client("sam")
    for _ in range(2):
        response = client.post(page(job) + "cancel/", follow=True)
        assert response.status_code == 200
        assert "It ends at its next heartbeat, within seconds." in words(response)
    assert "Cancelling was asked for" in words(response)
    assert "Cancel this job" not in words(response)


def test_whoever_may_not_cancel_is_told_who_can(site, job):
    said = words(site.client("ann").get(page(job)))
    assert "Cancel this job" not in said
    assert "Who can cancel it:" in said


def test_a_stranger_sees_no_job(site, job):
    client = site.client("stan")
    for address in (CASE + "jobs/", page(job), page(job) + "live/"):
        assert client.get(address).status_code == 404


def test_all_jobs_are_on_one_page_folded_by_kind(site, lap, job):
    client = site.client("sam")
    assert "Running now" in words(client.get(CASE + "jobs/"))
    jobs.finish(job=job, state="done", now=lap.tick())
    said = words(client.get(CASE + "jobs/"))
    assert "Running now" not in said
    assert "Evaluation" in said


def test_no_job_yet_teaches_what_comes_here(site, lap):
    said = words(site.client("sam").get(CASE + "jobs/"))
    assert "No long work yet" in said
    assert "They go on when this page is closed." in said


def test_folding_keeps_the_newest_and_counts_the_rest():
    states = ("running", "done", "failed", "done", "cancelled")
    rows = [Job(pk=9 - n, kind="training", state=one, title=one) for n, one in enumerate(states)]
    found = folding.fold(rows)
    assert [one.state for one in found.running] == ["running"]
    (group,) = found.groups
    assert group.newest.state == "done"
    assert group.said == "1 failed, 1 cancelled and 1 done"


@pytest.mark.parametrize(("found", "kept"), [("abc", 3), ("aé", 3), ("a€", 4), ("", 0), ("a😀", 5)])
def test_half_a_character_waits_for_its_other_half(found, kept):
    whole = found.encode()
    assert logs._whole_characters(whole) == whole
    assert len(logs._whole_characters(whole)) == kept
    if len(whole) > 1 and whole[-1] >= 0x80:
        assert logs._whole_characters(whole[:-1]) == b"a"
