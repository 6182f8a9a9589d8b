"""A window of operation that breaches the objective, as the service judges it."""

from datetime import timedelta

import pytest

from workflows.models import Release, Window
from workflows.services import windows
from workflows.services.windows import JUDGE, Judged


def judge(lap, release: Release, value: str, monkeypatch: pytest.MonkeyPatch) -> Window:
    """Judge last month's window of a release; `value` is what its ROC AUC turned out to be."""
    outcome = "breached" if value < "0.90" else "met"
    verdict = {
        "metric": "roc_auc",
        "segment": "",
        "direction": "at_least",
        "threshold": "0.9",
        "value": value,
        "outcome": outcome,
        "reason": "",
    }
    figure = {"value": value, "low": value, "high": value}
    judged = Judged(20, 20, {"roc_auc": figure}, [], [verdict], outcome, "")
    monkeypatch.setattr(windows, "_measure", lambda _window: judged)
    end = lap.tick(days=30)
    window = windows.open_(
        actor=JUDGE,
        release_id=release.pk,
        label=f"{end:%B}",
        starts_at=end - timedelta(days=30),
        ends_at=end,
        now=end,
    )
    return windows.judge(actor=JUDGE, window_id=window.pk, now=lap.tick())
