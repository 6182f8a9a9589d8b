"""Nested runs, one of which fails; found again by search, as a table."""

import contextlib
import json

import mlflow

mlflow.set_experiment("nesting")
mlflow.set_experiment_tags({"team": "night"})
with mlflow.start_run(run_name="parent", description="A sweep") as parent:
    mlflow.log_params({"depth": 3, "trees": 10})
    for number in range(3):
        with mlflow.start_run(run_name=f"child {number}", nested=True, tags={"fold": str(number)}):
            mlflow.log_metric("auc", 0.7 + number / 100, step=number)
    with contextlib.suppress(ValueError), mlflow.start_run(run_name="broken", nested=True):
        raise ValueError("the data is odd")
    mlflow.log_metrics({"auc": 0.72, "loss": 0.3}, step=1)
    mlflow.set_tags({"reviewed": "no", "note": "é ✓"})
    mlflow.delete_tag("reviewed")

rows = mlflow.search_runs(
    experiment_names=["nesting"],
    filter_string=f"tags.mlflow.parentRunId = '{parent.info.run_id}'",
    order_by=["tags.mlflow.runName"],
)
best = mlflow.search_runs(
    experiment_names=["nesting"], filter_string="metrics.auc >= 0.72", output_format="list"
)
history = mlflow.MlflowClient().get_metric_history(parent.info.run_id, "auc")
mlflow.delete_run(rows["run_id"][0])
left = mlflow.search_runs(experiment_names=["nesting"])
print(
    json.dumps(
        {
            "columns": sorted(rows.columns),
            "names": rows["tags.mlflow.runName"].tolist(),
            "status": rows["status"].tolist(),
            "best": sorted(one.info.run_name for one in best),
            "parent": mlflow.get_run(parent.info.run_id).data.to_dictionary(),
            "history": [(one.step, one.value) for one in history],
            "left": len(left),
            "last": mlflow.last_active_run().info.run_id == parent.info.run_id,
        }
    )
)
