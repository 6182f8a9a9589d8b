"""Prompts, which MLflow keeps as registered models of another kind."""

from tests.workflows.mlflow.same.asking import Asking

NAME = "greeting"


def ask_all(ask: Asking, experiment: str) -> None:
    ask("create_prompt", name="empty", description="Not written yet", tags={"kind": "chat"})
    ask("create_prompt_version", name="empty", template="Hello {{name}}", description="A first")
    for template in ("Good day, {{name}}", "Good night, {{name}}"):
        ask("register_prompt", name=NAME, template=template, commit_message="anew", tags={"a": "b"})
    _tags(ask)
    _links(ask, experiment)
    ask("delete_prompt_version", name=NAME, version="2")
    ask("search_prompt_versions", name=NAME)
    ask("delete_prompt", name="empty")
    ask("delete_prompt_version", name="empty", version="1")
    ask("delete_prompt", name="empty")
    ask("get_prompt", name="empty")
    ask("search_prompts")


def _tags(ask: Asking) -> None:
    ask("get_prompt", name=NAME)
    ask("get_prompt", name="nothing")
    ask("get_prompt_version", name=NAME, version=1)
    ask("get_prompt_version", name=NAME, version=9)
    ask("set_prompt_alias", name=NAME, alias="polite", version=1)
    ask("get_prompt_version_by_alias", name=NAME, alias="polite")
    ask("load_prompt", name_or_uri=f"prompts:/{NAME}@polite")
    ask("load_prompt", name_or_uri="nothing", version=1, allow_missing=True)
    ask("parse_prompt_uri", uri=f"prompts:/{NAME}/1")
    ask("delete_prompt_alias", name=NAME, alias="polite")
    ask("set_prompt_tag", name=NAME, key="owner", value="Ana")
    ask("set_prompt_tag", name=NAME, key="gone", value="soon")
    ask("delete_prompt_tag", name=NAME, key="gone")
    ask("set_prompt_version_tag", name=NAME, version=1, key="tone", value="warm")
    ask("set_prompt_version_tag", name=NAME, version=1, key="gone", value="soon")
    ask("delete_prompt_version_tag", name=NAME, version=1, key="gone")
    ask("get_prompt_version", name=NAME, version=1)
    ask("search_prompts", filter_string=f"name = '{NAME}'")


def _links(ask: Asking, experiment: str) -> None:
    run = ask("create_run", experiment_id=experiment, run_name="with a prompt").info.run_id
    model = ask("create_logged_model", experiment_id=experiment, name="with a prompt").model_id
    prompt = ask("get_prompt_version", name=NAME, version=1)
    ask("link_prompt_version_to_run", run_id=run, prompt=prompt)
    ask("list_logged_prompts", run_id=run)
    ask("detach_prompt_from_run", run_id=run, prompt_uri=prompt.uri)
    ask("link_prompt_version_to_model", name=NAME, version="1", model_id=model)
    ask("get_logged_model", model_id=model)
