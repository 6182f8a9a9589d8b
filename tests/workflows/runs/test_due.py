"""A mirror is brought up to date when it may be behind, and left alone where all is heard."""

from datetime import timedelta

import pytest

from workflows.models import MlflowBinding, Run
from workflows.services import runs
from workflows.words import RunStatus

pytestmark = pytest.mark.django_db


@pytest.fixture
def binding(lap) -> MlflowBinding:
    """On Pitwall's own server, looked at a moment ago."""
    lap.bind()
    found = MlflowBinding.objects.get()
    found.mirrored_until = lap.now
    found.save()
    return found


def is_due(lap, **later: int) -> bool:
    return bool(runs.due(lap.now + timedelta(**later)))


def test_at_rest_it_is_looked_at_once_a_minute(lap, binding):
    assert not is_due(lap, seconds=5)
    assert not is_due(lap, seconds=59)
    assert is_due(lap, seconds=60)


def test_one_that_was_never_looked_at_is_due(lap, binding):
    MlflowBinding.objects.update(mirrored_until=None)
    assert is_due(lap)


@pytest.mark.parametrize(
    ("status", "due"), [(RunStatus.RUNNING, True), (RunStatus.FINISHED, False)]
)
def test_while_a_run_goes_on_it_is_looked_at_each_time(lap, binding, status, due):
    """Its end is seen within 10 s, even if the gateway died before it told of it."""
    Run.objects.create(
        scope=binding.scope,
        server=binding.server,
        run_id="a" * 32,
        experiment_id="1",
        status=status,
        seen_at=lap.now,
    )
    assert is_due(lap, seconds=5) is due


def test_of_a_server_that_isnt_pitwalls_nothing_is_heard(lap, binding):
    binding.server.external = True
    binding.server.save()
    assert is_due(lap, seconds=5)
