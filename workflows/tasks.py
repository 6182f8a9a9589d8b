"""What beat asks for: ids in, one service call each."""

from celery import shared_task
from django.utils import timezone

from workflows import pipelines
from workflows.models import MlflowBinding
from workflows.services import (
    exports,
    hearing,
    intents,
    positions,
    reconciling,
    reports,
    runs,
    settling,
    windows,
)

# Seconds. What nobody took up in them has been asked for again: without an end, a server that
# doesn't answer would fill the queue faster than it empties.
ASKED_AGAIN = 60.0


@shared_task(name="workflows.mirror_runs")
def mirror_runs() -> None:
    """Hear what wasn't heard, and bring each mirror up to date that may be behind."""
    for scope_id in hearing.unheard():
        hear.apply_async([scope_id], expires=ASKED_AGAIN)
    for binding_id in runs.due(timezone.now()):
        mirror_one.apply_async([binding_id], expires=ASKED_AGAIN)


@shared_task(name="workflows.mirror_all")
def mirror_all() -> None:
    """Bring every use case's mirror up to date: the gateway began anew, and may have left things untold."""
    for binding_id in MlflowBinding.objects.values_list("pk", flat=True):
        mirror_one.delay(binding_id)


@shared_task(name="workflows.mirror_one")
def mirror_one(binding_id: int) -> None:
    """One use case's runs."""
    runs.mirror(binding_id=binding_id, now=timezone.now())


@shared_task(name="workflows.reconcile")
def reconcile() -> None:
    """Compare every use case's registry with what was released."""
    for binding_id in MlflowBinding.objects.values_list("pk", flat=True):
        reconcile_one.apply_async([binding_id], expires=ASKED_AGAIN)


@shared_task(name="workflows.reconcile_one")
def reconcile_one(binding_id: int) -> None:
    """One use case's registry."""
    reconciling.reconcile(binding_id=binding_id, now=timezone.now())


@shared_task(name="workflows.settle_intents")
def settle_intents() -> None:
    """No release waits for the registry longer than it has to."""
    intents.settle(now=timezone.now())


@shared_task(name="workflows.miss_reports")
def miss_reports() -> None:
    """Releases that a pipeline was to carry out and said nothing of in time have failed."""
    for release_id in pipelines.overdue(timezone.now()):
        miss_one.apply_async([release_id], expires=ASKED_AGAIN)


@shared_task(name="workflows.miss_one")
def miss_one(release_id: int) -> None:
    """One release's report."""
    reports.give_up(release_id=release_id, now=timezone.now())


@shared_task(name="workflows.hear")
def hear(scope_id: int) -> None:
    """What clients have just done in one use case, through the gateway."""
    hearing.hear(scope_id=scope_id, now=timezone.now())


@shared_task(name="workflows.look_again")
def look_again() -> None:
    """Settle the cycles of gates whose answer may have changed by itself: expiry, lapsed waivers."""
    for cycle_id in settling.due(timezone.now()):
        settle_one.apply_async([cycle_id], expires=ASKED_AGAIN)


@shared_task(name="workflows.settle_one")
def settle_one(cycle_id: int) -> None:
    """One cycle: what keeps it from being settled keeps no other."""
    settling.settle(cycle_id=cycle_id, now=timezone.now())


@shared_task(name="workflows.catch_up")
def catch_up() -> None:
    """Write again what lists say of use cases in which something has happened unnoticed."""
    while positions.catch_up(now=timezone.now()):
        pass


@shared_task(name="workflows.sweep_exports")
def sweep_exports() -> None:
    """Archives that have lain long enough, and what was left of begun ones, make room."""
    exports.sweep(now=timezone.now())


@shared_task(name="workflows.judge_windows")
def judge_windows() -> None:
    """Judge the windows that are over and whose feedback has had its time."""
    for window in windows.due(timezone.now()):
        judge_one.apply_async([window.pk], expires=ASKED_AGAIN)


@shared_task(name="workflows.judge_one")
def judge_one(window_id: int) -> None:
    """One window, once."""
    windows.judge(actor=windows.JUDGE, window_id=window_id, again=False, now=timezone.now())
