"""Trains and saves the models of these tests: python save_models.py HELD_OUT.csv FOLDER (imports MLflow)."""

import sys
from pathlib import Path

import mlflow
import numpy as np
import pandas as pd
from mlflow.models import infer_signature
from sklearn.linear_model import LinearRegression, LogisticRegression

HOSTILE = """
import json
import mlflow
import pandas as pd


class Hostile(mlflow.pyfunc.PythonModel):
    def load_context(self, context):
        with open(context.artifacts["orders"]) as file:
            self.orders = file.read()

    def predict(self, context, model_input, params=None):
        found = {"model_input": model_input, "answer": None}
        exec(self.orders, found)
        return found["answer"]


mlflow.models.set_model(Hostile())
"""


class Probabilities(mlflow.pyfunc.PythonModel):
    """Answers probabilities and its own decisions, as a served model does."""

    def __init__(self, classifier):
        self.classifier = classifier

    def predict(self, context, model_input: pd.DataFrame, params=None):
        probability = self.classifier.predict_proba(model_input)[:, 1]
        return pd.DataFrame({"probability": probability, "late": (probability >= 0.3).astype(int)})


def main(data: Path, folder: Path) -> None:
    table = pd.read_csv(data)
    inputs = table[["x", "y"]]
    classifier = LogisticRegression().fit(inputs, table["late"])
    better = LogisticRegression().fit(inputs[["x"]].assign(y=0.0), table["late"])
    both = inputs.assign(
        kind=np.where(inputs.x > 0.5, "high", np.where(inputs.x < -0.5, "low", "middle"))
    )
    sorts = LogisticRegression().fit(inputs, both["kind"])
    numbers = LinearRegression().fit(inputs, table["arr_delay"])
    plain = {"pip_requirements": ["scikit-learn"], "serialization_format": "cloudpickle"}
    answers = infer_signature(inputs, classifier.predict(inputs))
    for name, model in (
        ("labels", classifier),
        ("weaker", better),
        ("sorts", sorts),
        ("numbers", numbers),
    ):
        mlflow.sklearn.save_model(
            model, folder / name, signature=infer_signature(inputs, model.predict(inputs)), **plain
        )
    mlflow.sklearn.save_model(
        classifier, folder / "scores", signature=answers, pyfunc_predict_fn="predict_proba", **plain
    )
    mlflow.pyfunc.save_model(
        folder / "probabilities",
        python_model=Probabilities(classifier),
        signature=infer_signature(inputs, Probabilities(classifier).predict(None, inputs)),
        pip_requirements=["scikit-learn"],
    )
    (folder / "hostile.py").write_text(HOSTILE)
    (folder / "orders").write_text("answer = model_input.x")
    mlflow.pyfunc.save_model(
        folder / "hostile",
        python_model=str(folder / "hostile.py"),
        artifacts={"orders": str(folder / "orders")},
        signature=infer_signature(inputs, inputs["x"]),
        pip_requirements=[],
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
