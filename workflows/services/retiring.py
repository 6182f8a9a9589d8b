"""What retiring a use case does to its loop: nothing is built any more, and nothing serves."""

from datetime import datetime

from django.db import transaction

from governance.models import Scope
from workflows.access import hold
from workflows.models import Cycle, ModelProcess, Release
from workflows.services import cycles, releases, settling
from workflows.words import AttemptEnd, CycleState, ReleaseState

REASON = "the use case was retired"


def wind_up(*, scope_key: str, now: datetime) -> None:
    """End the cycles of a retired use case and take its releases out of service; again does nothing."""
    with transaction.atomic():
        scope = Scope.objects.get(key=scope_key)
        hold(scope)
        running = Release.objects.filter(
            scope=scope, state__in=[ReleaseState.LIVE, ReleaseState.STARTING]
        )
        for release in running.select_related("scope", "candidate", "target"):
            releases.end(settling.LOOP, release, ReleaseState.STOPPED, REASON, now)
            ModelProcess.objects.filter(release=release).update(wanted=False)
        for cycle in Cycle.objects.filter(
            scope=scope, state__in=[CycleState.BUILDING, CycleState.IN_SERVICE]
        ).select_related("scope"):
            building = cycle.state == CycleState.BUILDING
            cycles.end(
                actor=settling.LOOP,
                cycle=cycle,
                state=CycleState.ABANDONED if building else CycleState.ENDED,
                how=AttemptEnd.ABANDONED if building else AttemptEnd.REPLACED,
                now=now,
            )
