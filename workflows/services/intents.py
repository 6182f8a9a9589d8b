"""Releases that were executed and aren't in the registry yet: intents without an outcome.

The record's delivery of the execution carries one out, and carries it out again when whoever was
at it is killed. After a long outage it would wait for long; here it is told to wait no more.
"""

from datetime import datetime

from governance import wake
from governance.services import deliveries
from workflows.models import Release
from workflows.words import Driver, ReleaseState

READER = "workflows.registry"


def settle(*, now: datetime) -> int:
    """Have each carried out now, whatever wait it stands in; how many use cases wait for one.

    Asked where the gateway starts and every half minute, so that none outlasts an outage by more.
    """
    starting = Release.objects.filter(state=ReleaseState.STARTING, target__driver=Driver.REGISTRY)
    scopes = set(starting.values_list("scope__key", flat=True))
    if scopes:
        deliveries.hasten(subscriber=READER, scopes=scopes, now=now)
        wake.workers()
    return len(scopes)
