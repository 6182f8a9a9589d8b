"""What becomes of a request that a model didn't answer: it is asked again, unless it was slow itself."""

import asyncio
from pathlib import Path

import httpx
import pytest

from governance.actors import Actor
from workflows.gateway.asgi.wire import Refused
from workflows.gateway.scoring import batches, endpoint, service

CHOSEN = service.Service(
    release_id=1, model="delays", version="2", columns=(), socket=Path("nowhere")
)


class Lines:
    """Says what it is told to say, one thing a request; an error is raised."""

    takes = 0.0

    def __init__(self, *said: Exception | tuple[int, bytes]) -> None:
        self.said = list(said)

    async def post(self, _socket: Path, _body: bytes) -> tuple[int, bytes]:
        one = self.said.pop(0)
        await asyncio.sleep(self.takes)
        if isinstance(one, Exception):
            raise one
        return one


@pytest.fixture
def ask(monkeypatch):
    """Ask a version in service that answers so; the answers."""

    async def in_thread(_act, *_given):
        return CHOSEN

    def asked(*said):
        scoring = endpoint.Scoring(in_thread)
        monkeypatch.setattr(scoring, "_lines", Lines(*said))
        batch = batches.Batch(inputs=[[1]])
        return asyncio.run(scoring._ask(Actor.system("test"), "late-arrivals", batch))

    return asked


@pytest.mark.parametrize(
    "error",
    [httpx.ConnectError("none"), httpx.RemoteProtocolError("gone"), httpx.ConnectTimeout("")],
)
def test_a_model_that_gave_no_answer_is_asked_again(ask, error):
    assert ask(error, (200, b'{"predictions": [0.5]}')) == (CHOSEN, [0.5])


def test_one_that_was_slow_to_answer_is_not(ask):
    with pytest.raises(Refused, match="didn't answer within"):
        ask(httpx.ReadTimeout("slow"), (200, b'{"predictions": [0.5]}'))


def test_it_is_asked_again_however_long_the_first_miss_took(ask, monkeypatch):
    monkeypatch.setattr(endpoint, "PATIENCE", 0.2)
    monkeypatch.setattr(Lines, "takes", 0.3)
    assert ask(httpx.ReadError("died"), (200, b'{"predictions": [0.5]}')) == (CHOSEN, [0.5])


def test_a_model_that_never_answers_is_given_up_with_a_line_in_the_log(ask, monkeypatch, caplog):
    monkeypatch.setattr(endpoint, "PATIENCE", 0.2)
    with pytest.raises(service.NotYet, match="doesn't answer"):
        ask(*[httpx.ConnectError("none")] * 20)
    assert "No process answered for late-arrivals: ConnectError('none')" in caplog.text
