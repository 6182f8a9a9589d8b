"""A small training script: a logistic curve over the delay, one a carrier, fitted and registered.

python train_delays.py --train CSV --model NAME      (MLFLOW_TRACKING_URI, MLFLOW_WORKSPACE)
"""

import argparse
import tempfile
from pathlib import Path

import mlflow
import numpy as np
import pandas as pd
from mlflow.models import infer_signature
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

CARRIERS = ("AA", "UA", "ZZ")
MODEL = '''
import mlflow
import numpy as np
import pandas as pd


class Curves(mlflow.pyfunc.PythonModel):
    """For each carrier its own base and slope of the delay."""

    def load_context(self, context):
        self.curves = context.model_config["curves"]

    def predict(self, context, model_input, params=None):
        base, slope = np.array([self.curves[carrier] for carrier in model_input.carrier]).T
        probability = 1 / (1 + np.exp(-(base + slope * model_input.dep_delay)))
        return pd.DataFrame({"probability": probability, "late": (probability >= 0.5).astype(int)})


mlflow.models.set_model(Curves())
'''


def features(rows: pd.DataFrame) -> np.ndarray:
    """A base and a slope for each carrier, as columns."""
    each = [(rows.carrier == carrier).astype(float) for carrier in CARRIERS]
    return np.column_stack([*each, *(one * rows.dep_delay / 10 for one in each)])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--train", required=True)
    parser.add_argument("--model", required=True)
    given = parser.parse_args()
    rows = pd.read_csv(given.train)
    mlflow.set_experiment("delays")
    with mlflow.start_run(run_name="curves"):
        print(f"::progress 20 fitting on {len(rows)} rows", flush=True)  # noqa: T201
        fitted = LogisticRegression(fit_intercept=False, C=10, max_iter=1000).fit(
            features(rows), rows.late
        )
        (weights,) = fitted.coef_
        curves = {
            carrier: [float(weights[n]), float(weights[n + len(CARRIERS)]) / 10]
            for n, carrier in enumerate(CARRIERS)
        }
        chances = fitted.predict_proba(features(rows))[:, 1]
        mlflow.log_param("rows", len(rows))
        mlflow.log_metric("roc_auc", roc_auc_score(rows.late, chances))
        example = rows[["dep_delay", "carrier"]].head(2)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "model.py"
            path.write_text(MODEL)
            info = mlflow.pyfunc.log_model(
                name="model",
                python_model=str(path),
                model_config={"curves": curves},
                signature=infer_signature(
                    example, pd.DataFrame({"probability": [0.5], "late": [1]})
                ),
                pip_requirements=["pandas", "numpy"],
                registered_model_name=given.model,
            )
        print(f"::registered {given.model} {info.registered_model_version}", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
