"""Measures predictions against the truth, and compares two models' predictions; loads no model.

Usage: python measure.py SPEC.json, with metrics_module (the path of Pitwall's metrics.py), truth,
contenders (a list of {predictions, threshold}: one to measure, or champion and challenger to compare), task,
positive, metrics, segments, fewest (rows of a segment), bootstrap, seed, and result (the file to write).
"""

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

import numpy as np
import pandas as pd

COMPLAINT = 65
MOST_SEGMENTS = 30


def main(spec: dict) -> None:
    """Write the measurement or the comparison."""
    metrics = load(spec["metrics_module"])
    truth = pd.read_parquet(spec["truth"])
    answers = [Answer(contender, spec, truth, metrics) for contender in spec["contenders"]]
    result = measurement(answers[0]) if len(answers) == 1 else comparison(*answers)
    Path(spec["result"]).write_text(json.dumps(result, allow_nan=False))


def load(path: str) -> ModuleType:
    """Pitwall's metrics, from their one source."""
    module_spec = importlib.util.spec_from_file_location("metrics", path)
    if module_spec is None or module_spec.loader is None:
        complain(f"There are no metrics at {path}.")
    module = importlib.util.module_from_spec(module_spec)
    module_spec.loader.exec_module(module)
    return module


class Answer:
    """One model's predictions beside the truth."""

    def __init__(
        self, contender: dict, spec: dict, truth: pd.DataFrame, metrics: ModuleType
    ) -> None:
        self.spec, self.truth, self.metrics = spec, truth, metrics
        self.threshold = float(contender["threshold"])
        self.notes: list[str] = []
        self.predictions = self._read(Path(contender["predictions"]))
        self.actual = self._actual()

    def _read(self, path: Path) -> pd.DataFrame:
        try:
            table = pd.read_csv(path, dtype=str, keep_default_na=False)
        except (ValueError, pd.errors.ParserError, UnicodeDecodeError):
            complain("The model's predictions can't be read.")
        if len(table) != len(self.truth):
            complain(f"The model answered {len(table)} rows to {len(self.truth)}.")
        return table

    def _actual(self) -> np.ndarray:
        """The truth as 0 and 1, as class texts, or as numbers."""
        if self.spec["task"] == "regression":
            return numbers(self.truth["truth"])
        texts = plain(self.truth["truth"])
        if self.spec["task"] == "multiclass":
            return texts
        if self.spec["positive"] not in texts:
            complain(f"No row has the positive label {self.spec['positive']}.")
        return (texts == self.spec["positive"]).astype(float)

    def measured(self, rows: np.ndarray | slice = slice(None)) -> Any:
        """The metrics' view of some rows."""
        table = self.predictions.iloc[rows]
        return getattr(self, "_" + self.spec["task"])(table, self.actual[rows])

    def _classification(self, table: pd.DataFrame, actual: np.ndarray) -> Any:
        """The model's own decisions count where it makes any; else a score at the threshold or above is positive."""
        score = numbers(table["score"]) if "score" in table else None
        decision = None
        if "label" in table:
            decision = (plain(table["label"]) == self.spec["positive"]).astype(float)
        if score is None and decision is None:
            complain("The model answers neither labels nor scores.")
        return self.metrics.Binary(actual, score, threshold=self.threshold, decision=decision)

    def _multiclass(self, table: pd.DataFrame, actual: np.ndarray) -> Any:
        predicted = plain(table["label"])
        shares = [name for name in table if name.startswith("p:")]
        known = sorted({*actual, *predicted, *(name[2:] for name in shares)})
        number = {name: at for at, name in enumerate(known)}
        probabilities = None
        if shares:
            probabilities = np.zeros((len(table), len(known)))
            for name in shares:
                probabilities[:, number[name[2:]]] = numbers(table[name])
        return self.metrics.Multiclass(
            [number[one] for one in actual],
            [number[one] for one in predicted],
            classes=len(known),
            probabilities=probabilities,
        )

    def _regression(self, table: pd.DataFrame, actual: np.ndarray) -> Any:
        return self.metrics.Regression(actual, numbers(table["value"]))


def measurement(answer: Answer) -> dict:
    """Metrics with intervals over all rows and a segment at a time."""
    return {
        "rows": len(answer.truth),
        "positives": positives(answer, slice(None)),
        "metrics": figures(answer, slice(None), "all"),
        "segments": segments(answer),
        "notes": notes(answer),
    }


