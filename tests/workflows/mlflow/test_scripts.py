"""Scripts that use MLflow's client as its documentation does have the same outcome on a plain server
and at the gateway, with nothing changed but environment variables.
"""

import json
from pathlib import Path

import pytest

from tests.workflows.mlflow.pair import pair

pytestmark = [pytest.mark.slow_parts, pytest.mark.timeout(300)]

FOLDER = Path(__file__).parent / "scripts"
SCRIPTS = sorted(one.stem for one in FOLDER.glob("[a-z]*.py"))


@pytest.fixture(scope="module")
def both(mlflow_server, guarded, tmp_path_factory):
    """What each script printed on the plain server and at the gateway."""
    return pair(mlflow_server, guarded).run(tmp_path_factory.mktemp("scripts"), str(FOLDER))


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_has_the_same_outcome(both, script):
    plain, gateway = (told[script] for told in both)
    assert plain, "it printed nothing"
    assert _text(gateway) == _text(plain)


def test_nothing_in_the_scripts_knows_of_the_gateway():
    for script in SCRIPTS:
        text = (FOLDER / f"{script}.py").read_text().lower()
        assert "pitwall" not in text
        assert "environ" not in text
        assert "tracking_uri" not in text


def _text(printed: list) -> str:
    return json.dumps(printed, indent=1, sort_keys=True)
