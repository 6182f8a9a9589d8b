"""Logged models."""

from mlflow.entities import LoggedModelInput, LoggedModelOutput

from tests.workflows.mlflow.same.asking import Asking


def ask_all(ask: Asking, experiment: str) -> None:
    run = ask("create_run", experiment_id=experiment, run_name="with a model").info.run_id
    made = ask(
        "create_logged_model",
        experiment_id=experiment,
        name="forest",
        source_run_id=run,
        tags={"kind": "forest"},
        params={"trees": "100"},
        model_type="sklearn",
    )
    model = made.model_id
    ask("log_model_params", model_id=model, params={"depth": "4"})
    ask("set_logged_model_tags", model_id=model, tags={"owner": "Sam", "gone": "soon"})
    ask("delete_logged_model_tag", model_id=model, key="gone")
    _files(ask, model)
    ask("finalize_logged_model", model_id=model, status="READY")
    ask("get_logged_model", model_id=model)
    ask("get_logged_model", model_id="m-" + "0" * 32)
    ask("log_outputs", run_id=run, models=[LoggedModelOutput(model, step=1)])
    other = ask("create_run", experiment_id=experiment, run_name="uses it").info.run_id
    ask("log_inputs", run_id=other, models=[LoggedModelInput(model)])
    ask("log_metric", run_id=run, key="auc", value=0.9, step=1, model_id=model)
    ask("get_run", run_id=run)
    ask("get_run", run_id=other)
    ask("search_logged_models", experiment_ids=[experiment], filter_string="metrics.auc > 0.5")
    unused = ask("create_logged_model", experiment_id=experiment, name="unused").model_id
    ask("delete_logged_model", model_id=unused)
    ask("get_logged_model", model_id=unused)
    ask("search_logged_models", experiment_ids=[experiment], order_by=[{"field_name": "name"}])


def _files(ask: Asking, model: str) -> None:
    ask("log_model_artifact", model_id=model, local_path=ask.file("weights.txt", "1 2 3"))
    ask.file("extra/tokens.txt", "a b")
    extra = str(ask.folder / "extra")
    ask("log_model_artifacts", model_id=model, local_dir=extra, artifact_path="extra")
    for path in (None, "extra", "nowhere"):
        ask("list_logged_model_artifacts", model_id=model, path=path)
