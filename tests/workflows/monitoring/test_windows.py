"""Windows: judged from joined rows, unknown where there is too little, a breach opens the next lap."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from governance.errors import Invalid
from governance.models import Finding, LedgerEntry
from tests.projects.conftest import AUC
from workflows.models import Cycle
from workflows.services import feedback, joining, scores, windows
from workflows.services.feedback import FeedbackRow
from workflows.services.scores import ScoreRow
from workflows.words import CycleState, WindowState

MARCH = datetime(2013, 3, 1, tzinfo=UTC)


@pytest.fixture
def release(lap):
    return lap.round()


def month(
    lap, release, *, right: int, wrong: int, told: int | None = None, start: datetime = MARCH
):
    """A window whose answers rank `right` pairs rightly and `wrong` wrongly; `told` have a truth."""
    rows, truths = [], []
    for n in range(right + wrong):
        late = n % 2
        probability = 0.9 if (late == 1) == (n < right) else 0.1
        key, at = f"{start:%m}-{n}", start + timedelta(hours=n % 600)
        output = json.dumps({"probability": probability, "late": int(probability > 0.5)})
        rows.append(ScoreRow(key, json.dumps({"dep_delay": n % 30, "carrier": "UA"}), output, at))
        truths.append(FeedbackRow(key, str(late), at))
    scores.keep(actor=lap.cast.ann, release_id=release.pk, rows=rows, now=lap.tick())
    feedback.keep(
        actor=lap.cast.dee, use_case_id=lap.use_case.pk, rows=truths[:told], now=lap.tick()
    )
    window = windows.open_(
        actor=lap.cast.dov,
        release_id=release.pk,
        label=f"{start:%B %Y}",
        starts_at=start,
        ends_at=start + timedelta(days=28),
        now=lap.tick(),
    )
    return windows.judge(actor=windows.JUDGE, window_id=window.pk, now=lap.tick())


def test_a_window_that_meets_its_objective_says_so(lap, release):
    assert month(lap, release, right=200, wrong=0).state == WindowState.MET


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (MARCH, datetime(2199, 1, 1, tzinfo=UTC), "days at most"),
        (MARCH, datetime(9999, 12, 31, 23, 59, tzinfo=UTC), "too far"),
    ],
)
def test_a_window_that_never_ends_isnt_opened(lap, release, start, end, said):
    with pytest.raises(Invalid) as refused:
        windows.open_(
            actor=lap.cast.dov,
            release_id=release.pk,
            label="For ever",
            starts_at=start,
            ends_at=end,
            now=lap.tick(),
        )
    assert said in refused.value.fields["ends_at"]


def test_a_breach_opens_one_finding_with_an_owner_and_one_new_cycle(lap, release):
    window = month(lap, release, right=150, wrong=50)
    assert window.state == WindowState.BREACHED
    assert window.finding.owner_id is not None
    assert Cycle.objects.filter(use_case=lap.use_case, state=CycleState.BUILDING).count() == 1


def test_a_second_breach_adds_neither(lap, release):
    month(lap, release, right=150, wrong=50)
    month(lap, release, right=150, wrong=50, start=MARCH + timedelta(days=31))
    assert Finding.objects.filter(kind="breach").count() == 1
    assert Cycle.objects.filter(use_case=lap.use_case).count() == 2


def test_the_clock_may_ask_twice_and_it_is_judged_once(lap, release, monkeypatch):
    measure = windows._measure

    def slowly(window):
        """Somebody else is quicker, between the measuring and the lock."""
        monkeypatch.setattr(windows, "_measure", measure)
        ask(window)
        return measure(window)

    def ask(window):
        return windows.judge(actor=windows.JUDGE, window_id=window.pk, again=False, now=lap.tick())

    window = windows.open_(
        actor=lap.cast.dov,
        release_id=release.pk,
        label="March",
        starts_at=MARCH,
        ends_at=MARCH + timedelta(days=28),
        now=lap.tick(),
    )
    monkeypatch.setattr(windows, "_measure", slowly)
    ask(window)
    ask(window)
    assert LedgerEntry.objects.filter(kind="window.judged").count() == 1


def test_feedback_that_came_at_the_same_moment_as_its_score_counts(lap, release, monkeypatch):
    """Neither saw the other, so it wasn't noted as matched."""
    monkeypatch.setattr(joining, "of_ids", lambda *_: 0)
    window = month(lap, release, right=200, wrong=0)
    assert (window.state, window.matched) == (WindowState.MET, 200)


def test_too_little_feedback_is_unknown_and_never_a_breach(lap, release):
    window = month(lap, release, right=150, wrong=50, told=40)
    assert window.state == WindowState.UNKNOWN
    assert "40" in window.reason
    assert not Finding.objects.filter(kind="breach").exists()


def test_an_empty_window_says_that_nothing_was_scored(lap, release):
    window = month(lap, release, right=0, wrong=0)
    assert (window.state, window.reason) == (
        WindowState.UNKNOWN,
        "Nothing was scored in this window.",
    )


def test_a_window_that_is_not_over_or_may_still_get_feedback_is_not_due(lap, release):
    window = windows.open_(
        actor=lap.cast.dov,
        release_id=release.pk,
        label="now",
        starts_at=lap.now,
        ends_at=lap.now + timedelta(days=1),
        now=lap.now,
    )
    assert windows.due(lap.now + timedelta(days=2)) == []
    assert windows.due(lap.now + timedelta(days=40)) == [window]


def test_drift_is_measured_against_the_pinned_training_data(lap, release):
    window = month(lap, release, right=200, wrong=0)
    assert {one["feature"] for one in json.loads(window.drift)} <= {"dep_delay", "carrier"}


def test_a_brief_that_nobody_approved_judges_nothing(lap, release):
    """Whoever answers for the model could else lower the bar before the month is judged."""
    lap.make.brief(lap.use_case, objectives=[{**AUC, "threshold": "0.50"}])
    window = month(lap, release, right=150, wrong=50)
    assert window.state == WindowState.BREACHED
    assert json.loads(window.verdicts)[0]["threshold"] == "0.9"
