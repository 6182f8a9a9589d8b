"""What the gateway asks MLflow's app itself before it lets a call go on."""

import asyncio

from workflows.gateway.guard.inside import LoggedModels

MODELS = frozenset({"m-1", "m-2"})


class App:
    """Answers that a logged model is there, to one host and in one workspace alone."""

    def __init__(self) -> None:
        self.asked = 0

    async def __call__(self, scope, receive, send) -> None:
        self.asked += 1
        headers = dict(scope["headers"])
        known = headers[b"host"] == b"gateway:8001" and headers[b"x-mlflow-workspace"] == b"mine"
        await send({"type": "http.response.start", "status": 200 if known else 403, "headers": []})
        await send({"type": "http.response.body", "body": b"{}"})


def missing(models: LoggedModels, host: str = "gateway:8001", workspace: str = "mine") -> str:
    return asyncio.run(models.missing(host, workspace, MODELS))


def test_it_asks_under_the_caller_s_own_host_which_mlflow_may_be_told_to_answer_alone():
    assert missing(LoggedModels(App())) == ""
    assert missing(LoggedModels(App()), host="127.0.0.1") == "m-1"


def test_what_is_in_one_workspace_is_missing_in_another():
    models = LoggedModels(App())
    assert missing(models) == ""
    assert missing(models, workspace="theirs") == "m-1"


def test_what_was_found_isn_t_asked_again():
    app = App()
    models = LoggedModels(app)
    missing(models)
    asked = app.asked
    missing(models)
    assert app.asked == asked == len(MODELS)
