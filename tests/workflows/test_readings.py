"""What pages read of a use case is what its rows say, after each act of a lap."""

import pickle
import zlib
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from governance.kinds import KINDS
from governance.services import memberships, people, waivers
from tests.story import Lap
from workflows import host, packing, reading
from workflows.models import Reading
from workflows.services import positions, readings

pytestmark = pytest.mark.django_db


def said(found: reading.Reading) -> dict:
    """All that pages take from a reading, as values that can be compared."""
    stages = found.seen.stages.values() if found.seen else ()
    return {
        "cycle": found.cycle and (found.cycle.pk, found.cycle.state, found.cycle.target_id),
        "brief": found.brief and [found.brief.pk, *found.brief.objectives.all()],
        "gates": [(one.spec.key, one.view, one.checks, one.content_hash) for one in stages],
        "facts": [one.facts for one in stages],
        "attempts": [(one.attempt, one.attempt and one.attempt.ended_at) for one in stages],
        "votes": [
            (vote.voter.label, vote.choice, vote.comment)
            for one in stages
            if one.review
            for vote in one.review.votes.all()
        ],
        "members": [(one.pk, one.user.label, one.role) for one in found.members],
        "serving": found.serving and (found.serving.pk, found.serving.state),
        "starting": found.starting,
        "measured": found.at_its_gate and found.at_its_gate.metrics,
        "windows": [(one.pk, one.state, one.verdicts) for one in found.windows],
        "last": found.last and (found.last.pk, found.last.state),
        "findings": [(one.pk, one.state, one.owner) for one in found.findings],
        "proposals": [(one.pk, one.state) for one in found.proposals],
        "cleared": found.cleared,
    }


class Kept(Lap):
    """A lap in which, after each act, what is kept is compared with the rows.

    Whoever writes without an entry of the ledger's would be found here.
    """

    looked = 0

    def tick(self, **span: int) -> datetime:
        self.compare()
        return super().tick(**span)

    def compare(self) -> None:
        if getattr(self, "use_case", None) is None:
            return
        self.use_case.refresh_from_db()
        kept = said(readings.of(self.use_case, now=self.now))
        assert kept == said(reading.of(self.use_case, self.now))
        self.looked += 1


@pytest.fixture
def watched(cast, now, monkeypatch, settings, tmp_path) -> Kept:
    settings.PITWALL_HOME = tmp_path
    return Kept(cast, now, monkeypatch)


@pytest.fixture
def asked(lap) -> Lap:
    """A round at the Definition gate, that pages have looked at."""
    lap.start()
    lap.make.brief(lap.use_case)
    lap.asked = lap.submit("definition", "ana")
    readings.of(lap.use_case, now=lap.now)
    return lap


def quorum(lap: Lap) -> dict[str, tuple[str, ...]]:
    """Who can still vote at the Definition gate, by role."""
    view = readings.of(lap.use_case, now=lap.now).seen.stages["definition"].view
    return {one.role: one.can_still for one in view.quorum}


def test_what_is_kept_agrees_with_the_rows_over_two_laps(watched):
    first = watched.ready_to_release(value="0.93")
    watched.approve_release()
    watched.release(first)
    watched.serve_month(datetime(2026, 4, 1, tzinfo=UTC), 89)
    watched.make.brief(watched.use_case, constraints="Only what is known at departure.")
    watched.open_gate("definition", "ana", "ava", "sam")
    watched.compare()
    assert watched.looked > 20


def test_a_second_look_asks_once(asked, django_assert_num_queries):
    with django_assert_num_queries(1):
        readings.of(asked.use_case, now=asked.now)


def test_it_is_read_right_after_the_commit(
    lap, django_capture_on_commit_callbacks, django_assert_num_queries
):
    positions.catch_up(now=lap.now)
    with django_capture_on_commit_callbacks(execute=True):
        lap.start()
    with django_assert_num_queries(1):
        assert readings.of(lap.use_case, now=lap.now).cycle.number == 1


