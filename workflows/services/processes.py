"""What the runner sees of the processes that serve: started, healthy, restarted, ended."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from governance import canonical
from governance.actors import Actor
from governance.services import ledger
from workflows.models import ModelProcess
from workflows.words import ProcessState, ReleaseState

RUNNER = Actor.system("runner")
SERVED = (ReleaseState.STARTING, ReleaseState.LIVE)
ALIVE = (ProcessState.STARTING, ProcessState.HEALTHY, ProcessState.UNHEALTHY)


def wanted(*, now: datetime) -> Sequence[ModelProcess]:
    """The processes that should be: of releases that start or serve, and those that still drain."""
    served = Q(release__state__in=SERVED)
    draining = Q(drain_until__gt=now)
    rows = ModelProcess.objects.filter(served | draining, wanted=True)
    return list(rows.select_related("release").order_by("pk"))


def left_over(*, now: datetime) -> Sequence[ModelProcess]:
    """Those that are over, and of which nobody has noted yet that they ended."""
    over = ~Q(release__state__in=SERVED) & (Q(drain_until=None) | Q(drain_until__lte=now))
    unwanted = Q(wanted=False, observed__in=ALIVE)
    return list(ModelProcess.objects.filter(unwanted | Q(over, wanted=True)).order_by("pk"))


def starting(*, process_id: int, socket: str, sandbox: str, now: datetime) -> None:
    """A new generation begins, on a socket of its own."""
    _note(
        process_id,
        observed=ProcessState.STARTING,
        generation=F("generation") + 1,
        socket=socket,
        sandbox=sandbox,
        pid=None,
        reason="",
        started_at=now,
        healthy_at=None,
        seen_at=now,
    )


def healthy(*, process_id: int, pid: int | None, now: datetime) -> None:
    """It answers its health check; it is sent requests from now on."""
    _note(
        process_id,
        observed=ProcessState.HEALTHY,
        pid=pid,
        reason="",
        healthy_at=now,
        seen_at=now,
    )


def seen(*, process_id: int, now: datetime) -> None:
    """It still answers."""
    _note(process_id, observed=ProcessState.HEALTHY, reason="", seen_at=now)


def unhealthy(*, process_id: int, reason: str, now: datetime) -> None:
    """It didn't answer its health check just now."""
    _note(process_id, observed=ProcessState.UNHEALTHY, reason=reason)


def failed(*, process_id: int, reason: str, now: datetime) -> None:
    """It could not be started, or died; it serves nothing."""
    _note(process_id, observed=ProcessState.FAILED, reason=reason, pid=None, socket="")


def restarted(*, process_id: int, reason: str, now: datetime) -> None:
    """The process of a release in service died and is started again: counted and recorded."""
    with transaction.atomic():
        _note(process_id, observed=ProcessState.FAILED, reason=reason, pid=None, socket="")
        ModelProcess.objects.filter(pk=process_id).update(restarts=F("restarts") + 1)
        process = ModelProcess.objects.select_related("scope").get(pk=process_id)
        ledger.record(
            actor=RUNNER,
            kind="process.restarted",
            scope=process.scope,
            subject=f"release:{process.release_id}",
            now=now,
            restarts=process.restarts,
            generation=process.generation,
            reason_sha=canonical.sha256(reason),
        )


def ended(*, process_id: int, reason: str, now: datetime) -> None:
    """It has ended because its release is over; nothing starts it again."""
    _note(
        process_id, wanted=False, observed=ProcessState.STOPPED, reason=reason, pid=None, socket=""
    )


def paused(*, process_id: int, now: datetime) -> None:
    """It has ended with the runner; the next runner starts it again."""
    reason = "The runner ended; its successor starts this again."
    _note(process_id, observed=ProcessState.STOPPED, reason=reason, pid=None, socket="")


def _note(process_id: int, **changes) -> None:
    ModelProcess.objects.filter(pk=process_id).update(**changes)
