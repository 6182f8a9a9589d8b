"""A use case as one archive, by its pages: asked for on the history, followed, fetched, gone."""

import contextlib
import io
import zipfile
from datetime import timedelta

import pytest
from django.conf import settings

from governance.services import sealing
from tests.portal.pages.reading import words
from workflows.models import Job
from workflows.runner import archiving
from workflows.runner.desk import conclude
from workflows.runner.worksheet import Worksheet
from workflows.sandbox import Level, Sandbox
from workflows.services import jobs

pytestmark = pytest.mark.django_db
CASE = "/use-cases/late-arrivals/"


@pytest.fixture(autouse=True)
def one_connection(monkeypatch) -> None:
    """The runner's work is done here, in the test's own transaction: it mustn't end the connection."""
    monkeypatch.setattr(archiving, "database", contextlib.nullcontext)


@pytest.fixture
def asked(site, lap) -> Job:
    lap.start()
    sealing.seal(now=lap.now)
    answer = site.client("ana").post(f"{CASE}exports/")
    job = Job.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"{CASE}jobs/{job.pk}/")
    return job


def test_the_history_offers_it_to_those_who_may(site, lap):
    lap.start()
    assert "Export this use case" in words(site.client("ana").get(f"{CASE}record/"))
    said = words(site.client("dov").get(f"{CASE}record/"))
    assert "Export this use case" not in said
    assert "Who can export it: analyst, data scientist, governance officer or auditor." in said
    assert site.client("dov").post(f"{CASE}exports/").status_code == 403
    assert site.client("stan").post(f"{CASE}exports/").status_code == 404


def test_it_is_followed_on_its_page_and_fetched_there_while_it_is_kept(site, lap, asked):
    client, address = site.client("ana"), f"{CASE}jobs/{asked.pk}/"
    assert "Waits for the runner" in words(client.get(address))
    assert "Cancel this job" in words(client.get(address))
    assert "Cancel this job" not in words(site.client("dov").get(address))
    job = jobs.claim(now=lap.tick())
    conclude(job, archiving.work(Worksheet(job, Sandbox(Level.NONE))))
    job.refresh_from_db()
    lap.now = site.now = job.ended_at
    link = f"{CASE}exports/{asked.pk}/archive/"
    assert link.encode() in client.get(address).content
    fetched = client.get(link)
    names = zipfile.ZipFile(io.BytesIO(b"".join(fetched.streaming_content))).namelist()
    assert "manifest.json" in names
    assert site.client("dov").get(link).status_code == 403
    lap.now = site.now = job.ended_at + timedelta(hours=settings.EXPORT_HOURS)
    assert "Ask for another" in words(client.get(address))
    assert client.get(link).status_code == 409
