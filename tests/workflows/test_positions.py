"""What lists say of a use case is what the facts say, after each act of a lap."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from governance.models import User
from governance.services import delegations, memberships, people
from portal.pages.waits import Reader
from projects.services import source_access, sources
from tests.story import Lap
from workflows import positions
from workflows.models import Duty, Position, Seat
from workflows.services import positions as service
from workflows.words import DutyKind

pytestmark = pytest.mark.django_db


def counted(lap: Lap, name: str) -> int:
    service.catch_up(now=lap.now)
    return Reader(lap.cast.actor(name, now=lap.now), lap.now).count()


class Kept(Lap):
    """A lap in which everything that an act touched is noted, and nothing else changed.

    After each act a row that isn't noted as stale has to say what the facts say: whoever writes
    without an entry of the ledger's would be found here.
    """

    looked = 0

    def tick(self, **span: int) -> datetime:
        self.compare()
        return super().tick(**span)

    def compare(self) -> None:
        case = getattr(self, "use_case", None)
        if case is None:
            return
        case.refresh_from_db()
        row = Position.objects.get(scope=case.scope)
        if row.stale:
            service.catch_up(now=self.now)
            row.refresh_from_db()
        assert not row.stale
        seen = positions.of(case, self.now)
        assert {name: getattr(row, name) for name in seen.position} == dict(seen.position)
        rows = {(one.kind, one.subject) for one in Duty.objects.filter(scope=case.scope)}
        assert rows == {(str(one.kind), one.subject) for one in seen.duties}
        self.looked += 1


@pytest.fixture
def watched(cast, now, monkeypatch, settings, tmp_path) -> Kept:
    settings.PITWALL_HOME = tmp_path
    return Kept(cast, now, monkeypatch)


def test_the_rows_agree_with_the_facts_over_two_laps(watched):
    first = watched.ready_to_release(value="0.93")
    watched.approve_release()
    watched.release(first)
    watched.serve_month(datetime(2026, 4, 1, tzinfo=UTC), 89)
    watched.make.brief(watched.use_case, constraints="Only what is known at departure.")
    watched.open_gate("definition", "ana", "ava", "sam")
    watched.compare()
    row = Position.objects.get(scope=watched.use_case.scope)
    assert (row.serving, row.watch, row.stale) == (True, 1, False)
    assert watched.looked > 20


def test_a_change_is_noted_in_its_own_transaction(lap):
    service.catch_up(now=lap.now)
    lap.start()
    assert Position.objects.get(scope=lap.use_case.scope).stale


def test_it_is_written_right_after_the_commit(lap, django_capture_on_commit_callbacks):
    service.catch_up(now=lap.now)
    with django_capture_on_commit_callbacks(execute=True):
        lap.start()
    row = Position.objects.get(scope=lap.use_case.scope)
    assert (row.stale, row.cycle, row.turn) == (False, 1, "work")


def test_a_vote_waits_for_each_role_that_is_missing_and_once_for_a_person(lap):
    lap.start()
    lap.make.brief(lap.use_case)
    review = lap.submit("definition", "ana")
    memberships.add(
        actor=lap.cast.ola,
        scope_id=lap.use_case.scope_id,
        user_id=lap.cast.id("ava"),
        role="data_scientist",
        now=lap.tick(),
    )
    before = {name: counted(lap, name) for name in ("ava", "sam", "ana", "dov")}
    assert before["ava"] == before["sam"] == 1
    assert before["dov"] == 0
    lap.vote(review, "sam")
    assert counted(lap, "sam") == 0
    assert counted(lap, "ava") == 1


def test_a_role_that_is_lent_brings_the_vote_along(lap):
    lap.start()
    lap.make.brief(lap.use_case)
    lap.submit("definition", "ana")
    before = counted(lap, "dov")
    delegations.give(
        actor=lap.cast.ava,
        taker_id=lap.cast.id("dov"),
        role="analyst",
        scope_id=lap.use_case.scope_id,
        until=lap.now + timedelta(days=30),
        now=lap.tick(),
    )
    assert counted(lap, "dov") == before + 1


def test_nothing_waits_for_whoever_has_left(lap):
    lap.start()
    lap.make.brief(lap.use_case)
    lap.submit("definition", "ana")
    assert counted(lap, "ava") == 1
    people.deactivate(actor=lap.cast.ada, user_id=lap.cast.id("ava"), now=lap.tick())
    assert counted(lap, "ava") == 0
    assert User.objects.get(pk=lap.cast.id("ava")).is_active is False


@pytest.mark.postgresql
def test_an_act_of_the_whole_site_isnt_lost_while_a_row_is_written(
    fresh_database, lap, monkeypatch
):
    """It holds no scope: whoever writes the row has read the facts before, and ends after it."""
    source = lap.make.source(owner_id=lap.cast.id("stan"))
    source_access.ask(
        actor=lap.cast.dee,
        use_case_id=lap.use_case.pk,
        source_id=source.pk,
        reason="Delays.",
        now=lap.tick(),
    )
    Position.objects.update(stale=True)
    now, facts = lap.tick(), positions.of

    def hand_over():
        try:
            new = lap.cast.id("dov")
            sources.change(actor=lap.cast.stan, source_id=source.pk, owner_id=new, now=now)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:

        def read(case, at):
            seen = facts(case, at)
            monkeypatch.setattr(positions, "of", facts)
            handed.append(pool.submit(hand_over))
            wait(handed, timeout=1)
            return seen

        handed: list = []
        monkeypatch.setattr(positions, "of", read)
        service.refresh(scope_ids=[lap.use_case.scope_id], now=now)
        handed[0].result(timeout=20)
    service.catch_up(now=now)
    [seat] = Seat.objects.filter(duty__kind=DutyKind.ACCESS)
    assert seat.user_id == lap.cast.id("dov")
