"""How the loop of a use case stands: every gate with its checks, its quorum and its reasons."""

from typing import Any

from rest_framework import serializers

from governance import checks
from governance.api import outputs
from governance.api.base import Endpoint, shows
from projects.api.use_cases import USE_CASES, UseCaseOut
from workflows import standing
from workflows.api.cycles import CYCLES
from workflows.models import Cycle
from workflows.words import CycleState


class CheckOut(serializers.Serializer):
    """What a check says of the facts as they are now."""

    key = serializers.CharField(source="rule.key")
    title = serializers.SerializerMethodField()
    binding = serializers.BooleanField(source="rule.binding")
    outcome = serializers.CharField(source="outcome.outcome")
    reason = serializers.CharField(source="outcome.reason")
    read_from = serializers.CharField(source="outcome.source")
    waived_until = serializers.DateTimeField(source="waived.until", default=None, allow_null=True)

    def get_title(self, line: checks.CheckLine) -> str:
        return checks.title(line.rule.key)


class StageOut(serializers.Serializer):
    """One stage: whether it may be worked on, and how its gate stands and why."""

    stage = serializers.CharField(source="spec.key")
    stage_label = serializers.CharField(source="spec.label")
    workable = serializers.BooleanField()
    blocked_by = serializers.ListField(child=serializers.CharField())
    carried = serializers.BooleanField()
    attempt = serializers.IntegerField(source="attempt.pk", default=None, allow_null=True)
    review = serializers.IntegerField(source="review.pk", default=None, allow_null=True)
    content_hash = serializers.CharField()
    checks = CheckOut(many=True)
    gate = outputs.Gate(source="view")


class UseCaseDetailOut(serializers.Serializer):
    """A use case, and the standing of every gate of the cycle that counts."""

    use_case = UseCaseOut()
    cycle = serializers.IntegerField(allow_null=True)
    stages = StageOut(many=True)


class UseCaseDetail(Endpoint):
    about = USE_CASES

    @shows(UseCaseDetailOut)
    def get(self) -> dict[str, Any]:
        """A use case, with how every gate stands and why."""
        cycle = self._cycle()
        seen = standing.of(cycle, now=self.now).stages if cycle else {}
        return {
            "use_case": self.row,
            "cycle": cycle.pk if cycle else None,
            "stages": list(seen.values()),
        }

    def _cycle(self) -> Cycle | None:
        """The cycle being built, else the newest that wasn't abandoned."""
        kept = CYCLES.filter(use_case=self.row).exclude(state=CycleState.ABANDONED)
        kept = kept.order_by("number")
        return kept.filter(state=CycleState.BUILDING).first() or kept.last()


class Stages(Endpoint):
    about = CYCLES

    @shows(StageOut, many=True)
    def get(self) -> list[Any]:
        """How every gate of the lap stands now: checks, quorum and reasons."""
        return list(standing.of(self.row, now=self.now).stages.values())
