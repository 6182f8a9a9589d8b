"""Scenario 18: the nominated model reads what it can, connects out, forks and fills the disk."""

import hashlib
from pathlib import Path

import pytest
from django.conf import settings

from governance import keys
from governance.services import sealing
from governance.services.verification import verify

pytestmark = [pytest.mark.embedded, pytest.mark.slow_parts, pytest.mark.timeout(240)]


@pytest.fixture
def house(circuit):
    """A sealed record and its key, beside the database and the broker's socket."""
    sealing.seal(now=circuit.tick())
    circuit.key = keys.private_path()
    circuit.stack.start("runner")
    return circuit


def printed(evaluation) -> str:
    """What the model's process said, which stays on Pitwall's machine: it could quote held-out rows."""
    home = Path(settings.PITWALL_HOME)
    return (home / "evaluations" / str(evaluation.pk) / "predict.log").read_text()


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_each_fails_with_the_reason_and_nothing_else_is_touched(house):
    before = digest(house.key)
    for version, reason in (
        ("1", "failed with exit status 1. Its message is withheld"),
        ("2", "it tried to write more than"),
        ("3", "processes and threads"),
    ):
        candidate = house.nominate(version, model="hostile")
        evaluation = house.measured(candidate)
        assert evaluation.state == "failed"
        assert reason in evaluation.reason
        if version == "1":  # of all files and sockets that it tried
            assert "won []" in printed(evaluation)
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
