"""Loads a model and lets it predict: the one program of an evaluation that runs a stranger's code.

Usage: python predict.py SPEC.json, with model, features, task, target, positive, and predictions and
facts (the two files to write). Runs under the interpreter of the cycle's environment, so it keeps to
what any of them has: pandas, NumPy and MLflow.

Predictions are CSV, one row a row of the features: `label` (what the model decides), `score` (of the
positive class), `p:<class>` (of each class), or `value` (a number), as far as the model says them.
"""

import json
import sys
import time
from pathlib import Path

import mlflow.pyfunc
import numpy as np
import pandas as pd

SCORES = ("probability", "score", "proba")
LABELS = ("label", "prediction", "predictions")
# Said by exit status: whatever a program that runs a stranger's code prints is kept back.
NO_POSITIVE, NO_SUCH_COLUMN = 66, 67


def main(spec):
    """Predict, and write predictions and facts."""
    features = pd.read_parquet(spec["features"])
    model = mlflow.pyfunc.load_model(spec["model"])
    began = time.perf_counter()
    answer = model.predict(features)
    seconds = time.perf_counter() - began
    columns = READERS[spec["task"]](answer, model, features, spec)
    pd.DataFrame(columns).to_csv(spec["predictions"], index=False)
    Path(spec["facts"]).write_text(json.dumps({"seconds": f"{seconds:.3f}"}))


def read_classification(answer, model, features, spec):
    """Decisions and scores of the positive class; a model that answers labels may know scores too."""
    if isinstance(answer, pd.DataFrame) and answer.shape[1] > 1:
        return named_columns(answer, spec) or table_scores(
            answer, classes_of(model), spec["positive"]
        )
    values = np.asarray(answer)
    if values.ndim == 2 and values.shape[1] > 1:
        return table_scores(pd.DataFrame(values), classes_of(model), spec["positive"])
    values = values.reshape(-1)
    if looks_like_scores(values):
        return {"score": values}
    return {"label": values, **probabilities(model, features, spec)}


def named_columns(answer, spec):
    """Columns that say what they are: the target's name or a usual one for labels, a usual one for scores."""
    names = {str(name): name for name in answer.columns}
    found = {}
    for kind, wanted in (("label", (spec["target"], *LABELS)), ("score", SCORES)):
        for name in wanted:
            if name in names and kind not in found:
                found[kind] = answer[names[name]].to_numpy()
    return found


def table_scores(table, classes, positive):
    """The column of the positive class among a table of scores, one column a class."""
    names = [text(one) for one in (classes if classes is not None else table.columns)]
    if positive in names:
        return {"score": table.iloc[:, names.index(positive)].to_numpy()}
    if table.shape[1] == 2:
        return {"score": table.iloc[:, 1].to_numpy()}
    raise complaint(
        NO_POSITIVE,
        f"The model answers {', '.join(names)}; none is the positive class {positive}.",
    )


def looks_like_scores(values):
    """Numbers, of which one at least lies between whole numbers."""
    return values.dtype.kind == "f" and bool((values != np.round(values)).any())


def probabilities(model, features, spec):
    """The scores of a scikit-learn model behind labels, when it can be reached and knows any."""
    raw = underneath(model)
    if not hasattr(raw, "predict_proba") or not hasattr(raw, "classes_"):
        return {}
    try:
        table = pd.DataFrame(np.asarray(raw.predict_proba(features)))
    except (AttributeError, TypeError, ValueError):
        return {}
    if spec["task"] == "classification":
        return table_scores(table, raw.classes_, spec["positive"])
    return {f"p:{text(name)}": table[number].to_numpy() for number, name in enumerate(raw.classes_)}


def read_multiclass(answer, model, features, spec):
    """A label a row, and the probabilities of the classes where they can be had."""
    if isinstance(answer, pd.DataFrame) and answer.shape[1] > 1:
        found = named_columns(answer, spec)
        if "label" in found:
            return {"label": found["label"]}
    values = np.asarray(answer)
    if values.ndim == 2 and values.shape[1] > 1:
        classes = classes_of(model)
        if classes is None:
            classes = answer.columns if isinstance(answer, pd.DataFrame) else range(values.shape[1])
        names = [text(one) for one in classes]
        labels = np.array(names)[values.astype(float).argmax(axis=1)]
        return {"label": labels, **{f"p:{name}": values[:, n] for n, name in enumerate(names)}}
    return {"label": values.reshape(-1), **probabilities(model, features, spec)}


def read_regression(answer, _model, _features, spec):
    """One number a row."""
    if isinstance(answer, pd.DataFrame) and answer.shape[1] > 1:
        found = [name for name in (spec["target"], *LABELS, "value") if name in answer.columns]
        if not found:
            raise complaint(
                NO_SUCH_COLUMN,
                f"The model answers {', '.join(map(str, answer.columns))}; which is it?",
            )
        answer = answer[found[0]]
    return {"value": np.asarray(answer).reshape(-1)}


READERS = {
    "classification": read_classification,
    "multiclass": read_multiclass,
    "regression": read_regression,
}


def underneath(model):
    """The scikit-learn estimator that a pyfunc model wraps, or None."""
    try:
        return model.get_raw_model()
    except Exception:  # noqa: BLE001 - flavours differ in what they raise, and none of it matters
        return None


def classes_of(model):
    """The classes that the wrapped estimator knows, in its order, or None."""
    return getattr(underneath(model), "classes_", None)


def text(value):
    """A class as text; 1, 1.0 and True are alike."""
    value = value.item() if isinstance(value, np.generic) else value
    whole = isinstance(value, bool) or (isinstance(value, float) and value.is_integer())
    return str(int(value)) if whole else str(value)


def complaint(status, sentence):
    """The end with an exit status that says it to people; the sentence is for the log."""
    print(sentence, flush=True)  # noqa: T201
    return SystemExit(status)


if __name__ == "__main__":
    main(json.loads(Path(sys.argv[1]).read_text()))
