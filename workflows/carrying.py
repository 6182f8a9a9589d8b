"""Which use cases an environment carries by agreement, for lists: read from projections."""

from collections.abc import Collection

from governance.words import GateState
from projects.models import UseCase
from workflows.models import Release, StageAttempt
from workflows.stages import PLATFORM
from workflows.standing import gate_of
from workflows.words import CycleState, ReleaseState


def agreed(use_cases: Collection[int]) -> set[int]:
    """The use cases, of these (ids), whose Platform gate is open in the cycle that counts, or of
    which a version is in service: it goes on running while the next plan is talked about.
    """
    rows = StageAttempt.objects.filter(stage=PLATFORM, cycle__use_case__in=use_cases)
    rows = rows.exclude(cycle__state=CycleState.ABANDONED).select_related(
        "cycle", "gate", "carried_from__gate"
    )
    newest = {row.cycle.use_case_id: gate_of(row) for row in rows.order_by("cycle__number", "pk")}
    live = Release.objects.filter(state=ReleaseState.LIVE)
    serving = UseCase.objects.filter(pk__in=use_cases, scope__in=live.values("scope"))
    return {
        *(key for key, gate in newest.items() if gate and gate.state == GateState.OPEN),
        *serving.values_list("pk", flat=True),
    }
