"""What beat asks for doesn't pile up where nobody takes it up."""

from datetime import timedelta

import pytest
from celery.app.task import Task

from governance.models import Gate
from workflows import tasks
from workflows.models import GatewayEvent, MlflowBinding
from workflows.services import windows

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(monkeypatch) -> list[tuple[str, float | None]]:
    """The tasks that were sent, each with the seconds after which it is void."""
    found = []

    def send(self, args=None, kwargs=None, **options):
        found.append((self.name, options.get("expires")))

    monkeypatch.setattr(Task, "apply_async", send)
    return found


def test_what_a_round_asks_for_is_void_once_the_next_has_asked_again(lap, sent):
    release = lap.round()
    start = lap.now - timedelta(days=60)
    windows.open_(
        actor=lap.cast.dov,
        release_id=release.pk,
        label="Before",
        starts_at=start,
        ends_at=start + timedelta(days=2),
        now=lap.tick(),
    )
    binding = MlflowBinding.objects.get(scope=lap.use_case.scope)
    GatewayEvent.objects.create(scope=binding.scope, act="run", key="1", at=lap.now)
    lap.start()
    Gate.objects.update(recheck_at=lap.now)
    for ask in (tasks.mirror_runs, tasks.reconcile, tasks.judge_windows, tasks.look_again):
        ask()
    assert sent == [
        (f"workflows.{name}", tasks.ASKED_AGAIN)
        for name in ("hear", "mirror_one", "reconcile_one", "judge_one", "settle_one")
    ]
