"""scikit-learn trained under autolog: a forest, a search with its nested runs, the model used again."""

import json

import mlflow
from sklearn.datasets import load_iris
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, train_test_split

mlflow.set_experiment("autologging")
features, labels = load_iris(return_X_y=True, as_frame=True)
train, test, train_labels, test_labels = train_test_split(features, labels, random_state=3)

mlflow.sklearn.autolog()
with mlflow.start_run(run_name="forest") as run:
    forest = RandomForestClassifier(n_estimators=5, max_depth=3, random_state=3)
    forest.fit(train, train_labels)
    forest.score(test, test_labels)
mlflow.sklearn.autolog(disable=True)

mlflow.sklearn.autolog(log_models=False, log_datasets=False, max_tuning_runs=2)
with mlflow.start_run(run_name="search") as searched:
    search = GridSearchCV(LogisticRegression(max_iter=300), {"C": [0.1, 1.0]}, cv=2)
    search.fit(train, train_labels)
mlflow.sklearn.autolog(disable=True)

found = mlflow.get_run(run.info.run_id)
model = mlflow.sklearn.load_model(f"runs:/{run.info.run_id}/model")
children = mlflow.search_runs(
    experiment_names=["autologging"],
    filter_string=f"tags.mlflow.parentRunId = '{searched.info.run_id}'",
    order_by=["params.C"],
)
artifacts = mlflow.artifacts.list_artifacts(run_id=run.info.run_id)
print(
    json.dumps(
        {
            "status": found.info.status,
            "params": found.data.params,
            "metrics": found.data.metrics,
            "tags": sorted(found.data.tags),
            "datasets": [
                (one.dataset.name, one.dataset.digest, one.tags[0].value)
                for one in found.inputs.dataset_inputs
            ],
            "models": len(found.outputs.model_outputs),
            "artifacts": [one.path for one in artifacts],
            "predicted": model.predict(test)[:5].tolist(),
            "tried": children["params.C"].tolist(),
            "best": mlflow.get_run(searched.info.run_id).data.params["best_C"],
        }
    )
)
