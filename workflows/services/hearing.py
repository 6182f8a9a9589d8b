"""What clients did through the gateway, told to the portal in the order in which it happened."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from workflows.mlflow import client
from workflows.mlflow.readings import RunReading
from workflows.models import Cycle, GatewayEvent, MlflowBinding, Run
from workflows.services import runs
from workflows.words import CycleState

MADE, LOGGED = "run-create", "logged-create"
# Files of a run or a logged model were written or deleted.
BYTES = frozenset({"artifact", "upload"})
RUN_ACTS = frozenset({MADE, "run-update", "run"})
MOST = 500


@dataclass(frozen=True)
class Event:
    """One call that MLflow has carried out: `key` is the id of a run or a logged model, or model/version."""

    scope_id: int
    act: str
    key: str
    user_id: int
    at: datetime


def note(events: Iterable[Event]) -> None:
    """Keep events, in their order, for a worker to hear."""
    GatewayEvent.objects.bulk_create(
        GatewayEvent(
            scope_id=one.scope_id, act=one.act, key=one.key, user_id=one.user_id, at=one.at
        )
        for one in events
    )


def hear(*, scope_id: int, now: datetime) -> int:
    """Bring the mirror up to what the unheard events of a use case are about; how many there were.

    MLflow is read before anything is written; a server that doesn't answer raises Unreachable, and
    the events wait.
    """
    binding = MlflowBinding.objects.select_related("server", "scope").filter(scope=scope_id).first()
    events = list(GatewayEvent.objects.filter(scope=scope_id, heard_at=None)[:MOST])
    if binding is None or not events:
        return 0
    wanted = dict.fromkeys(one.key for one in events if one.act in RUN_ACTS)
    with client.bound(binding) as inside:
        found = {run_id: client.run(inside, run_id) for run_id in wanted}
    authors = {one.key: one.user_id for one in events if one.act == MADE}
    with transaction.atomic():
        cycle = Cycle.objects.filter(scope=binding.scope, state=CycleState.BUILDING).first()
        for run_id, reading in found.items():
            if reading is not None:
                _keep(binding, reading, cycle, authors.get(run_id), now)
        GatewayEvent.objects.filter(pk__in=[one.pk for one in events]).update(heard_at=now)
    return len(events)


def unheard() -> list[int]:
    """The use cases of which something wasn't heard yet."""
    rows = GatewayEvent.objects.filter(heard_at=None)
    return list(rows.order_by().values_list("scope", flat=True).distinct())


def _keep(
    binding: MlflowBinding,
    reading: RunReading,
    cycle: Cycle | None,
    author: int | None,
    now: datetime,
) -> None:
    """Mirror a run; its author is whoever's key made it, whatever a nomination has claimed before."""
    run = runs.keep(binding=binding, reading=reading, cycle=cycle, now=now)
    if author is not None and run.author_id != author:
        Run.objects.filter(pk=run.pk).update(author=author)
