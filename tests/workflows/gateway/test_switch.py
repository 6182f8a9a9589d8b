"""A release takes over under load: no request fails, each says which version answered, and is right."""

import threading
import time
from datetime import UTC, datetime

import httpx
import numpy as np
import pytest

from workflows.models import Score
from workflows.words import ProcessState

pytestmark = pytest.mark.slow_parts

PER_SECOND = 20
MIDDLE = {"1": 15.0, "2": 30.0}


class Load(threading.Thread):
    """Asks for a score twenty times a second, whatever becomes of the answers, until told to end."""

    def __init__(self, url: str, token: str) -> None:
        super().__init__()
        self.url, self.token = url, token
        self.stop = threading.Event()
        self.answers: list[tuple[int, httpx.Response | Exception]] = []
        self.threads: list[threading.Thread] = []

    def run(self) -> None:
        begun, number = time.monotonic(), 0
        while not self.stop.is_set():
            self.threads.append(threading.Thread(target=self.ask, args=(number,)))
            self.threads[-1].start()
            number += 1
            self.stop.wait(max(0.0, begun + number / PER_SECOND - time.monotonic()))
        for thread in self.threads:
            thread.join()

    def ask(self, number: int) -> None:
        try:
            answer = httpx.post(
                self.url,
                json={"rows": [row(number)]},
                headers={"Authorization": f"Bearer {self.token}"},
                timeout=60,
                trust_env=False,
            )
        except httpx.HTTPError as error:
            self.answers.append((number, error))
        else:
            self.answers.append((number, answer))


def row(number: int) -> dict:
    return {
        "prediction_id": f"f{number}",
        "event_at": datetime(2013, 3, 1, 10, tzinfo=UTC).isoformat(),
        "dep_delay": number % 60 + 0.5,
        "carrier": ("AA", "ZZ")[number % 2],
        "arr_delay": 99.0,
    }


def expected(number: int, version: str) -> float:
    """What the registered artifact computes, by its own formula."""
    extra = 5.0 if number % 2 else 0.0
    return float(1 / (1 + np.exp(-(number % 60 + 0.5 + extra - MIDDLE[version]) / 10)))


@pytest.mark.timeout(240)
def test_a_switch_under_twenty_requests_a_second_fails_none_and_mixes_nothing_up(circuit):
    circuit.stack.start("runner", "gateway")
    first, second = circuit.nominate("1"), circuit.nominate("2")
    circuit.measured(first)
    circuit.measured(second)
    old = circuit.live(circuit.put_out(first))

    load = Load(f"{circuit.stack.gateway_url}/score/late-arrivals/", circuit.token())
    load.start()
    try:
        time.sleep(2)
        release = circuit.put_out(second)
        circuit.live(release)
        circuit.settled(old, lambda one: one.observed == ProcessState.STOPPED, 60)
        time.sleep(2)
    finally:
        load.stop.set()
        load.join()

    failed = [(n, one) for n, one in load.answers if getattr(one, "status_code", 0) != 200]
    assert not failed, [getattr(one, "text", one) for _, one in failed[:3]]
    versions = []
    for number, answer in sorted(load.answers, key=lambda pair: pair[0]):
        told = answer.json()
        versions.append(told["version"])
        (prediction,) = told["predictions"]
        assert prediction["prediction_id"] == f"f{number}"
        assert prediction["probability"] == pytest.approx(expected(number, told["version"]))
        assert prediction["late"] == int(prediction["probability"] >= 0.5)
    assert versions[0] == "1"
    assert versions[-1] == "2"
    assert len(versions) > PER_SECOND * 5
    kept = dict(Score.objects.values_list("prediction_id", "version"))
    assert kept == {f"f{n}": one.json()["version"] for n, one in load.answers}