def figures(answer: Answer, rows: np.ndarray | slice, label: str) -> dict:
    """Metric → value and interval as exact decimals."""
    spec, exact = answer.spec, answer.metrics.exact
    measured = answer.measured(rows)
    names = spec["metrics"]
    seed = f"{spec['seed']}|{label}"
    bounds = answer.metrics.intervals(measured, names, rounds=spec["bootstrap"], seed=seed)
    values = measured.measure(names)
    return {
        name: {
            "value": exact(values[name]),
            "low": exact(bounds[name][0]),
            "high": exact(bounds[name][1]),
        }
        for name in names
    }


def segments(answer: Answer) -> list[dict]:
    """Each value of each segment's column, most rows first; of few rows nothing is told, or a
    column that names rows would tell each of them with its truth.
    """
    found = []
    for number, column in enumerate(answer.spec["segments"]):
        values = answer.truth[f"segment{number}"]
        counts = values.value_counts().sort_index()
        many = counts[counts >= answer.spec["fewest"]]
        for value in many.nlargest(MOST_SEGMENTS).index:
            rows = np.flatnonzero(values == value)
            label = f"{column}={value}"
            found.append(
                {
                    "segment": label,
                    "rows": len(rows),
                    "positives": positives(answer, rows),
                    "metrics": figures(answer, rows, label),
                }
            )
        if len(many) > MOST_SEGMENTS:
            left_out = len(many) - MOST_SEGMENTS
            answer.notes.append(f"{left_out} rarer values of {column} are left out.")
        if few := len(counts) - len(many):
            answer.notes.append(
                f"{few} values of {column} with fewer than {answer.spec['fewest']} rows are left out."
            )
    return found


def positives(answer: Answer, rows: np.ndarray | slice) -> int | None:
    """How many rows are positive, for two classes."""
    return int(answer.actual[rows].sum()) if answer.spec["task"] == "classification" else None


def notes(answer: Answer) -> list[str]:
    """What a reader should know of how it was measured."""
    table, said = answer.predictions, list(answer.notes)
    if answer.spec["task"] == "classification":
        if "score" not in table:
            said.append("The model answers labels without scores, so rankings can't be measured.")
        elif "label" not in table:
            said.append(f"A row counts as positive at a score of {answer.threshold:g} or more.")
        else:
            said.append("The model's own decisions count, not a threshold on its scores.")
    classes = [name for name in table if name.startswith("p:")]
    # Not by the columns' own names: the model's process wrote them, and it saw the held-out rows.
    for what, names in (("'score'", ["score"]), ("'value'", ["value"]), ("probabilities", classes)):
        broken = not_numbers(table, [name for name in names if name in table])
        if broken:
            said.append(f"{broken} predictions in {what} aren't numbers.")
    return said


def not_numbers(table: pd.DataFrame, names: list[str]) -> int:
    """How many rows have something else than a finite number in any of these columns."""
    broken = np.zeros(len(table), dtype=bool)
    for name in names:
        broken |= ~np.isfinite(numbers(table[name]))
    return int(broken.sum())


def comparison(champion: Answer, challenger: Answer) -> dict:
    """Challenger minus champion, each metric with a paired 95 % interval."""
    spec, metrics = champion.spec, champion.metrics
    names = spec["metrics"]
    first, second = champion.measured(), challenger.measured()
    before, after = first.measure(names), second.measure(names)
    differences = metrics.paired_differences(
        first, second, names, rounds=spec["bootstrap"], seed=f"{spec['seed']}|paired"
    )
    keys = ("difference", "low", "high")
    return {
        "rows": len(champion.truth),
        "metrics": {
            name: {
                "champion": metrics.exact(before[name]),
                "challenger": metrics.exact(after[name]),
                **{
                    key: metrics.exact(value)
                    for key, value in zip(keys, differences[name], strict=True)
                },
            }
            for name in names
        },
    }


def numbers(column: pd.Series) -> np.ndarray:
    """Numbers, NaN for what is none."""
    return pd.to_numeric(column, errors="coerce").to_numpy(dtype=float)


def plain(column: pd.Series) -> np.ndarray:
    """Classes as text; 1, 1.0 and True are alike."""
    texts = column.astype(str).str.replace(r"^(-?\d+)\.0+$", r"\1", regex=True)
    return texts.replace({"True": "1", "False": "0"}).to_numpy(dtype=object)


def complain(sentence: str) -> NoReturn:
    """End with a sentence for people."""
    print(sentence, flush=True)  # noqa: T201
    raise SystemExit(COMPLAINT)


if __name__ == "__main__":
    main(json.loads(Path(sys.argv[1]).read_text()))
