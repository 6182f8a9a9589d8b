"""A model in Python of one's own with files beside it, logged with a signature, and scored."""

import json
import tempfile
from pathlib import Path

import mlflow
import pandas as pd
from mlflow.models import ModelSignature
from mlflow.pyfunc import PythonModel
from mlflow.types import ColSpec, Schema


class Above(PythonModel):
    """Late is whoever is above the bar that a file names."""

    def load_context(self, context) -> None:
        self.bar = float(Path(context.artifacts["bar"]).read_text())

    def predict(self, context, model_input: pd.DataFrame, params=None) -> pd.Series:
        return (model_input["delay"] > self.bar).astype(int)


signature = ModelSignature(Schema([ColSpec("double", "delay")]), Schema([ColSpec("long")]))
rows = pd.DataFrame({"delay": [5.0, 25.0]})
mlflow.set_experiment("own model")
with mlflow.start_run(run_name="above") as run, tempfile.TemporaryDirectory() as name:
    bar = Path(name) / "bar.txt"
    bar.write_text("15")
    info = mlflow.pyfunc.log_model(
        name="above",
        python_model=Above(),
        artifacts={"bar": str(bar)},
        signature=signature,
        pip_requirements=["mlflow"],
        metadata={"owner": "Sam"},
    )
loaded = mlflow.pyfunc.load_model(info.model_uri)
found = mlflow.search_logged_models(
    experiment_ids=[run.info.experiment_id], output_format="list", order_by=[{"field_name": "name"}]
)
print(
    json.dumps(
        {
            "predicted": loaded.predict(rows).tolist(),
            "metadata": loaded.metadata.metadata,
            "logged": [(one.name, one.status.name, one.model_type) for one in found],
            "files": sorted(one.path for one in mlflow.artifacts.list_artifacts(info.model_uri)),
        }
    )
)
