"""Scenario 20: feedback comes before the score that it belongs to."""

from datetime import UTC, datetime, timedelta

import pytest

from workflows.models import Feedback
from workflows.services import feedback

pytestmark = pytest.mark.django_db
MARCH = datetime(2026, 3, 1, tzinfo=UTC)
LATE = timedelta(days=30)


@pytest.fixture
def served(lap):
    lap.live = lap.round()
    return lap


def unmatched(lap) -> list[str]:
    rows = feedback.unmatched(lap.use_case, older_than=lap.now - LATE)
    return [row.prediction_id for row in rows]


def test_it_is_kept_as_unmatched_and_counted_in_the_answer(served):
    served.score(served.live, MARCH, [0.2])
    answer = served.learn(MARCH, [0, 1, 1])
    assert (answer.kept, answer.matched, answer.unmatched) == (3, 1, 2)
    assert Feedback.objects.filter(matched_at=None).count() == 2


def test_it_is_joined_when_the_score_comes(served):
    served.learn(MARCH, [0, 1])
    served.score(served.live, MARCH, [0.2, 0.7])
    assert list(Feedback.objects.values_list("matched_at", flat=True)) == [served.now] * 2


def test_it_is_listed_after_the_lateness_limit_and_not_before(served):
    served.learn(MARCH, [0, 1])
    served.score(served.live, MARCH, [0.2])
    served.tick(days=29)
    assert unmatched(served) == []
    served.tick(days=2)
    assert unmatched(served) == ["03-1"]


def test_a_score_that_comes_very_late_still_joins_it(served):
    served.learn(MARCH, [1])
    served.tick(days=40)
    served.score(served.live, MARCH, [0.9])
    assert unmatched(served) == []


def test_what_was_said_first_stays(served):
    served.learn(MARCH, [1])
    answer = served.learn(MARCH, [0])
    assert (answer.known, answer.conflicting) == (1, ("03-0",))
    assert Feedback.objects.get().actual == "1"
