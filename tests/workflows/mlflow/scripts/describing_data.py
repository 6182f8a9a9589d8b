"""Datasets that runs are logged with, and runs found again by them."""

import json

import mlflow
import numpy as np
import pandas as pd

rows = pd.DataFrame({"delay": [1.0, 2.0, 3.0], "late": [0, 1, 1]})
flights = mlflow.data.from_pandas(rows, source="flights.csv", name="flights", targets="late")
matrix = mlflow.data.from_numpy(np.eye(2), name="matrix")

mlflow.set_experiment("datasets")
with mlflow.start_run(run_name="with data") as run:
    mlflow.log_input(flights, context="training")
    mlflow.log_input(matrix, context="testing", tags={"season": "winter"})
    mlflow.log_metric("auc", 0.8, dataset=flights)

found = mlflow.get_run(run.info.run_id)
by_digest = mlflow.search_runs(
    experiment_names=["datasets"], filter_string=f"dataset.digest = '{flights.digest}'"
)
inputs = sorted(found.inputs.dataset_inputs, key=lambda one: one.dataset.name)
print(
    json.dumps(
        {
            "inputs": [
                {
                    "dataset": one.dataset.to_dictionary(),
                    "tags": sorted((tag.key, tag.value) for tag in one.tags),
                }
                for one in inputs
            ],
            "source": mlflow.data.get_source(inputs[0]).to_dict(),
            "found": len(by_digest),
        }
    )
)
