"""Experiments and runs."""

from mlflow.entities import Metric, Param, RunTag

from tests.workflows.mlflow.same.asking import Asking

MOMENT = 1_700_000_000_000


def ask_all(ask: Asking) -> str:
    """The id of the experiment that the other groups work in."""
    trials = ask("create_experiment", name="trials", tags={"team": "night"})
    ask("create_experiment", name="trials")
    ask("get_experiment", experiment_id=trials)
    ask("get_experiment_by_name", name="trials")
    ask("get_experiment_by_name", name="nowhere")
    ask("get_experiment", experiment_id="999999")
    ask("set_experiment_tag", experiment_id=trials, key="season", value="winter")
    ask("set_experiment_tag", experiment_id=trials, key="gone", value="soon")
    ask("delete_experiment_tag", experiment_id=trials, key="gone")
    ask("rename_experiment", experiment_id=trials, new_name="night trials")
    ask("search_experiments", filter_string="tags.season = 'winter'")
    _runs(ask, trials)
    return trials


def _runs(ask: Asking, trials: str) -> None:
    made = ask(
        "create_run",
        experiment_id=trials,
        run_name="first",
        start_time=MOMENT,
        tags={"kind": "forest"},
    )
    run = made.info.run_id
    _logged(ask, run)
    child = ask(
        "create_run",
        experiment_id=trials,
        run_name="child",
        start_time=MOMENT,
        tags={"mlflow.parentRunId": run},
    ).info.run_id
    ask("get_parent_run", run_id=child)
    ask("get_parent_run", run_id=run)
    ask("update_run", run_id=child, status="SCHEDULED", name="a child")
    ask("set_terminated", run_id=child, status="FAILED", end_time=MOMENT + 5)
    ask("set_terminated", run_id=run)
    ask("get_run", run_id=run)
    ask("get_run", run_id="0" * 32)
    ask("get_run", run_id="%2e%2e/etc")
    ask("search_runs", experiment_ids=[trials], order_by=["attributes.run_name"])
    ask("search_runs", experiment_ids=[trials], filter_string="metrics.auc > 0.5", max_results=1)
    ask("search_runs", experiment_ids=[trials], filter_string="this is no filter")
    ask("search_runs", experiment_ids=["999999"])
    ask("delete_run", run_id=child)
    ask("search_runs", experiment_ids=[trials], run_view_type=2)
    ask("restore_run", run_id=child)
    ask("get_run", run_id=child)


def _logged(ask: Asking, run: str) -> None:
    ask("log_param", run_id=run, key="depth", value=4)
    ask("log_param", run_id=run, key="depth", value=5)
    for step in (1, 2):
        ask(
            "log_metric", run_id=run, key="auc", value=0.8 + step / 100, timestamp=MOMENT, step=step
        )
    ask("log_metric", run_id=run, key="loss", value=float("inf"), timestamp=MOMENT, step=0)
    ask("log_metric", run_id="0" * 32, key="auc", value=1.0)
    ask(
        "log_batch",
        run_id=run,
        metrics=[Metric("recall", 0.5, MOMENT, 0), Metric("recall", 0.6, MOMENT, 1)],
        params=[Param("trees", "100")],
        tags=[RunTag("host", "hall-b"), RunTag("clé", "é ✓")],
    )
    ask("get_metric_history", run_id=run, key="auc")
    ask("get_metric_history", run_id=run, key="nothing")
    ask("set_tag", run_id=run, key="note", value="a note")
    ask("set_tag", run_id=run, key="gone", value="soon")
    ask("delete_tag", run_id=run, key="gone")
    ask("delete_tag", run_id=run, key="never")


def end_all(ask: Asking, trials: str) -> None:
    """What takes the experiment away, and brings it back."""
    ask("delete_experiment", experiment_id=trials)
    ask("create_run", experiment_id=trials, run_name="too late")
    ask("search_experiments", view_type=2)
    ask("restore_experiment", experiment_id=trials)
    ask("get_experiment", experiment_id=trials)
    ask("tracking_uri")
    ask("get_workspace_store_uri")
