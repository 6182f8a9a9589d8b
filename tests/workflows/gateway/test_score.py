"""Scoring over HTTP: who may, what is taken, what is answered, and what is kept."""

import json
import math
import time

import httpx
import pytest

from governance.services import tokens as token_services
from tests.workflows.gateway.test_switch import row
from workflows.gateway.scoring import tokens
from workflows.models import Score
from workflows.services import releases

pytestmark = pytest.mark.slow_parts


def formula(number: int) -> float:
    """What version 1 of the registered artifact computes (register_models.py)."""
    extra = 5.0 if number % 2 else 0.0
    return 1 / (1 + math.exp(-(number % 60 + 0.5 + extra - 15.0) / 10))


@pytest.fixture
def served(circuit):
    """Version 1 in service behind the gateway."""
    circuit.stack.start("runner", "gateway")
    candidate = circuit.nominate("1")
    circuit.measured(candidate)
    circuit.live(circuit.put_out(candidate))
    return circuit


def post(circuit, content, token: str | None = None, slug: str = "late-arrivals") -> httpx.Response:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    url = f"{circuit.stack.gateway_url}/score/{slug}/"
    return httpx.post(url, content=body, headers=headers, timeout=30, trust_env=False)


def told(answer: httpx.Response) -> tuple[int, str]:
    """Status and title of a problem document."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    problem = answer.json()
    assert problem["status"] == answer.status_code
    return answer.status_code, problem["title"]


def test_it_answers_with_the_version_and_keeps_what_the_model_was_shown(served):
    token = served.token("ann")
    answer = post(served, {"rows": [row(1), row(2)]}, token).json()
    assert (answer["model"], answer["version"]) == ("delays", "1")
    assert (answer["kept"], answer["known"]) == (2, 0)
    assert [one["prediction_id"] for one in answer["predictions"]] == ["f1", "f2"]
    assert answer["predictions"][0]["probability"] == pytest.approx(formula(1))
    score = Score.objects.get(prediction_id="f1")
    assert json.loads(score.features) == {"dep_delay": 1.5, "carrier": "ZZ"}
    assert json.loads(score.output)["probability"] == answer["predictions"][0]["probability"]

    again = post(served, {"rows": [row(1)]}, token).json()
    assert (again["kept"], again["known"]) == (0, 1)
    plain = {"inputs": {"dep_delay": [15.0], "carrier": ["AA"]}}
    answer = post(served, plain, token).json()
    assert answer["predictions"] == [{"probability": 0.5, "late": 1}]
    assert Score.objects.count() == 2

    _who_may(served, token)
    _bad_input(served, token)
    _nothing_serves(served, token)


def _who_may(served, token: str) -> None:
    """No token, one that never was, a stranger, a member without the right, a revoked one."""
    rows = {"rows": [row(3)]}
    assert told(post(served, rows)) == (401, "Who are you?")
    assert post(served, rows).headers["www-authenticate"].startswith("Bearer")
    assert told(post(served, rows, "ab" * 32))[0] == 401
    assert told(post(served, rows, served.token("stan")))[0] == 404
    assert told(post(served, rows, token, slug="no-such-thing"))[0] == 404
    denied = post(served, rows, served.token("ana"))
    assert told(denied)[0] == 403
    assert "app developer" in denied.json()["who_can"]

    dov = served.token("dov")
    assert post(served, {"rows": [row(4)]}, dov).status_code == 200
    token_services.revoke(actor=served.cast.dov, key=dov[:15], now=served.tick(days=2))
    time.sleep(tokens.SECONDS + 0.1)
    assert told(post(served, rows, dov))[0] == 401


def _bad_input(served, token: str) -> None:
    before = Score.objects.count()
    cases = {
        b"{": 400,
        b"": 400,
        b'{"rows": [{"prediction_id": "a\\u0000", "event_at": "2013-03-01T10:00:00Z"}]}': 400,
        b'{"rows": [{"prediction_id": "\\ud800", "event_at": "2013-03-01T10:00:00Z"}]}': 400,
        b'{"inputs": NaN}': 400,
        b'{"inputs": 123456789012345678901234567890}': 400,
        b"[" * 100_000: 400,
        b'{"rows": ' + b"[" * 100_000 + b"]" * 100_000 + b"}": 400,
        b"[]": 422,
        b"{}": 422,
        b'{"rows": []}': 422,
        b'{"rows": [1]}': 422,
        b'{"rows": [{"event_at": "2013-03-01T10:00:00Z"}]}': 422,
        json.dumps({"rows": [row(5), row(5)]}).encode(): 422,
        json.dumps({"rows": [{**row(5), "event_at": "yesterday"}]}).encode(): 422,
        json.dumps({"rows": [{**row(5), "dep_delay": "late"}]}).encode(): 422,
        json.dumps(
            {"rows": [{"prediction_id": "f", "event_at": row(5)["event_at"]}]}
        ).encode(): 422,
        b" " * (17 << 20): 413,
    }
    for body, status in cases.items():
        answer = post(served, body, token)
        assert told(answer)[0] == status, (body[:80], answer.text)
    missing = post(served, {"rows": [{**row(5), "event_at": "yesterday"}]}, token).json()
    assert "rows[0].event_at" in missing["fields"]
    schema = post(served, {"rows": [{**row(5), "dep_delay": "late"}]}, token).json()
    assert "dep_delay" in schema["detail"] + schema["remedy"]
    assert Score.objects.count() == before
    url = f"{served.stack.gateway_url}/score/late-arrivals/"
    assert told(httpx.get(url, headers={"Authorization": f"Bearer {token}"}))[0] == 405


def _nothing_serves(served, token: str) -> None:
    releases.stop(
        actor=served.cast.dov,
        release_id=releases.live(served.use_case.scope).pk,
        reason="The test",
        now=served.tick(),
    )
    answer = post(served, {"rows": [row(6)]}, token)
    assert told(answer) == (503, "No version is in service")
    assert answer.headers["retry-after"]
    assert "DevOps" in answer.json()["remedy"]
