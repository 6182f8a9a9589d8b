"""Whatever is sent, the answer is MLflow's, and never that something broke.

PITWALL_FUZZ says how many calls a class; `make fuzz-gateway` sends 10,000 of each.
"""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest

from tests.workflows.mlflow.attacks import Attack, Call, attacks
from tests.workflows.mlflow.foreign import Foreign, probes
from tests.workflows.mlflow.fuzzed import Fuzz
from tests.workflows.mlflow.nominated import Aim, Names
from tests.workflows.mlflow.raw import Answer, Lines
from workflows.mlflow.routes import Kind

COUNT = int(os.environ.get("PITWALL_FUZZ", "600"))
SEED = 20_260_302
CLASSES = [*Kind, None]

pytestmark = [pytest.mark.slow_parts, pytest.mark.timeout(120 + COUNT)]


@pytest.fixture(scope="module")
def named(guarded) -> list[Names]:
    aim = Aim(guarded)
    return [aim.free() for _ in range(4)]


@pytest.fixture(scope="module")
def right(guarded, named) -> list[Attack]:
    """Calls that the gateway lets pass, of every class that writes or reads."""
    reading = probes(Foreign(guarded, guarded.key(), guarded.use_case.slug))
    return [
        *(attack for one in named for attack in attacks(one)),
        *(
            Attack(one.method, one.path, one.path, one.body, urlencode(one.query))
            for one in reading
            if one.shows
        ),
    ]


def is_shaped(call: Call, answer: Answer) -> bool:
    """Whether it is an answer of MLflow's, or a refusal in its shape."""
    if answer.status < 400:
        return True
    if call.method == "HEAD":
        return answer.status < 500
    # Files are in one part here, and MLflow says so.
    if answer.status == 501:
        return answer.code == "NOT_IMPLEMENTED"
    # MLflow's pages are files; one that isn't there has no shape.
    is_file = call.target.startswith(("/build/", "/static-files/"))
    return answer.status < 500 and (is_file or bool(answer.code and answer.message))


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: str(kind or "unknown"))
def test_no_call_breaks_anything(guarded, named, right, kind, record_property):
    lines, key = Lines(guarded.url), guarded.key()

    def sent(call: Call) -> str:
        answer = lines.call(call.method, call.target, key=key, headers=call.headers, body=call.body)
        return "" if is_shaped(call, answer) else f"{call}: {answer}"[:1_500]

    begun = time.monotonic()
    with ThreadPoolExecutor(2) as threads:
        wrong = [
            one for one in threads.map(sent, Fuzz(kind, named[0], right, SEED).calls(COUNT)) if one
        ]
    lines.close()
    record_property("seconds", round(time.monotonic() - begun, 1))
    assert not wrong, f"{len(wrong)} of {COUNT}:\n" + "\n".join(wrong[:12])
    assert guarded.part.alive
    alive = guarded.get("runs/search-nothing")
    assert (alive.status_code, alive.json()["error_code"]) == (404, "ENDPOINT_NOT_FOUND")
    assert guarded.run()
