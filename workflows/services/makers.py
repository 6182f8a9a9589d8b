"""Who made a model: whoever's key it came by, through the gateway. What a run says of itself is no evidence."""

from collections.abc import Iterable, Mapping

from workflows.models import GatewayEvent
from workflows.services.hearing import BYTES, LOGGED, MADE
from workflows.words import FrozenKind


def of(scope_id: int, named: Mapping[str, Iterable[str]]) -> list[int]:
    """The ids of people whose keys made the objects that a version stands on: its logged model's, of
    the model itself or of its files; without one the files' of its run; and the run's.

    `named` are objects by kind, as freezing.of_version gives them. Keys of service accounts stand
    for nobody.
    """
    logged, runs = set(named[FrozenKind.LOGGED_MODEL]), set(named[FrozenKind.RUN]) - {""}
    wanted = [(logged, {LOGGED, *BYTES}), (runs, {MADE} if logged else {MADE, *BYTES})]
    found: dict[int, None] = {}
    for keys, acts in wanted:
        rows = GatewayEvent.objects.filter(
            scope=scope_id, key__in=keys, act__in=acts, user__is_service=False
        )
        found |= dict.fromkeys(rows.order_by("pk").values_list("user_id", flat=True))
    return list(found)
