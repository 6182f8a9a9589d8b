"""Train a model that tells at departure whether a flight will land late, and register it."""

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory

import mlflow
import numpy as np
import pandas as pd
import skops.io
from mlflow.models import ModelSignature, infer_signature
from reference import reference_profile
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import (
    f1_score,
    log_loss,
    precision_recall_curve,
    precision_score,
    recall_score,
    roc_auc_score,
)
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler
from tracking import in_fifth, log_training_part, pins, progress, registered, training_run

KEY = "flight_key"
TARGET = "late"
CATEGORICAL = ["carrier", "origin", "dest"]
NUMERIC = ["dep_delay", "hour", "distance", "weekday"]
FEATURES = ["dep_delay", "hour", "distance", "carrier", "origin", "dest", "weekday"]

TRIALS: dict[str, dict] = {
    "baseline": {"C": 1.0, "max_iter": 300},
    "gbm": {"learning_rate": 0.1, "max_iter": 100, "max_leaf_nodes": 31},
    "wide": {"learning_rate": 0.1, "max_iter": 150, "max_leaf_nodes": 63},
}


def logistic(settings: dict) -> Pipeline:
    """Return a logistic regression on scaled numbers and one column a category."""
    columns = ColumnTransformer(
        [
            ("numeric", StandardScaler(), NUMERIC),
            ("category", OneHotEncoder(handle_unknown="ignore", min_frequency=20), CATEGORICAL),
        ]
    )
    return Pipeline([("columns", columns), ("classifier", LogisticRegression(**settings))])


def boosting(settings: dict) -> Pipeline:
    """Return gradient boosting on the categories as such; one never seen counts as missing."""
    codes = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=np.nan)
    columns = ColumnTransformer(
        [("category", codes, CATEGORICAL), ("numeric", "passthrough", NUMERIC)]
    )
    classifier = HistGradientBoostingClassifier(
        categorical_features=list(range(len(CATEGORICAL))),
        early_stopping=False,
        random_state=0,
        **settings,
    )
    return Pipeline([("columns", columns), ("classifier", classifier)])


def best_threshold(late: pd.Series, probability: np.ndarray) -> float:
    """Return the threshold at which F1 is highest."""
    precision, recall, thresholds = precision_recall_curve(late, probability)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-12)
    return float(thresholds[f1[:-1].argmax()])


def claims(late: pd.Series, probability: np.ndarray, threshold: float) -> dict[str, float]:
    """Return what the run claims of its model, on the validation fifth of the training part."""
    decided = probability >= threshold
    return {
        "roc_auc": roc_auc_score(late, probability),
        "log_loss": log_loss(late, probability),
        "f1": f1_score(late, decided),
        "precision": precision_score(late, decided),
        "recall": recall_score(late, decided),
    }


def register(
    name: str, classifier: Pipeline, threshold: float, example: pd.DataFrame
) -> mlflow.models.model.ModelInfo:
    """Store classifier and threshold as one model and register it as a new version."""
    output = pd.DataFrame({"probability": [0.5], "late": [1]})
    signature: ModelSignature = infer_signature(example, output)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "classifier.skops"
        skops.io.dump(classifier, path)
        return mlflow.pyfunc.log_model(
            name="model",
            python_model=str(Path(__file__).with_name("late_model.py")),
            artifacts={"classifier": str(path)},
            model_config={"threshold": threshold, "types": skops.io.get_untrusted_types(file=path)},
            signature=signature,
            input_example=example,
            pip_requirements=pins(),
            registered_model_name=name,
        )


def train(path: Path, model: str, trial: str) -> None:
    """Fit one trial, log what it claims, and register the very model that the claims are of."""
    progress(10, "reading the training part")
    part = pd.read_csv(path)
    dataset = log_training_part(part, path, TARGET)
    validation = in_fifth(part[KEY], "validation")
    fitted_on, validated_on = part[~validation], part[validation]
    settings = TRIALS[trial]
    mlflow.log_params(
        {
            "trial": trial,
            **settings,
            "rows_fitted": len(fitted_on),
            "rows_validated": len(validated_on),
        }
    )

    progress(40, f"fitting {trial} on {len(fitted_on)} flights")
    classifier = (logistic if trial == "baseline" else boosting)(settings)
    classifier.fit(fitted_on[FEATURES], fitted_on[TARGET])

    progress(70, f"validating on {len(validated_on)} flights")
    probability = classifier.predict_proba(validated_on[FEATURES])[:, 1]
    threshold = best_threshold(validated_on[TARGET], probability)
    mlflow.log_param("threshold", threshold)
    profile = reference_profile(
        part[FEATURES], CATEGORICAL, pd.DataFrame({"probability": probability})
    )
    mlflow.log_dict(profile, "reference_profile.json")

    progress(85, "registering the model")
    info = register(model, classifier, threshold, part[FEATURES].head(5))
    mlflow.log_metrics(
        claims(validated_on[TARGET], probability, threshold),
        dataset=dataset,
        model_id=info.model_id,
    )
    registered(info, model)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--train", type=Path, required=True, help="CSV of the training part")
    parser.add_argument("--model", required=True, help="name of the registered model")
    parser.add_argument("--trial", choices=sorted(TRIALS), nargs="+", default=["gbm"])
    parser.add_argument("--experiment", default="late-arrivals")
    arguments = parser.parse_args()
    for trial in arguments.trial:
        with training_run(arguments.experiment, trial):
            train(arguments.train, arguments.model, trial)


if __name__ == "__main__":
    main()
