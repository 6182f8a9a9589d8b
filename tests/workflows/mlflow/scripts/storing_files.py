"""Artifacts of every kind, written and read back."""

import json
import tempfile
from pathlib import Path

import mlflow
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

figure = Figure()
figure.subplots().plot([1, 3, 2])

mlflow.set_experiment("artifacts")
with mlflow.start_run(run_name="files") as run, tempfile.TemporaryDirectory() as name:
    folder = Path(name)
    (folder / "deeper").mkdir()
    (folder / "deeper" / "flights & more é.txt").write_text("LX 1")
    (folder / "empty.txt").touch()
    (folder / "large.bin").write_bytes(bytes(range(256)) * 20_000)
    mlflow.log_artifact(str(folder / "empty.txt"))
    mlflow.log_artifacts(name, artifact_path="folder")
    mlflow.log_text("<h1>Hello</h1>", "pages/hello.html")
    mlflow.log_dict({"depth": 3, "names": ["a", "b"]}, "settings.yaml")
    mlflow.log_figure(figure, "figures/line.png")
    mlflow.log_image(np.full((8, 8, 3), 90, dtype=np.uint8), "picture.png")
    mlflow.log_image(np.full((8, 8, 3), 90, dtype=np.uint8), key="steps", step=1, synchronous=True)
    mlflow.log_table(pd.DataFrame({"flight": ["a"], "late": [True]}), "table.json")
    mlflow.log_table({"flight": ["b"], "late": [False]}, "table.json")

uri = f"runs:/{run.info.run_id}"
with tempfile.TemporaryDirectory() as name:
    got = Path(mlflow.artifacts.download_artifacts(f"{uri}/folder", dst_path=name))
    files = {str(one.relative_to(got)): one.stat().st_size for one in sorted(got.rglob("*.*"))}
listed = mlflow.artifacts.list_artifacts(run_id=run.info.run_id)
print(
    json.dumps(
        {
            "uri": run.info.artifact_uri,
            "listed": [(one.path, one.is_dir, one.file_size) for one in listed],
            "files": files,
            "text": mlflow.artifacts.load_text(f"{uri}/pages/hello.html"),
            "settings": mlflow.artifacts.load_text(f"{uri}/settings.yaml"),
            "picture": mlflow.artifacts.load_image(f"{uri}/picture.png").size,
            "table": mlflow.load_table("table.json", run_ids=[run.info.run_id]).to_dict("list"),
            "steps": len(
                mlflow.artifacts.list_artifacts(run_id=run.info.run_id, artifact_path="images")
            ),
        }
    )
)
