"""What registered versions say of rows: python predict_registered.py WORKSPACE MODEL VERSION… < rows.json

Each version is downloaded from the MLflow server (MLFLOW_TRACKING_URI is set), loaded and asked a row at a
time, without anything of Pitwall. Prints {version: [{output: value}, one a row]}.
"""

import json
import os
import sys
import tempfile

import mlflow
import pandas as pd


def predictions(model: str, version: str, rows: list[dict]) -> list[dict]:
    """Row by row, since a vector of many may be computed otherwise in its last bit."""
    with tempfile.TemporaryDirectory() as folder:
        path = mlflow.artifacts.download_artifacts(f"models:/{model}/{version}", dst_path=folder)
        loaded = mlflow.pyfunc.load_model(path)
        tables = [loaded.predict(pd.DataFrame([row])) for row in rows]
    return [table.to_dict(orient="records")[0] for table in tables]


def main(workspace: str, model: str, *versions: str) -> None:
    os.environ["MLFLOW_WORKSPACE"] = workspace
    rows = json.load(sys.stdin)
    said = {version: predictions(model, version, rows) for version in versions}
    json.dump(said, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
