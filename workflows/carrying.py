"""Which use cases an environment carries by agreement, for lists: read from projections."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from governance.words import GateState
from projects.models import UseCase
from workflows.models import Release, StageAttempt
from workflows.stages import PLATFORM
from workflows.words import CycleState, ReleaseState


def agreed(use_cases: Collection[int]) -> set[int]:
    """The use cases, of these (ids), whose Platform gate is open in the cycle that counts, or of
    which a version is in service: it goes on running while the next plan is talked about.
    """
    mine = StageAttempt.objects.filter(stage=PLATFORM, cycle__use_case=OuterRef("pk"))
    kept = mine.exclude(cycle__state=CycleState.ABANDONED).order_by("-cycle__number", "-pk")
    gate = Coalesce("carried_from__gate__state", "gate__state")
    live = Release.objects.filter(state=ReleaseState.LIVE, scope=OuterRef("scope"))
    rows = UseCase.objects.filter(pk__in=use_cases).annotate(
        gate=Subquery(kept.values(at=gate)[:1])
    )
    found = rows.filter(Q(gate=GateState.OPEN) | Exists(live))
    return set(found.order_by().values_list("pk", flat=True))
