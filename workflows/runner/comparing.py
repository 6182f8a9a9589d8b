"""Comparison jobs: champion and challenger, row by row, on predictions that two evaluations left."""

import shutil
from datetime import datetime
from pathlib import Path

from django.conf import settings

from workflows.children.comparison import ComparisonOutcome, compare
from workflows.children.evaluation import EvaluationSpec
from workflows.children.results import Difference
from workflows.models import Comparison
from workflows.runner.measuring import OVER, TRUTH, folder_of, order_for
from workflows.runner.threads import database
from workflows.runner.worksheet import Conclusion, Ended, Worksheet, simply
from workflows.services import evaluations
from workflows.words import EvaluationState, JobState


def work(sheet: Worksheet) -> Conclusion:
    """Compare the pair that the job names."""
    with database():
        comparison = _comparison(sheet.job.subject_id)
        if comparison.state in OVER:
            return simply(OVER[EvaluationState(comparison.state)], comparison.reason)
        order = order_for(comparison.challenger)
    sheet.say(10, "comparing champion and challenger")
    outcome = _compare(comparison, order.spec, sheet)
    if sheet.cancel.is_set():
        return cancelled(sheet)
    return _compared(comparison, outcome)


def cancelled(sheet: Worksheet) -> Conclusion:
    """The conclusion of a comparison that somebody cancelled."""
    return give_up(sheet, JobState.CANCELLED, "Cancelled before it was compared.")


def give_up(sheet: Worksheet, state: JobState, reason: str) -> Conclusion:
    """End the job and the comparison with it, with this reason."""

    def conclude(now: datetime) -> Ended:
        comparison = _comparison(sheet.job.subject_id)
        if comparison.state not in OVER:
            evaluations.compared(
                comparison_id=comparison.pk, differences={}, reason=reason, now=now
            )
        return Ended(state, reason)

    return conclude


def _comparison(comparison_id: int) -> Comparison:
    sides = [
        f"{side}__{what}"
        for side in ("challenger", "champion")
        for what in ("dataset__plan", "candidate__scope", "candidate__cycle__use_case")
    ]
    return Comparison.objects.select_related("scope", *sides).get(pk=comparison_id)


def _compare(comparison: Comparison, spec: EvaluationSpec, sheet: Worksheet) -> ComparisonOutcome:
    home = Path(settings.PITWALL_HOME)
    challenger, champion = comparison.challenger, comparison.champion
    truth = folder_of(challenger) / TRUTH
    sides = [home / one.predictions_path for one in (champion, challenger)]
    if gone := [path for path in (truth, *sides) if not path.is_file()]:
        return ComparisonOutcome(f"{gone[0].name} of a measurement is gone; measure again.", {})
    folder = home / "comparisons" / str(comparison.pk)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    return compare(
        truth=truth,
        champion=sides[0],
        challenger=sides[1],
        spec=spec,
        champion_threshold=float(champion.candidate.threshold),
        folder=folder,
        sandbox=sheet.sandbox,
        cancel=sheet.cancel,
    )


def _estimates(one: Difference) -> dict[str, dict[str, str]]:
    """A difference as facts hold it (governance.facts.PairFact)."""
    return {
        "champion": {"value": one.champion},
        "challenger": {"value": one.challenger},
        "difference": {"value": one.difference, "low": one.low, "high": one.high},
    }


def _compared(comparison: Comparison, outcome: ComparisonOutcome) -> Conclusion:
    differences = {name: _estimates(one) for name, one in outcome.differences.items()}

    def conclude(now: datetime) -> Ended:
        row = evaluations.compared(
            comparison_id=comparison.pk, differences=differences, reason=outcome.reason, now=now
        )
        return Ended(OVER[EvaluationState(row.state)], row.reason)

    return conclude