def test_what_changes_while_it_is_read_is_not_taken_for_read(asked, monkeypatch):
    rows = reading.of

    def slow(case, now):
        found = rows(case, now)
        asked.vote(asked.asked, "sam")
        return found

    Reading.objects.update(read_at=-1)
    monkeypatch.setattr(reading, "of", slow)
    before = readings.of(asked.use_case, now=asked.now)
    monkeypatch.setattr(reading, "of", rows)
    after = readings.of(asked.use_case, now=asked.now)
    votes = [len(one.seen.stages["definition"].review.votes.all()) for one in (before, after)]
    assert votes == [0, 1]


def test_who_leaves_the_site_can_vote_no_longer(asked):
    before = quorum(asked)["analyst"]
    people.deactivate(actor=asked.cast.ada, user_id=asked.cast.id("ava"), now=asked.tick())
    assert len(quorum(asked)["analyst"]) == len(before) - 1


def test_a_role_that_ends_by_itself_is_gone_at_its_moment(asked):
    ending = asked.now + timedelta(days=2)
    memberships.add(
        actor=asked.cast.ola,
        scope_id=asked.use_case.scope_id,
        user_id=asked.cast.id("dov"),
        role="data_scientist",
        now=asked.tick(),
    )
    row = asked.use_case.scope.memberships.get(user=asked.cast.id("dov"), role="data_scientist")
    row.until = ending
    row.save(update_fields=["until"])
    Reading.objects.update(read_at=-1)
    before = quorum(asked)["data_scientist"]
    asked.now = ending
    assert len(quorum(asked)["data_scientist"]) == len(before) - 1


def test_a_waiver_that_runs_out_is_gone_at_its_moment(lap):
    lap.start()
    lap.make.brief(lap.use_case)
    until = lap.now + timedelta(days=3)
    waivers.grant(
        actor=lap.cast.ola,
        scope_id=lap.use_case.scope_id,
        stage="definition",
        check_key="brief-complete",
        reason="The rest comes next week.",
        until=until,
        now=lap.tick(),
    )
    assert readings.of(lap.use_case, now=lap.now).seen.waivers
    assert not readings.of(lap.use_case, now=until).seen.waivers


def test_reasons_are_told_in_the_language_of_who_looks(asked):
    row = Reading.objects.get(scope=asked.use_case.scope)
    with translation.override("de"):
        readings.of(asked.use_case, now=asked.now)
    row.refresh_from_db()
    assert row.language == "de"


@pytest.mark.parametrize("harm", ["other", "cut", "flipped", "another's"])
def test_bytes_that_are_not_ours_are_read_anew(asked, harm):
    row = Reading.objects.get(scope=asked.use_case.scope)
    body = bytes(row.body)
    Reading.objects.update(
        body={
            "other": b"x" * 100,
            "cut": body[:-1],
            "flipped": body[:-1] + bytes([body[-1] ^ 1]),
            "another's": packing.pack("another's", about="reading 0"),
        }[harm]
    )
    found = readings.of(asked.use_case, now=asked.now)
    assert said(found) == said(reading.of(asked.use_case, asked.now))


def test_bytes_make_rows_and_records_and_nothing_else():
    body = zlib.compress(pickle.dumps(print))
    packed = packing._signature("it", body) + body
    with pytest.raises(packing.Foreign, match="print"):
        packing.unpack(packed, about="it")


def test_a_start_with_another_version_reads_everything_anew(asked):
    assert readings.forget() == 1
    assert Reading.objects.get(scope=asked.use_case.scope).read_at == -1


def test_the_kinds_that_it_passes_over_are_kinds():
    assert readings.ELSEWHERE | set(readings.EVERYWHERE) <= KINDS


def test_what_the_runner_has_not_said_yet_is_kept_too(
    asked, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(host.cache, "get", lambda *_: None)
    Reading.objects.update(read_at=-1)
    readings.of(asked.use_case, now=asked.now)
    with django_assert_num_queries(1):
        readings.of(asked.use_case, now=asked.now)
