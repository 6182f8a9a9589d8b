"""Feedback: early or late, once or twice, whole or broken."""

from datetime import UTC, datetime

import pytest

from governance.errors import Denied, Invalid, NotVisible
from workflows.models import Feedback
from workflows.services import feedback, scores
from workflows.services.feedback import FeedbackRow
from workflows.services.scores import ScoreRow

WHEN = datetime(2013, 3, 1, 15, 0, tzinfo=UTC)
HEADER = "prediction_id,actual,event_at\n"


def row(key: str, actual: str = "1") -> FeedbackRow:
    return FeedbackRow(key, actual, WHEN)


def score(lap, release, *keys: str):
    return scores.keep(
        actor=lap.cast.ann,
        release_id=release.pk,
        rows=[ScoreRow(key, "{}", '{"late": 1}', WHEN) for key in keys],
        now=lap.tick(),
    )


def tell(lap, *rows: FeedbackRow, by: str = "dee"):
    return feedback.keep(
        actor=getattr(lap.cast, by), use_case_id=lap.use_case.pk, rows=rows, now=lap.tick()
    )


@pytest.fixture
def release(lap):
    return lap.round()


def test_feedback_that_follows_its_score_is_matched(lap, release):
    score(lap, release, "a")
    answer = tell(lap, row("a"))
    assert (answer.matched, answer.unmatched) == (1, 0)


def test_feedback_that_overtakes_its_score_is_kept_and_counted_as_unmatched(lap, release):
    answer = tell(lap, row("a"))
    assert (answer.kept, answer.matched, answer.unmatched) == (1, 0, 1)


def test_it_is_joined_when_the_score_comes(lap, release):
    tell(lap, row("a"))
    score(lap, release, "a")
    assert Feedback.objects.get(prediction_id="a").matched_at is not None


def test_what_never_finds_its_score_is_listed_after_the_lateness_limit(lap, release):
    tell(lap, row("a"))
    assert not feedback.unmatched(lap.use_case, older_than=WHEN).exists()
    assert feedback.unmatched(lap.use_case, older_than=lap.tick(days=31)).get().prediction_id == "a"


def test_the_same_batch_twice_counts_once(lap, release):
    tell(lap, row("a"), row("b"))
    again = tell(lap, row("a"), row("b"))
    assert (again.kept, again.known) == (0, 2)
    assert Feedback.objects.count() == 2


def test_another_truth_for_a_known_prediction_is_named_and_changes_nothing(lap, release):
    tell(lap, row("a", "1"))
    assert tell(lap, row("a", "0")).conflicting == ("a",)
    assert Feedback.objects.get(prediction_id="a").actual == "1"


def test_an_analyst_may_not_write_feedback(lap, release):
    with pytest.raises(Denied):
        tell(lap, row("a"), by="ana")


def test_a_stranger_finds_no_use_case(lap, release):
    with pytest.raises(NotVisible):
        tell(lap, row("a"), by="stan")


def test_scores_of_a_known_prediction_keep_the_first_answer(lap, release):
    assert score(lap, release, "a", "b").kept == 2
    assert score(lap, release, "b", "c") == scores.Kept(kept=1, known=1)


def test_csv_with_another_header_names_what_is_missing():
    with pytest.raises(Invalid) as refused:
        feedback.from_csv("id,actual,event_at\na,1,2013-03-01T15:00:00Z\n")
    assert "prediction_id missing" in refused.value.fields["header"]


def test_a_broken_line_is_named_by_its_number():
    with pytest.raises(Invalid) as refused:
        feedback.from_csv(
            "prediction_id,actual,event_at\na,1,2013-03-01T15:00:00Z\nb,1,yesterday\n"
        )
    assert list(refused.value.fields) == ["line 3.event_at"]


def test_a_nul_in_csv_says_that_it_is_no_csv():
    with pytest.raises(Invalid, match="NUL"):
        feedback.from_csv("prediction_id,actual,event_at\na\x00,1,2013-03-01T15:00:00Z\n")


@pytest.mark.parametrize("rows", [{}, "a", None, [1], [{"prediction_id": "a"}]])
def test_json_of_another_shape_is_refused_with_what_to_give(rows):
    with pytest.raises(Invalid):
        feedback.from_json(rows)


def test_json_truths_may_be_booleans_and_numbers():
    items = [{"prediction_id": "a", "actual": True, "event_at": "2013-03-01T15:00:00Z"}]
    assert feedback.from_json(items)[0].actual == "1"


@pytest.mark.parametrize(
    "text", ["p" * 140_000, f"{HEADER}{'a' * 140_000},1,2013-03-01T15:00:00Z\n"]
)
def test_a_cell_without_end_is_named_by_its_line(text):
    with pytest.raises(Invalid) as refused:
        feedback.from_csv(text)
    assert "can't be read as CSV" in next(iter(refused.value.fields.values()))


def test_lines_may_end_as_old_machines_end_them():
    (row,) = feedback.from_csv(f"{HEADER.strip()}\ra,1,2013-03-01T15:00:00Z\r")
    assert row.prediction_id == "a"
