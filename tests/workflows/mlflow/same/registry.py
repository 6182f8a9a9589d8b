"""The registry of models. Its aliases here stand for no target: setting one that does is a release."""

from tests.workflows.mlflow.same.asking import Asking

MODEL = "late arrivals"


def ask_all(ask: Asking, experiment: str) -> None:
    run = ask("create_run", experiment_id=experiment, run_name="registered").info
    ask("log_text", run_id=run.run_id, text="flavors: {}", artifact_file="model/MLmodel")
    ask(
        "create_registered_model", name=MODEL, tags={"team": "night"}, description="Which are late."
    )
    ask("create_registered_model", name=MODEL)
    _versions(ask, run.run_id, f"{run.artifact_uri}/model")
    _model(ask)
    ask("copy_model_version", src_model_uri=f"models:/{MODEL}/1", dst_name="a copy")
    ask("rename_registered_model", name="a copy", new_name="a renamed copy")
    ask("search_registered_models", order_by=["name"])
    ask("delete_registered_model", name="a renamed copy")
    ask("get_registered_model", name="a renamed copy")
    ask("search_model_versions", order_by=["name"])


def _versions(ask: Asking, run: str, source: str) -> None:
    for number in ("1", "2"):
        ask(
            "create_model_version",
            name=MODEL,
            source=source,
            run_id=run,
            tags={"number": number},
            description=f"Version {number}",
        )
    ask("create_model_version", name=MODEL, source="/etc")
    ask("create_model_version", name=MODEL, source="mlflow-artifacts:/workspaces/other/1/2")
    ask("get_model_version", name=MODEL, version="1")
    ask("get_model_version", name=MODEL, version="9")
    ask("get_model_version_download_uri", name=MODEL, version="1")
    ask("get_model_version_stages", name=MODEL, version="1")
    ask("update_model_version", name=MODEL, version="1", description="Of the winter")
    ask("set_model_version_tag", name=MODEL, version="1", key="season", value="winter")
    ask("set_model_version_tag", name=MODEL, version="1", key="gone", value="soon")
    ask("delete_model_version_tag", name=MODEL, version="1", key="gone")
    ask("transition_model_version_stage", name=MODEL, version="1", stage="Staging")
    ask("transition_model_version_stage", name=MODEL, version="1", stage="nowhere")
    ask("get_latest_versions", name=MODEL, stages=["Staging"])
    ask("search_model_versions", filter_string=f"run_id = '{run}'", order_by=["version_number"])
    ask("delete_model_version", name=MODEL, version="2")


def _model(ask: Asking) -> None:
    ask("set_registered_model_alias", name=MODEL, alias="challenger", version="1")
    ask("set_registered_model_alias", name=MODEL, alias="latest", version="1")
    ask("set_registered_model_alias", name=MODEL, alias="blue", version="9")
    ask("get_model_version_by_alias", name=MODEL, alias="challenger")
    ask("get_model_version_by_alias", name=MODEL, alias="nobody")
    ask("delete_registered_model_alias", name=MODEL, alias="challenger")
    ask("delete_registered_model_alias", name=MODEL, alias="nobody")
    ask("set_registered_model_tag", name=MODEL, key="owner", value="Sam")
    ask("set_registered_model_tag", name=MODEL, key="gone", value="soon")
    ask("delete_registered_model_tag", name=MODEL, key="gone")
    ask("update_registered_model", name=MODEL, description="Which flights come late.")
    ask("get_registered_model", name=MODEL)
    ask("get_registered_model", name="nobody's")
    ask("search_registered_models", filter_string="name ILIKE '%ARRIVALS%'")
