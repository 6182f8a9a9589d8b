"""Targets, clearance, and releases: executed, rolled back, stopped, and in need by two."""

from django.db.models import QuerySet
from rest_framework import serializers

from governance.access import visible
from governance.api import outputs
from governance.api.base import Endpoint, act, filtered, lists, shows
from governance.api.fields import Choice, Id, Text
from governance.api.paging import Paging
from governance.errors import Invalid
from governance.models import Proposal
from projects.api.use_cases import USE_CASES, ProposalOut
from workflows import clearance
from workflows.api.cycles import ReasonIn
from workflows.models import Candidate, Release, Target
from workflows.services import releases, targets
from workflows.words import ReleaseState

RELEASES = Release.objects.select_related("scope", "candidate", "target", "executed_by")
CANDIDATES = Candidate.objects.select_related("scope", "cycle__use_case")


class TargetIn(serializers.Serializer):
    """A new target."""

    key = Text()
    title = Text()
    place_id = Id()
    driver = Text(required=False)
    alias = Text(required=False)


class TargetOut(outputs.Row):
    """Where a version can serve."""

    class Meta:
        model = Target
        fields = ["id", "key", "title", "driver", "place", "alias"]


class ReleaseFilter(Paging):
    """Which releases to show."""

    state = Choice(ReleaseState.choices, required=False)


class ReleaseIn(serializers.Serializer):
    """Where to."""

    target_id = Id()


class ReasonedReleaseIn(ReleaseIn):
    """Where to, and why."""

    reason = Text()


class ReleaseOut(outputs.InUseCase):
    """A model version on a target."""

    model = serializers.CharField(source="candidate.model")
    version = serializers.CharField(source="candidate.version")

    class Meta:
        model = Release
        fields = [
            "id", "use_case", "candidate", "model", "version", "target", "review", "kind",
            "replaces", "state", "reason", "executed_by", "executed_at", "live_at", "ended_at",
        ]  # fmt: skip


class ClearanceAsk(serializers.Serializer):
    """Which version, and where to."""

    candidate = Id()
    target = Id()


class ClearanceOut(serializers.Serializer):
    """May it? If not, every reason; if so, the review that it stands on."""

    ok = serializers.BooleanField()
    reasons = serializers.ListField(child=serializers.CharField())
    review = serializers.IntegerField(source="review.pk", default=None)


class Targets(Endpoint):
    @lists(TargetOut)
    def get(self) -> QuerySet:
        """All targets."""
        return Target.objects.all()

    @act(TargetIn, TargetOut)
    def post(self, **given) -> Target:
        """Add a target, as an administrator."""
        return targets.add(**self.who, **given)


class Clearance(Endpoint):
    @shows(ClearanceOut, asks=ClearanceAsk)
    def get(self, candidate: int, target: int) -> clearance.Clearance:
        """May this version go to this target now?"""
        found = visible(CANDIDATES, self.actor, self.now, pk=candidate)
        where = Target.objects.filter(pk=target).first()
        if where is None:
            raise Invalid({"target": f"There is no target {target}; choose one from the list."})
        return clearance.ask(candidate=found, target=where, now=self.now)


class Releases(Endpoint):
    about = USE_CASES

    @lists(ReleaseOut, asks=ReleaseFilter)
    def get(self, **given) -> QuerySet:
        """Every release of the use case."""
        return filtered(RELEASES.filter(scope=self.row.scope), **given)


class Execution(Endpoint):
    about = CANDIDATES

    @act(ReleaseIn, ReleaseOut)
    def post(self, **given) -> Release:
        """Release a version that is cleared, as DevOps."""
        return releases.execute(candidate_id=self.pk, **self.who, **given)


class RollBack(Endpoint):
    about = CANDIDATES

    @act(ReasonedReleaseIn, ReleaseOut)
    def post(self, **given) -> Release:
        """Return to a version that was in service before."""
        return releases.roll_back(candidate_id=self.pk, **self.who, **given)


class BreakGlass(Endpoint):
    about = CANDIDATES

    @act(ReasonedReleaseIn, ProposalOut)
    def post(self, **given) -> Proposal:
        """Propose to release without clearance, in need; a second person confirms."""
        return releases.propose_break_glass(candidate_id=self.pk, **self.who, **given)


class Stop(Endpoint):
    about = RELEASES

    @act(ReasonIn, ReleaseOut, status=200)
    def post(self, **given) -> Release:
        """Take a version out of service."""
        return releases.stop(release_id=self.pk, **self.who, **given)
