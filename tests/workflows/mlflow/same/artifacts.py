"""Files of every kind, in the folder of a run."""

import io

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from tests.workflows.mlflow.same.asking import Asking


def ask_all(ask: Asking, experiment: str) -> None:
    run = ask("create_run", experiment_id=experiment, run_name="files").info.run_id
    ask("log_artifact", run_id=run, local_path=ask.file("notes.txt"))
    ask("log_artifact", run_id=run, local_path=ask.file("more notes é.txt"), artifact_path="a/b c")
    ask.file("folder/one.txt", "one")
    ask.file("folder/deeper/two.txt", "two")
    ask("log_artifacts", run_id=run, local_dir=str(ask.folder / "folder"), artifact_path="folder")
    ask("log_text", run_id=run, text="# A title", artifact_file="read/me.md")
    ask("log_dict", run_id=run, dictionary={"a": [1, 2]}, artifact_file="settings.json")
    ask("log_dict", run_id=run, dictionary={"a": [1, 2]}, artifact_file="settings.yaml")
    ask("log_stream", run_id=run, stream=io.BytesIO(b"stream"), artifact_file="stream.bin")
    ask("log_figure", run_id=run, figure=_figure(), artifact_file="figure.png")
    picture = np.zeros((4, 4, 3), dtype=np.uint8)
    ask("log_image", run_id=run, image=picture, artifact_file="picture.png")
    ask("log_image", run_id=run, image=picture, key="picture", step=3, synchronous=True)
    rows = pd.DataFrame({"flight": ["a", "b"], "late": [0, 1]})
    ask("log_table", run_id=run, data=rows, artifact_file="table.json")
    ask("log_table", run_id=run, data={"flight": ["c"], "late": [1]}, artifact_file="table.json")
    ask(
        "load_table",
        experiment_id=experiment,
        artifact_file="table.json",
        run_ids=[run],
        extra_columns=["run_id"],
    )
    for path in (None, "a", "a/b c", "folder/deeper", "nowhere", "../.."):
        ask("list_artifacts", run_id=run, path=path)
    for path in ("notes.txt", "a/b c/more notes é.txt", "folder", "nowhere.txt", "../../x"):
        ask("download_artifacts", run_id=run, path=path)
    ask("log_text", run_id=run, text="anew", artifact_file="read/me.md")
    ask("download_artifacts", run_id=run, path="read/me.md")


def _figure() -> Figure:
    figure = Figure()
    figure.subplots().plot([1, 2])
    return figure
