"""Measure a registered model on part files, in a process that knows nothing of Pitwall."""

import json
import sys

import mlflow
import pandas as pd
from sklearn.metrics import accuracy_score, f1_score, roc_auc_score


def late_arrivals(answers: pd.DataFrame, truth: pd.Series) -> dict:
    threshold = answers.loc[answers["late"] == 1, "probability"].min()
    return {
        "roc_auc": roc_auc_score(truth, answers["probability"]),
        "f1": f1_score(truth, answers["late"]),
        "lowest_late": float(threshold),
        "highest_on_time": float(answers.loc[answers["late"] == 0, "probability"].max()),
    }


def main(uri: str, *paths: str) -> None:
    model = mlflow.pyfunc.load_model(uri)
    measured = {}
    for path in paths:
        part = pd.read_csv(path)
        answers = model.predict(part[model.metadata.get_input_schema().input_names()])
        truth = part.iloc[:, -1]
        measured[path] = (
            late_arrivals(answers, truth)
            if isinstance(answers, pd.DataFrame)
            else {"accuracy": accuracy_score(truth, answers)}
        )
    foreign = sorted(name for name in sys.modules if name.split(".")[0] in ("portal", "django"))
    print(json.dumps({"measured": measured, "foreign": foreign}))  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
