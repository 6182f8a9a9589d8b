"""A release takes over under load: no request fails, each says which version answered, and is right.

Right is what the registered artifact says of the row when it is downloaded and loaded by itself.
"""

import json
import os
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from workflows.models import Score
from workflows.words import ProcessState

pytestmark = pytest.mark.slow_parts

PER_SECOND = 20
VERSIONS = ("1", "2")


class Load(threading.Thread):
    """Asks for a score twenty times a second, whatever becomes of the answers, until told to end."""

    def __init__(self, url: str, token: str) -> None:
        super().__init__()
        self.url, self.token = url, token
        # Each request opens a connection, as a caller's own would; the certificates are read once, for
        # reading them twenty times a second would take a whole core.
        self.client = httpx.Client(
            limits=httpx.Limits(max_keepalive_connections=0), timeout=60, trust_env=False
        )
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
        self.client.close()

    def ask(self, number: int) -> None:
        try:
            answer = self.client.post(
                self.url,
                json={"rows": [row(number)]},
                headers={"Authorization": f"Bearer {self.token}"},
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


def said_by_the_artifacts(circuit, numbers: list[int], folder: Path) -> dict[str, dict[int, dict]]:
    """version → number → outputs, from the versions that MLflow holds, in a process without Pitwall."""
    script = Path(__file__).with_name("predict_registered.py")
    done = subprocess.run(
        [sys.executable, "-W", "ignore", script, circuit.workspace, "delays", *VERSIONS],
        input=json.dumps([row(number) for number in numbers]),
        check=False,
        capture_output=True,
        text=True,
        cwd=folder,
        env=os.environ
        | {"MLFLOW_TRACKING_URI": circuit.stack.mlflow_url, "MLFLOW_DISABLE_TELEMETRY": "true"},
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    return {one: dict(zip(numbers, said[one], strict=True)) for one in VERSIONS}


@pytest.mark.timeout(240)
def test_a_switch_under_twenty_requests_a_second_fails_none_and_mixes_nothing_up(circuit, tmp_path):
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
    said = [getattr(one, "text", one) for _, one in failed[:3]]
    assert not failed, f"{said}\n{circuit.stack.logs()}"
    versions = []
    answers = sorted(load.answers, key=lambda pair: pair[0])
    said = said_by_the_artifacts(circuit, [number for number, _ in answers], tmp_path)
    for number, answer in answers:
        told = answer.json()
        versions.append(told["version"])
        (prediction,) = told["predictions"]
        assert prediction.pop("prediction_id") == f"f{number}"
        # To the last bit: what is served is what was registered, and not the other version.
        assert prediction == said[told["version"]][number]
        (other,) = set(VERSIONS) - {told["version"]}
        assert prediction["probability"] != said[other][number]["probability"]
    assert versions[0] == "1"
    assert versions[-1] == "2"
    assert len(versions) > PER_SECOND * 5
    kept = dict(Score.objects.values_list("prediction_id", "version"))
    assert kept == {f"f{n}": one.json()["version"] for n, one in load.answers}
