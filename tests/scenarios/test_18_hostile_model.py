"""Scenario 18: the nominated model reads what it can, connects out, forks and fills the disk."""

import hashlib
from pathlib import Path

import pytest

from governance import keys
from governance.services import sealing
from governance.services.verification import verify

pytestmark = [pytest.mark.slow_parts, pytest.mark.timeout(240)]


@pytest.fixture
def house(circuit):
    """A sealed record and its key, beside the database and the broker's socket."""
    sealing.seal(now=circuit.tick())
    circuit.key = keys.private_path()
    circuit.stack.start("runner")
    return circuit


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_each_fails_with_the_reason_and_nothing_else_is_touched(house):
    before = digest(house.key)
    for version, reason in (
        ("1", "won []"),  # of all files and sockets that it tried
        ("2", "it tried to write more than"),
        ("3", "processes and threads"),
    ):
        candidate = house.nominate(version, model="hostile")
        evaluation = house.measured(candidate)
        assert evaluation.state == "failed"
        assert reason in evaluation.reason
        (check,) = (
            one for one in house.stage("training").checks if one.rule.key == "objectives-met"
        )
        assert check.outcome.outcome == "failed"
        assert "the measurement failed" in check.outcome.reason
    review = house.open_gate("training", "sam", "ana", "sia")
    assert review.state == "open"
    assert house.stage("training").view.state == "asked"
    assert digest(house.key) == before
    house.stack.parts["runner"].stop()
    assert verify().ok
