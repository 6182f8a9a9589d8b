"""The page that shows the first start."""

import pytest

from portal.launch.progress import Progress, Report, SignIn

STEPS = [("people", "People and roles"), ("train", "Training on January and February")]


@pytest.fixture
def progress(settings, tmp_path):
    settings.PROGRESS_FILE = tmp_path / "run" / "progress.json"
    return Progress(settings.PROGRESS_FILE, STEPS)


def test_it_shows_the_step_at_work_without_signing_in(client, progress, db):
    with progress.step("train"):
        progress.say("train", "tree 40 of 120")
        page = client.get("/starting/").content.decode()
    assert "Training on January and February" in page
    assert "tree 40 of 120" in page


def test_the_fragment_asks_to_be_polled_until_all_is_done(client, progress, db):
    assert client.get("/starting/status/").status_code == 200
    progress.finish([SignIn("ana", "pit-lane", "analyst of Late arrivals")])
    answer = client.get("/starting/status/")
    assert answer.status_code == 286
    assert "pit-lane" in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_a_failed_step_says_why_and_who_can_go_on(client, progress, db):
    with pytest.raises(RuntimeError), progress.step("people"):
        raise RuntimeError("the disk is full")
    page = client.get("/starting/").content.decode()
    assert "the disk is full" in page
    assert "make run" in page


def test_half_a_file_is_no_report(tmp_path):
    torn = tmp_path / "progress.json"
    torn.write_text('{"state": "done", "steps": [{"key"')
    assert Report.read(torn) == Report()


def test_a_page_without_a_demo_leads_to_the_sign_in(client, settings, tmp_path, db):
    settings.PROGRESS_FILE = tmp_path / "none.json"
    assert "/accounts/login/" in client.get("/starting/").content.decode()
