"""Datasets: those that runs are logged with, and those of evaluations."""

from mlflow.entities import Dataset, DatasetInput, InputTag

from tests.workflows.mlflow.same.asking import Asking


def ask_all(ask: Asking, experiment: str) -> None:
    _inputs(ask, experiment)
    _evaluation(ask, experiment)


def _inputs(ask: Asking, experiment: str) -> None:
    run = ask("create_run", experiment_id=experiment, run_name="with data").info.run_id
    flights = Dataset("flights", "d1", "local", '{"uri": "flights.csv"}', schema="{}", profile="{}")
    marked = DatasetInput(flights, [InputTag("mlflow.data.context", "training")])
    ask("log_inputs", run_id=run, datasets=[marked])
    ask(
        "log_metric",
        run_id=run,
        key="auc",
        value=0.9,
        step=0,
        dataset_name="flights",
        dataset_digest="d1",
    )
    ask("get_run", run_id=run)
    ask("search_runs", experiment_ids=[experiment], filter_string="dataset.name = 'flights'")


def _evaluation(ask: Asking, experiment: str) -> None:
    made = ask("create_dataset", name="questions", experiment_id=experiment, tags={"kind": "hard"})
    dataset = made.dataset_id
    ask("get_dataset", dataset_id=dataset)
    ask("get_dataset", dataset_id="d-" + "0" * 32)
    ask("set_dataset_tags", dataset_id=dataset, tags={"owner": "Dee", "gone": "soon"})
    ask("delete_dataset_tag", dataset_id=dataset, key="gone")
    other = ask("create_experiment", name="other trials")
    ask("add_dataset_to_experiments", dataset_id=dataset, experiment_ids=[other])
    ask("search_datasets", experiment_ids=[other], filter_string="name = 'questions'")
    ask("remove_dataset_from_experiments", dataset_id=dataset, experiment_ids=[other])
    ask("search_datasets", experiment_ids=[other])
    ask("get_dataset", dataset_id=dataset)
    ask("delete_dataset", dataset_id=dataset)
    ask("search_datasets", experiment_ids=[experiment])
