"""Acts done from memory (tests/remembering) leave what the walk left, and only where that is known."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from projects.models import UseCase
from tests.cast import Cast
from tests.remembering import files, memory, rows
from tests.story import Lap
from workflows.mlflow import client
from workflows.services import candidates

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    """As if this were the worker's first test."""
    before = memory.outcomes
    memory.outcomes = {}
    yield
    memory.outcomes = before


@pytest.fixture
def from_the_start(cast, now, monkeypatch, settings, tmp_path_factory) -> Callable:
    """`with from_the_start() as lap`: as a test of its own, whose rows are rolled back."""
    start = memory.place

    @contextmanager
    def begin(kind: type[Lap] = Lap) -> Iterator[Lap]:
        settings.PITWALL_HOME = tmp_path_factory.mktemp("home")
        with monkeypatch.context() as patches, transaction.atomic():
            memory.place = start
            yield kind(cast, now, patches)
            transaction.set_rollback(True)

    return begin


def left() -> tuple:
    """All rows, and the files by what they hold."""
    kept = files.changes(django_settings.PITWALL_HOME, {})
    return rows.contents(), kept


@contextmanager
def walking(expected: bool) -> Iterator[None]:
    """A walk reads rows before it decides; from memory, rows are only written."""
    with CaptureQueriesContext(connection) as asked:
        yield
    read = any(query["sql"].startswith("SELECT") for query in asked.captured_queries)
    assert read is expected


def test_every_row_file_and_answer_is_the_walks(from_the_start):
    with from_the_start() as lap, walking(True):
        first, waiting = lap.round(), len(connection.run_on_commit)
        walked = left()
        said, plan, time = client.model_version(), lap.plan, lap.now
    with from_the_start() as lap, walking(False):
        again = lap.round()
        assert len(connection.run_on_commit) == waiting > 0
    with from_the_start() as lap:
        lap.round()
        assert left() == walked
        assert any(path.suffix == ".csv" for path in walked[1])
        assert client.model_version() == said
        assert (lap.plan, lap.now, lap.make.now) == (plan, time, time)
    assert (again.pk, again.state) == (first.pk, first.state)


def test_the_way_may_be_gone_on_from_there(from_the_start):
    for _ in range(2):
        with from_the_start() as lap:
            lap.ready_to_train()
            candidate = lap.train_()
            lap.integrate()
            lap.aim()
            lap.approve_release()
            assert lap.states() == dict.fromkeys(lap.states(), "open")
            assert lap.release(candidate).state == "live"


def test_objects_are_each_tests_own(from_the_start):
    with from_the_start() as lap:
        lap.ready_to_train()
    with from_the_start() as lap:
        lap.ready_to_train()
        lap.plan.target_column = "spoilt"
        lap.use_case.title = "Spoilt"
    with from_the_start() as lap:
        lap.ready_to_train()
        assert (lap.plan.target_column, lap.use_case.title) == ("late", "Late arrivals")


def test_other_input_is_walked(from_the_start):
    with from_the_start() as lap:
        lap.start()
    with from_the_start() as lap, walking(True):
        lap.start("ava")
    with from_the_start() as lap, walking(True):
        lap.tick(days=1)
        lap.start()
    with from_the_start() as lap, walking(True):
        lap.brief = {"title": "Early arrivals"}
        lap.start()


@pytest.mark.parametrize("act", ["a row", "a savepoint rolled back", "a setting", "a patch"])
def test_after_an_act_of_the_tests_own_it_walks(from_the_start, settings, act):
    with from_the_start() as lap:
        lap.start()
    with from_the_start() as lap:
        if act == "a row":
            UseCase.objects.update(title="Mine")
        elif act == "a savepoint rolled back":
            with transaction.atomic():
                transaction.set_rollback(True)
        elif act == "a setting":
            settings.TIME_ZONE = "Europe/Brussels"
        else:
            lap._monkeypatch.setattr(candidates, "nominate", None)
        with walking(True):
            lap.start()


def test_a_lap_that_looks_on_the_way_walks(from_the_start):
    class Watched(Lap):
        def tick(self, **span: int):
            looked.append(self.now)
            return super().tick(**span)

    looked: list = []
    for _ in range(2):
        looked.clear()
        with from_the_start(Watched) as lap, walking(True):
            lap.start()
        assert looked


def test_a_database_of_the_tests_own_is_walked_in(fresh_database, now):
    Cast(now)
    assert not memory.outcomes
