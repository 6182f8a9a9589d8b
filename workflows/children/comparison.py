"""Compares champion and challenger, row by row, on predictions that two evaluations of the same data left."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from workflows.children import results
from workflows.children.evaluation import MEASURING, EvaluationSpec, measure
from workflows.children.steps import setting
from workflows.sandbox import Limits, Sandbox


@dataclass(frozen=True)
class ComparisonOutcome:
    """`reason` is empty when they were compared, and says else why not."""

    reason: str
    differences: Mapping[str, results.Difference]


def compare(
    *,
    truth: Path,
    champion: Path,
    challenger: Path,
    spec: EvaluationSpec,
    champion_threshold: float | None = None,
    folder: Path,
    limits: Limits = MEASURING,
    sandbox: Sandbox | None = None,
    cancel: threading.Event | None = None,
) -> ComparisonOutcome:
    """Challenger minus champion for each of `spec.metrics`, with paired bootstrap intervals.

    `truth`, `champion` and `challenger` are files of two Outcomes on the same data; `spec.threshold` is the
    challenger's, and the champion's too unless it has its own. Blocks until done.
    """
    place = setting(folder, limits, sandbox, None, cancel)
    before = spec.threshold if champion_threshold is None else champion_threshold
    contenders = [(champion.resolve(), before), (challenger.resolve(), spec.threshold)]
    if reason := measure(place, spec, truth.resolve(), contenders):
        return ComparisonOutcome(reason, {})
    try:
        answer = results.load(place.folder / "measure/result.json")
        return ComparisonOutcome("", results.differences(answer))
    except results.BadAnswer as error:
        return ComparisonOutcome(str(error), {})
