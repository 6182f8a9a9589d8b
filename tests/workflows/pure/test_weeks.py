"""Single weeks of a window: how they are cut, what they say, and when they say nothing."""

from datetime import UTC, datetime, timedelta

from workflows import weeks
from workflows.judging import Task

START = datetime(2026, 3, 1, tzinfo=UTC)
TASK = Task("classification", "late", "1", 0.5)


def rows(day: int, count: int, *, right: bool = True, known: bool = True) -> list[weeks.Row]:
    """Answers of one day: every other one is a yes, and `right` says whether that came true."""
    at = START + timedelta(days=day)
    found: list[weeks.Row] = []
    for n in range(count):
        yes = n % 2
        truth = str(yes if right else 1 - yes) if known else None
        found.append((at, {"delay": float(n)}, {"probability": float(yes)}, truth))
    return found


def test_a_month_is_cut_evenly_into_four():
    spans = list(weeks.spans(START, START + timedelta(days=31)))
    assert [(end - start).days for start, end in spans] == [8, 8, 7, 8]
    assert [start for start, _ in spans[1:]] == [end for _, end in spans[:-1]]
    assert (spans[0][0], spans[-1][1]) == (START, START + timedelta(days=31))


def test_a_window_shorter_than_a_week_is_one():
    end = START + timedelta(days=3, hours=5)
    assert list(weeks.spans(START, end)) == [(START, end)]


def test_every_row_is_in_one_week_and_counted_with_its_feedback():
    said = weeks.of(
        START, START + timedelta(days=14), rows(0, 6) + rows(6, 4, known=False) + rows(7, 2), None
    )
    assert [(one["scores"], one["matched"]) for one in said] == [(10, 6), (2, 2)]
    assert all(one["metrics"] == {} for one in said)


def test_a_week_has_its_own_figures():
    against = weeks.Against(TASK, ["roc_auc"], least=4)
    said = weeks.of(
        START, START + timedelta(days=14), rows(1, 8) + rows(8, 8, right=False), against
    )
    assert [float(one["metrics"]["roc_auc"]) for one in said] == [1.0, 0.0]


def test_a_week_with_few_rows_says_nothing():
    against = weeks.Against(TASK, ["roc_auc"], {"delay": ["1", "2"]}, {"delay": "double"}, least=9)
    (said,) = weeks.of(START, START + timedelta(days=7), rows(1, 8), against)
    assert said["metrics"] == {}
    assert said["drift"] == {}


def test_a_feature_that_moved_in_one_week_is_seen_there():
    reference = {"delay": [str(n % 100) for n in range(2_000)]}
    against = weeks.Against(TASK, [], reference, {"delay": "double"}, least=10)
    here, there = rows(1, 100), [(at, {"delay": 500.0}, out, t) for at, _, out, t in rows(8, 100)]
    said = weeks.of(START, START + timedelta(days=14), here + there, against)
    near, far = (float(one["drift"]["delay"]) for one in said)
    assert near < 0.1 < 1 < far


def test_a_question_that_the_answers_cannot_be_measured_by_leaves_a_gap():
    odd = [(at, features, {"text": "?"}, truth) for at, features, _, truth in rows(1, 8)]
    against = weeks.Against(Task("regression", "late", "", 0.5), ["mae"], least=4)
    (said,) = weeks.of(START, START + timedelta(days=7), odd, against)
    assert said["matched"] == 8
    assert said["metrics"].get("mae", "nan") == "nan"
