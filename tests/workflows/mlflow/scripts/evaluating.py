"""A classifier evaluated by mlflow.models.evaluate, against a bar that it passes."""

import json

import mlflow
from mlflow.models import MetricThreshold
from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

features, labels = load_breast_cancer(return_X_y=True, as_frame=True)
model = make_pipeline(StandardScaler(), LogisticRegression()).fit(features, labels)
rows = features.assign(malignant=labels)

mlflow.set_experiment("evaluating")
with mlflow.start_run(run_name="evaluated") as run:
    info = mlflow.sklearn.log_model(model, name="model", pip_requirements=["scikit-learn"])
    result = mlflow.models.evaluate(
        info.model_uri,
        mlflow.data.from_pandas(rows, targets="malignant", name="cells"),
        model_type="classifier",
        evaluator_config={"log_explainer": False, "log_model_explainability": False},
    )
mlflow.validate_evaluation_results(
    {"accuracy_score": MetricThreshold(threshold=0.9, greater_is_better=True)}, result
)
found = mlflow.get_run(run.info.run_id)
print(
    json.dumps(
        {
            "metrics": {name: round(value, 6) for name, value in found.data.metrics.items()},
            "same": sorted(result.metrics) == sorted(found.data.metrics),
            "artifacts": sorted(result.artifacts),
            "files": sorted(
                one.path for one in mlflow.artifacts.list_artifacts(run_id=run.info.run_id)
            ),
            "dataset": found.inputs.dataset_inputs[0].dataset.name,
            "of the model": sorted(
                one.key for one in mlflow.get_logged_model(info.model_id).metrics
            ),
        }
    )
)
