"""Train a small neural network that reads handwritten digits, and register it with MLflow."""

import argparse
from pathlib import Path

import mlflow
import numpy as np
import pandas as pd
import skops.io
from mlflow.models import infer_signature
from reference import reference_profile
from sklearn.metrics import accuracy_score, f1_score
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import MinMaxScaler
from tracking import in_fifth, log_training_part, pins, progress, registered, training_run

KEY = "image_key"
TARGET = "digit"

TRIALS: dict[str, dict] = {
    "small": {"hidden_layer_sizes": (16,), "alpha": 1e-4},
    "medium": {"hidden_layer_sizes": (32, 16), "alpha": 1e-3},
}
EPOCHS = 40


def fit(
    settings: dict, fitted_on: pd.DataFrame, validated_on: pd.DataFrame, features: list[str]
) -> Pipeline:
    """Fit scaler and network, logging training loss and validation accuracy after each epoch."""
    scaler = MinMaxScaler().fit(fitted_on[features])
    network = MLPClassifier(random_state=0, learning_rate_init=0.005, batch_size=64, **settings)
    seen, unseen = scaler.transform(fitted_on[features]), scaler.transform(validated_on[features])
    for epoch in range(1, EPOCHS + 1):
        network.partial_fit(seen, fitted_on[TARGET], classes=np.arange(10))
        accuracy = network.score(unseen, validated_on[TARGET])
        mlflow.log_metrics(
            {"training_loss": network.loss_, "validation_accuracy": accuracy}, step=epoch
        )
        if epoch % 10 == 0:
            progress(20 + 50 * epoch // EPOCHS, f"epoch {epoch} of {EPOCHS}")
    return Pipeline([("scale", scaler), ("network", network)])


def register(name: str, pipeline: Pipeline, example: pd.DataFrame) -> mlflow.models.model.ModelInfo:
    """Store the pipeline as a stock scikit-learn model and register it as a new version."""
    return mlflow.sklearn.log_model(
        pipeline,
        name="model",
        signature=infer_signature(example, pipeline.predict(example)),
        input_example=example,
        pip_requirements=pins(),
        skops_trusted_types=skops.io.get_untrusted_types(data=skops.io.dumps(pipeline)),
        registered_model_name=name,
    )


def train(path: Path, model: str, trial: str) -> None:
    """Fit one trial, log what it claims, and register the very model that the claims are of."""
    progress(10, "reading the training part")
    part = pd.read_csv(path)
    dataset = log_training_part(part, path, TARGET)
    validation = in_fifth(part[KEY], "validation")
    fitted_on, validated_on = part[~validation], part[validation]
    features = [name for name in part.columns if name not in (KEY, TARGET)]
    mlflow.log_params(
        {"trial": trial, "epochs": EPOCHS, **TRIALS[trial], "rows_fitted": len(fitted_on)}
    )

    progress(20, f"fitting {trial} on {len(fitted_on)} images")
    pipeline = fit(TRIALS[trial], fitted_on, validated_on, features)
    mlflow.log_dict(reference_profile(part[features], []), "reference_profile.json")

    progress(85, "registering the model")
    read = pipeline.predict(validated_on[features])
    info = register(model, pipeline, part[features].head(5))
    claimed = {
        "accuracy": accuracy_score(validated_on[TARGET], read),
        "f1_macro": f1_score(validated_on[TARGET], read, average="macro"),
    }
    mlflow.log_metrics(claimed, dataset=dataset, model_id=info.model_id)
    registered(info, model)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--train", type=Path, required=True, help="CSV of the training part")
    parser.add_argument("--model", required=True, help="name of the registered model")
    parser.add_argument("--trial", choices=sorted(TRIALS), nargs="+", default=["small"])
    parser.add_argument("--experiment", default="digits")
    arguments = parser.parse_args()
    for trial in arguments.trial:
        with training_run(arguments.experiment, trial):
            train(arguments.train, arguments.model, trial)


if __name__ == "__main__":
    main()
