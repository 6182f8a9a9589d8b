"""Where artifacts lie: the stores that the settings name by place, and which one a use case is given."""

from collections.abc import Iterable

from django.conf import settings

from governance.services.policies import version_rules
from projects.models import Place
from projects.words import PlaceKind, Residency
from workflows.models import Cycle, MlflowBinding


def are_told_apart() -> bool:
    """Whether the settings say of any store where it lies."""
    return bool(settings.MLFLOW_ARTIFACTS_PLACE or settings.MLFLOW_ARTIFACTS_DESTINATIONS)


def default_place() -> Place | None:
    """Where the default store lies; None where the settings don't say, or name no place that is
    registered.
    """
    return Place.objects.filter(code=settings.MLFLOW_ARTIFACTS_PLACE).first()


def place_of(binding: MlflowBinding | None, cycle: Cycle) -> Place | None:
    """Where a use case's artifacts lie, or will lie once it has a workspace; None for nobody knows."""
    if binding is None:
        return chosen(cycle) or default_place()
    if binding.server.external:
        return default_place()
    return binding.artifacts_place or default_place()


def chosen(cycle: Cycle) -> Place | None:
    """The place whose store a new workspace is given; None for the default store.

    Whatever has to stay in the house, and whatever nobody has described yet, gets the first store
    that lies there: artifacts don't move when a brief comes to say more.
    """
    if settings.MLFLOW_IS_EXTERNAL or _may_lie_anywhere(cycle):
        return None
    default = default_place()
    if default is not None and default.kind == PlaceKind.ON_PREMISES:
        return None
    return next((one for one in _named() if one.kind == PlaceKind.ON_PREMISES), None)


def _may_lie_anywhere(cycle: Cycle) -> bool:
    brief = cycle.use_case.briefs.order_by("-number").first()
    if brief is None or brief.residency != Residency.ANYWHERE:
        return False
    return version_rules(cycle.policy_version).residency != Residency.ON_PREMISES


def _named() -> Iterable[Place]:
    """The places that have a store of their own, in the order of the settings."""
    codes = list(settings.MLFLOW_ARTIFACTS_DESTINATIONS)
    return sorted(Place.objects.filter(code__in=codes), key=lambda one: codes.index(one.code))
