"""What the gateway asks MLflow's app itself before it lets a call go on."""

import asyncio

from workflows.gateway.asked.named import Asked
from workflows.gateway.guard.inside import Inside
from workflows.words import FrozenKind

NAMED = Asked(models=frozenset({"m-1", "m-2"}), runs=frozenset({"a b"}))


class App:
    """Answers that a logged model or a run is there, to one host and in one workspace alone."""

    def __init__(self) -> None:
        self.asked = 0

    async def __call__(self, scope, receive, send) -> None:
        self.asked += 1
        headers = dict(scope["headers"])
        known = headers[b"host"] == b"gateway:8001" and headers[b"x-mlflow-workspace"] == b"mine"
        await send({"type": "http.response.start", "status": 200 if known else 403, "headers": []})
        await send({"type": "http.response.body", "body": b"{}"})


def missing(inside: Inside, host: str = "gateway:8001", workspace: str = "mine"):
    return asyncio.run(inside.missing(host, workspace, NAMED))


def test_it_asks_under_the_caller_s_own_host_which_mlflow_may_be_told_to_answer_alone():
    assert missing(Inside(App())) is None
    assert missing(Inside(App()), host="127.0.0.1") == (FrozenKind.LOGGED_MODEL, "m-1")


def test_what_is_in_one_workspace_is_missing_in_another():
    inside = Inside(App())
    assert missing(inside) is None
    assert missing(inside, workspace="theirs") == (FrozenKind.LOGGED_MODEL, "m-1")


def test_what_was_found_isn_t_asked_again():
    app = App()
    inside = Inside(app)
    missing(inside)
    asked = app.asked
    missing(inside)
    assert app.asked == asked == 3


def test_a_run_is_asked_for_by_its_very_name():
    class Strict(App):
        async def __call__(self, scope, receive, send) -> None:
            self.query = scope["query_string"]
            await super().__call__(scope, receive, send)

    app = Strict()
    named = Asked(runs=frozenset({"a&run_id=b"}))
    assert asyncio.run(Inside(app).missing("127.0.0.1", "mine", named)) == (
        FrozenKind.RUN,
        "a&run_id=b",
    )
    assert app.query == b"run_id=a%26run_id%3Db"
