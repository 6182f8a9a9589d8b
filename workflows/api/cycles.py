"""Cycles: started, aimed at a target, given their data, and abandoned by two."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from governance.api import outputs
from governance.api.base import Endpoint, act, lists, shows
from governance.api.fields import MOST_ITEMS, Choice, Id, Stored, Text
from governance.models import Proposal
from projects.api.use_cases import USE_CASES, ProposalOut
from workflows.models import Cycle, CycleData
from workflows.services import cycles
from workflows.words import Stage

CYCLES = Cycle.objects.select_related(
    "scope", "use_case__scope", "use_case__policy", "policy_version__policy", "target__place"
)
PIN_PARTS = [
    ("train", "training"),
    ("held_out", "held-out"),
    ("slice", gettext_lazy("one period by itself")),
]


class CycleIn(serializers.Serializer):
    """Why a lap begins, and where."""

    why = Text(required=False)
    entry_stage = Choice(Stage.choices, required=False)
    finding_id = Id(required=False)


class CycleOut(outputs.InUseCase):
    """One lap of the loop, under one policy version."""

    policy = serializers.CharField(source="policy_version.policy.name")
    policy_number = serializers.IntegerField(source="policy_version.number")
    carry_notes = Stored()

    class Meta:
        model = Cycle
        fields = [
            "id", "use_case", "number", "policy", "policy_number", "cause", "why", "entry_stage",
            "state", "started_at", "ended_at", "target", "carry_notes", "mlflow_run_id",
        ]  # fmt: skip


class TargetChoiceIn(serializers.Serializer):
    """Where the cycle's version is to serve."""

    target_id = Id()


class PinIn(serializers.Serializer):
    """A dataset version and what it is for."""

    dataset_id = Id()
    part = Choice(PIN_PARTS)


class PinsIn(serializers.Serializer):
    """The data of the cycle."""

    datasets: serializers.ListSerializer = serializers.ListSerializer(
        child=PinIn(), max_length=MOST_ITEMS
    )


class PinOut(outputs.Row):
    """A dataset version pinned to a cycle."""

    class Meta:
        model = CycleData
        fields = ["id", "cycle", "dataset", "part", "sha256", "pinned_at"]


class ReasonIn(serializers.Serializer):
    """Why."""

    reason = Text()


class Cycles(Endpoint):
    about = USE_CASES

    @lists(CycleOut)
    def get(self) -> QuerySet:
        """Every lap of the use case."""
        return CYCLES.filter(use_case=self.row)

    @act(CycleIn, CycleOut)
    def post(self, **given) -> Cycle:
        """Begin the next lap."""
        return cycles.start(use_case_id=self.pk, **self.who, **given)


class CycleRow(Endpoint):
    about = CYCLES

    @shows(CycleOut)
    def get(self) -> Cycle:
        """One lap."""
        return self.row


class TargetChoice(Endpoint):
    about = CYCLES

    @act(TargetChoiceIn, CycleOut, status=200)
    def post(self, **given) -> Cycle:
        """Choose where the version is to serve."""
        return cycles.choose_target(cycle_id=self.pk, **self.who, **given)


class Pins(Endpoint):
    about = CYCLES

    @lists(PinOut)
    def get(self) -> QuerySet:
        """The data of the lap."""
        return CycleData.objects.filter(cycle=self.row)

    @act(PinsIn, PinOut, many=True)
    def post(self, datasets: list[dict]) -> list[CycleData]:
        """Pin dataset versions to the lap."""
        pins = [(one["dataset_id"], one["part"]) for one in datasets]
        return cycles.pin_data(cycle_id=self.pk, datasets=pins, **self.who)


class Abandoning(Endpoint):
    about = CYCLES

    @act(ReasonIn, ProposalOut)
    def post(self, **given) -> Proposal:
        """Propose to abandon the lap; a second person confirms."""
        return cycles.propose_abandoning(cycle_id=self.pk, **self.who, **given)
