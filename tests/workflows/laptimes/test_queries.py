"""Lap times read from what happened: hand-calculated laps, who sees them, and how many queries."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.actors import Actor
from governance.services import reviews
from tests.workflows.laptimes.told import days
from workflows.laptimes import queries
from workflows.laptimes.figures import WEEKS, buckets, missing_votes, rounds
from workflows.laptimes.marks import marks, records
from workflows.laptimes.queries import LONGEST_WAIT, Wanted
from workflows.models import Cycle
from workflows.services import gates

pytestmark = pytest.mark.django_db


def wanted(lap, by: str = "ana", **more) -> Wanted:
    since = lap.now - timedelta(days=90)
    return Wanted(lap.cast.actor(by, now=lap.now), lap.now, since, **more)


def times(lap, by: str = "ana"):
    asked = wanted(lap, by)
    return queries.times(asked, list(queries.tower(asked)))


def shown(lap):
    return times(lap).shown[lap.cycle.pk]


def sector(lap, stage: str):
    return shown(lap).sectors[stage]


def test_the_clock_of_definition_starts_with_the_cycle(lap):
    lap.start()
    lap.tick(days=3)
    one = sector(lap, "definition")
    assert (days(one.working), days(one.waiting), one.state) == (3, 0, "running")


def test_a_round_makes_the_stage_wait_until_its_last_vote(lap):
    lap.start()
    lap.make.brief(lap.use_case)
    lap.tick(days=4)
    review = lap.submit("definition", "ana")
    lap.tick(days=2)
    lap.vote(review, "ava")
    lap.tick(days=3)
    lap.vote(review, "sam")
    lap.tick(days=10)
    one = sector(lap, "definition")
    assert (days(one.working), days(one.waiting), one.state) == (4, 5, "done")
    assert one.rework == timedelta()


def test_the_role_whose_vote_came_last_was_missing_longest(lap):
    lap.start()
    lap.make.brief(lap.use_case)
    review = lap.submit("definition", "ana")
    lap.tick(days=2)
    lap.vote(review, "ava")
    lap.tick(days=3)
    lap.vote(review, "sam")
    found = missing_votes([sector(lap, "definition")], lap.now)
    assert round(found["analyst"].days) == 2
    assert round(found["data_scientist"].days) == 5
    assert set(found) == {"analyst", "data_scientist"}


def test_work_after_changes_were_asked_for_is_rework(lap):
    lap.start()
    lap.make.brief(lap.use_case)
    lap.tick(days=4)
    lap.vote(lap.submit("definition", "ana"), "ava", "ask_for_changes", comment="More")
    lap.tick(days=2)
    lap.make.brief(lap.use_case, need="Another need", based_on=1)
    lap.settle()
    lap.open_gate("definition", "ana", "ava", "sam")
    one = sector(lap, "definition")
    assert (days(one.working), days(one.rework), one.state) == (6, 2, "done")
    assert rounds([one]).two == 1


def test_a_round_that_was_withdrawn_waited_until_then_as_the_record_says(lap):
    lap.start()
    lap.make.brief(lap.use_case)
    review = lap.submit("definition", "ana")
    lap.tick(days=5)
    gates.withdraw(actor=lap.cast.ana, review_id=review.pk, now=lap.tick())
    lap.tick(days=3)
    one = sector(lap, "definition")
    assert (days(one.working), days(one.waiting), days(one.rework)) == (3, 5, 3)


def test_a_round_whose_content_changed_waited_until_then(lap):
    lap.start()
    lap.make.brief(lap.use_case)
    review = lap.submit("definition", "ana")
    lap.tick(days=2)
    reviews.mark_stale(review_id=review.pk, why="the brief has changed", now=lap.tick())
    lap.tick(days=6)
    one = sector(lap, "definition")
    assert (days(one.working), days(one.waiting)) == (6, 2)


def test_an_open_round_waits_and_is_stuck_past_its_date(lap):
    lap.start()
    lap.make.brief(lap.use_case)
    lap.submit("definition", "ana")
    lap.tick(days=6)
    assert not sector(lap, "definition").stuck(lap.now)
    assert list(queries.stuck(wanted(lap))) == []
    lap.tick(days=2)
    assert sector(lap, "definition").stuck(lap.now)
    [one] = queries.stuck(wanted(lap))
    assert (one.stage, one.round) == ("definition", 1)
    assert one.gate.reason == "Waits for one analyst vote; Ava can."


def test_a_whole_lap_ends_in_service(lap):
    started = lap.now
    lap.round()
    lap.tick(days=9)
    one = shown(lap)
    assert one.live is not None
    assert one.length(lap.now) == one.live - (started + timedelta(minutes=1))
    assert one.sectors["operation"].state == "running"
    assert {stage: s.state for stage, s in one.sectors.items() if s.gated} == dict.fromkeys(
        ("definition", "data", "platform", "training", "integration", "release"), "done"
    )


def test_the_second_lap_keeps_what_it_carried_over_and_compares_with_the_first(lap):
    lap.round()
    lap.tick(days=30)
    lap.start(entry_stage="training")
    lap.tick(days=5)
    lap.train_again("2")
    found = times(lap)
    second, [first] = found.shown[lap.cycle.pk], found.others[lap.cycle.pk]
    assert (first.number, second.number) == (1, 2)
    assert second.sectors["data"].state == "kept"
    best = records([first, second], lap.now - timedelta(days=90))
    marked = marks(second, [first], best, lap.now)
    assert (marked["definition"], marked["training"]) == ("kept", "slow")
    assert marks(first, [second], best, lap.now)["training"] == "best"


def test_an_abandoned_cycle_is_neither_shown_nor_compared(lap):
    lap.start()
    lap.define()
    Cycle.objects.filter(pk=lap.cycle.pk).update(state="abandoned")
    asked = wanted(lap)
    assert list(queries.tower(asked)) == []
    assert queries.sampled(asked).laps == ()


def test_a_retired_use_case_is_off_the_tower(lap):
    lap.start()
    lap.use_case.lifecycle = "retired"
    lap.use_case.save()
    assert list(queries.tower(wanted(lap))) == []


def second_case(lap, slug: str = "no-shows", **given):
    """Another use case of the same team, its first cycle begun."""
    case = lap.make.use_case(title=slug, slug=slug)
    lap.cast.join(case.scope)
    before, lap.use_case = lap.use_case, case
    lap.start(**given)
    lap.use_case = before
    return case


def names(rows) -> list[str]:
    return [one.use_case.slug for one in rows]


def test_the_furthest_comes_first(lap):
    second_case(lap)
    lap.start()
    lap.define()
    assert names(queries.tower(wanted(lap))) == [lap.use_case.slug, "no-shows"]


def test_at_the_same_stage_the_one_that_began_first_comes_first(lap):
    second_case(lap)
    lap.tick(days=1)
    lap.start()
    assert names(queries.tower(wanted(lap))) == ["no-shows", lap.use_case.slug]


def test_what_is_in_service_is_furthest(lap):
    lap.round()
    second_case(lap)
    [first, last] = queries.tower(wanted(lap))
    assert (first.at, last.at) == (7, 1)


def test_the_longest_wait_comes_first_when_asked(lap):
    lap.start()
    lap.define()
    other = second_case(lap)
    lap.make.brief(other)
    before, lap.use_case = lap.use_case, other
    lap.submit("definition", "ana")
    lap.use_case = before
    assert names(queries.tower(wanted(lap), LONGEST_WAIT)) == ["no-shows", before.slug]


def test_a_use_case_has_one_line_the_cycle_that_is_being_built(lap):
    lap.round()
    lap.start(entry_stage="training")
    [one] = queries.tower(wanted(lap))
    assert one.number == 2


@pytest.mark.parametrize(
    ("narrowed", "there"),
    [
        ({"stage": "definition"}, False),
        ({"stage": "data"}, True),
        ({"tier": "low"}, True),
        ({"tier": "high"}, False),
    ],
)
def test_it_is_narrowed_by_stage_and_tier(lap, narrowed, there):
    lap.start()
    lap.define()
    assert bool(queries.tower(wanted(lap, **narrowed))) is there


def test_only_the_newest_brief_says_the_tier(lap):
    lap.start()
    lap.define()
    low = wanted(lap, tier="low")
    assert len(queries.sampled(low).laps) == 1
    assert len(queries.sampled(replace(low, tier="high")).laps) == 0


def test_what_ended_before_the_period_is_not_sampled(lap):
    lap.start()
    lap.define()
    lap.tick(days=91)
    assert queries.sampled(wanted(lap)).laps == ()


def test_throughput_counts_versions_that_went_into_service_by_week(lap):
    lap.round()
    calendar = buckets(WEEKS, 3, lap.now + timedelta(days=7))
    assert queries.throughput(wanted(lap), calendar) == [0, 1, 0]


def test_a_stranger_sees_nothing_of_it_in_lines_figures_or_counts(lap):
    lap.round()
    lap.start(entry_stage="training")
    asked = wanted(lap, "stan")
    assert list(queries.tower(asked)) == []
    assert queries.sampled(asked).of == 0
    assert queries.throughput(asked, buckets(WEEKS, 13, lap.now)) == [0] * 13


def test_a_stranger_is_told_of_nothing_that_is_stuck(lap):
    lap.start()
    lap.make.brief(lap.use_case)
    lap.submit("definition", "ana")
    lap.tick(days=20)
    assert list(queries.stuck(wanted(lap, "stan"))) == []
    assert len(queries.stuck(wanted(lap, "ola"))) == 1


def test_what_a_member_may_not_see_sets_no_record_for_them(lap):
    """Sia is only in the second use case: the faster first one must not show in her marks."""
    lap.start()
    lap.define()
    other = lap.make.use_case(title="Other", slug="other")
    lap.cast.join(other.scope, "ana", "ava", "sam")
    before, lap.use_case = lap.use_case, other
    lap.start()
    lap.tick(days=5)
    lap.make.brief(other)
    lap.open_gate("definition", "ana", "ava", "sam")
    lap.use_case = before
    assert queries.sampled(wanted(lap, "ana")).of == 2
    assert [one.use_case for one in queries.sampled(wanted(lap, "sia")).laps] == [before.pk]


def test_where_too_many_laps_compare_they_are_thinned_evenly(lap, monkeypatch):
    monkeypatch.setattr(queries, "MOST_LAPS", 2)
    for n in range(5):
        case = second_case(lap, f"case-{n}")
        before, lap.use_case = lap.use_case, case
        lap.define()
        lap.use_case = before
    found = queries.sampled(wanted(lap))
    assert (found.of, found.step) == (5, 3)
    assert 1 <= len(found.laps) <= 2


def test_the_number_of_queries_does_not_grow_with_use_cases(lap):
    lap.start()
    lap.define()
    few = _counted(lap)
    for n in range(6):
        case = second_case(lap, f"case-{n}")
        before, lap.use_case = lap.use_case, case
        lap.define()
        lap.use_case = before
    assert _counted(lap) == few <= 8


def _counted(lap) -> int:
    asked = wanted(lap)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        queries.times(asked, list(queries.tower(asked)), list(queries.stuck(asked)))
    return len(seen)


def test_the_system_sees_all(lap):
    lap.start()
    asked = Wanted(Actor.system("loop"), lap.now, lap.now - timedelta(days=1))
    assert len(queries.tower(asked)) == 1
