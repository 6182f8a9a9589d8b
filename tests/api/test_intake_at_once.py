"""Batches at the same moment: each row once, and each truth joined with its score."""

import io
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.db import connection

from governance.models import LedgerEntry
from tests.cast import Cast
from tests.story import Lap
from workflows.intake import body
from workflows.models import Batch, Feedback, Score
from workflows.services import intake

WHEN = "2026-03-02T08:00:00+00:00"
LINES = "application/x-ndjson"


def score(number: int) -> dict:
    return {
        "prediction_id": f"p{number}", "version": "1", "features": {"delay": number},
        "output": {"late": 0.25}, "event_at": WHEN,
    }  # fmt: skip


def truth(number: int) -> dict:
    return {"prediction_id": f"p{number}", "actual": "1", "event_at": WHEN}


def lines(rows: list[dict], sha: str = "a") -> body.Body:
    text = b"".join(json.dumps(row).encode() + b"\n" for row in rows)
    return body.of_file(LINES, io.BytesIO(text), sha)


@pytest.fixture
def lap(fresh_database, now, monkeypatch, settings, tmp_path) -> Lap:
    settings.PITWALL_HOME = tmp_path
    return Lap(Cast(now), now, monkeypatch)


@pytest.fixture
def keep(lap) -> dict[str, Callable]:
    """The two services, told everything but the body."""
    release = lap.round()
    who = {"actor": lap.cast.dov, "use_case_id": lap.use_case.pk, "now": lap.tick()}
    return {
        "scores": lambda sent: intake.keep_scores(release_id=release.pk, body=sent, **who),
        "feedback": lambda sent: intake.keep_feedback(body=sent, **who),
    }


def together(*acts: Callable) -> list:
    start = Barrier(len(acts))

    def run(act: Callable):
        try:
            start.wait()
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


@pytest.mark.django_db
def test_the_same_batch_several_times_at_once_counts_once_and_so_do_its_rows_in_another(keep):
    rows = [score(number) for number in range(300)]
    answers = together(*[lambda: keep["scores"](lines(rows))] * 4)
    assert answers == [intake.Scored(rows=300, kept=300, known=0, matched=0)] * 4
    assert (Score.objects.count(), Batch.objects.count()) == (300, 1)
    assert LedgerEntry.objects.filter(kind="scores.received").count() == 1
    more = [score(number) for number in range(200, 500)]
    answers = together(
        lambda: keep["scores"](lines(more, "b")),
        lambda: keep["scores"](lines(more[::-1], "c")),
        lambda: keep["scores"](lines(more[100:] + more[:100], "d")),
    )
    assert sorted(one.kept for one in answers) == [0, 0, 200]
    assert Score.objects.count() == 500


@pytest.mark.django_db
def test_scores_and_feedback_written_together_are_joined_every_time(keep):
    for turn in range(10):
        numbers = range(turn * 20, turn * 20 + 20)
        together(
            partial(keep["scores"], lines([score(n) for n in numbers], f"s{turn}")),
            partial(keep["feedback"], lines([truth(n) for n in numbers], f"f{turn}")),
        )
    assert Feedback.objects.count() == 200
    assert not Feedback.objects.filter(matched_at=None).exists()
