"""Every public method of MlflowClient answers at the gateway as on a plain server, within one use
case: tests/workflows/mlflow/same/ has the calls, and which methods are left out and why.
"""

import json

import pytest

from tests.workflows.mlflow.pair import pair

pytestmark = [pytest.mark.slow_parts, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def both(mlflow_server, guarded, tmp_path_factory):
    """What the calls told on the plain server and at the gateway."""
    folder = tmp_path_factory.mktemp("same")
    return pair(mlflow_server, guarded).run(folder, "-m", "tests.workflows.mlflow.same")


def test_every_public_method_is_called_or_left_out_with_a_reason(both):
    for told in both:
        called = {one["method"] for one in told["answers"]}
        left_out = set(told["left_out"])
        public = set(told["public"])
        assert public - called - left_out == set(), "in neither list"
        assert called & left_out == set(), "in both lists"
        assert left_out - public == set(), "no method of the client any more"
        assert all(told["left_out"].values())


def test_every_answer_is_the_same(both):
    plain, gateway = both
    assert len(plain["answers"]) > len(plain["public"])
    for expected, found in zip(plain["answers"], gateway["answers"], strict=True):
        assert _text(found) == _text(expected), f"{expected['method']} answers otherwise"


def test_answers_are_not_refusals_but_where_the_plain_server_refuses_too(both):
    """A gateway that refuses all, beside a server that is down, would be the same."""
    for told in both:
        refused = [one for one in told["answers"] if "raised" in one]
        assert len(refused) < len(told["answers"]) / 5


def _text(told: dict) -> str:
    return json.dumps(told, indent=1, sort_keys=True)
