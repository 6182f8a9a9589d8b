"""A released version serves, is started again when it dies, and never takes over before it is healthy."""

import os
import signal
from pathlib import Path

import pytest

from governance.models import Finding
from tests.projects.conftest import kinds
from workflows.children import scoring
from workflows.models import ModelProcess, Release
from workflows.services import releases
from workflows.words import ProcessState, ReleaseState

pytestmark = pytest.mark.slow_parts


@pytest.fixture
def served(circuit):
    """Version 1 in service under a runner; the circuit, and its process."""
    circuit.stack.start("runner")
    candidate = circuit.nominate("1")
    circuit.measured(candidate)
    return circuit, circuit.live(circuit.put_out(candidate))


def test_a_process_that_is_killed_is_started_again_and_that_is_recorded(served):
    circuit, process = served
    assert scoring.healthy(Path(process.socket))
    # The wrapper's whole tree dies with it.
    os.kill(process.pid, signal.SIGKILL)
    circuit.healthy(process, generation=2)
    assert process.restarts == 1
    assert scoring.healthy(Path(process.socket))
    assert kinds(circuit.use_case.scope).count("process.restarted") == 1


def test_a_runner_that_is_killed_leaves_no_process_and_its_successor_starts_them_again(served):
    circuit, process = served
    before = Path(process.socket)
    circuit.stack.kill("runner")
    circuit.settled(process, lambda row: not scoring.healthy(before, timeout=0.5))
    circuit.stack.start("runner")
    circuit.healthy(process, generation=2)
    assert process.restarts == 0
    assert Release.objects.get().state == ReleaseState.LIVE


def test_artifacts_that_somebody_touched_are_fetched_again_before_they_serve(served, settings):
    circuit, process = served
    circuit.stack.parts["runner"].stop()
    (kept,) = (Path(settings.PITWALL_HOME) / "models").glob("*/delays/1/*")
    (code,) = kept.rglob("model.py")
    code.chmod(0o600)
    genuine = code.read_text()
    code.write_text("raise SystemExit('this is not what was measured')")
    circuit.stack.start("runner")
    circuit.healthy(process, generation=2)
    assert code.read_text() == genuine


def test_a_failed_health_check_leaves_the_old_version_serving_and_a_finding(circuit):
    """Scenario 10: approve isn't deploy, and a deploy that fails changes nothing."""
    circuit.stack.start("runner")
    good, sick = circuit.nominate("1"), circuit.nominate("1", model="moody")
    assert circuit.measured(good).state == circuit.measured(sick).state == "done"
    old = circuit.live(circuit.put_out(good))
    release = circuit.settled(circuit.put_out(sick), lambda row: row.state != ReleaseState.STARTING)
    assert release.state == ReleaseState.FAILED
    assert "it only wants to be measured" in release.reason
    old.refresh_from_db()
    assert old.observed == ProcessState.HEALTHY
    assert scoring.healthy(Path(old.socket))
    assert old.release.state == ReleaseState.LIVE
    finding = Finding.objects.get(kind="release_failed")
    assert "it only wants to be measured" in finding.detail
    process = ModelProcess.objects.get(release=release)
    # The release's failure is in the record before its process is noted as over.
    circuit.settled(process, lambda row: row.observed != ProcessState.STARTING)
    assert (process.wanted, process.observed) == (False, ProcessState.FAILED)


def test_a_release_that_is_stopped_ends_its_process(served):
    circuit, process = served
    socket = Path(process.socket)
    releases.stop(
        actor=circuit.cast.dov, release_id=process.release_id, reason="The test", now=circuit.tick()
    )
    circuit.settled(process, lambda row: row.observed == ProcessState.STOPPED)
    assert not process.wanted
    assert not scoring.healthy(socket)
    assert not socket.exists()


def test_a_runner_that_is_told_to_end_ends_all_that_it_started(served):
    circuit, process = served
    runner = circuit.stack.parts["runner"]
    runner.process.terminate()
    assert runner.process.wait(25) == 0
    process.refresh_from_db()
    assert (process.wanted, process.observed) == (True, ProcessState.STOPPED)
    with pytest.raises(ProcessLookupError):
        os.killpg(runner.pid, 0)
