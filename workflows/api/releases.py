"""Targets, clearance, and releases: executed, rolled back, stopped, and in need by two."""

from django.db.models import QuerySet
from rest_framework import serializers

from governance.api import outputs
from governance.api.base import Endpoint, act, filtered, lists, shows
from governance.api.fields import Choice, Id, Text
from governance.api.paging import Paging
from governance.models import Proposal
from projects.api.use_cases import USE_CASES, ProposalOut
from workflows import receipts, versions
from workflows.api.cycles import ReasonIn
from workflows.models import Candidate, Release, Target
from workflows.services import releases, reports, targets
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


class ReportIn(serializers.Serializer):
    """How it went, and a sentence about it."""

    state = Choice([(one.value, one.label) for one in reports.OUTCOMES])
    report = Text(help_text="where it serves now, or why it doesn't")


class ReleaseOut(outputs.InUseCase):
    """A model version on a target."""

    model = serializers.CharField(source="candidate.model")
    version = serializers.CharField(source="candidate.version")

    class Meta:
        model = Release
        fields = [
            "id", "use_case", "candidate", "model", "version", "target", "review", "kind",
            "replaces", "state", "reason", "report", "executed_by", "executed_at", "live_at", "ended_at",
        ]  # fmt: skip


class ClearanceAsk(serializers.Serializer):
    """Which version, and where to: by the names that a pipeline knows, or by id."""

    model = Text(required=False)
    version = Text(required=False)
    use_case = Text(
        required=False, help_text="its slug, where several use cases have such a version"
    )
    candidate = Id(required=False, help_text="instead of model and version")
    target = Text(help_text="its key, or its id")


class ApprovalOut(serializers.Serializer):
    """The approval that a clearance stands on."""

    id = serializers.IntegerField()
    round = serializers.IntegerField()
    content_hash = serializers.CharField()


class ClearanceOut(serializers.Serializer):
    """May it? If not, every reason; if so, the review that it stands on; and the signed receipt."""

    ok = serializers.BooleanField(source="clearance.ok")
    reasons = serializers.ListField(source="clearance.reasons", child=serializers.CharField())
    review = serializers.IntegerField(source="clearance.review.pk", default=None, allow_null=True)
    approval = ApprovalOut(source="clearance.review", allow_null=True, default=None)
    use_case = serializers.CharField(source="candidate.scope.key")
    candidate = serializers.IntegerField(source="candidate.pk")
    model = serializers.CharField(source="candidate.model")
    version = serializers.CharField(source="candidate.version")
    artifacts_sha = serializers.CharField(source="candidate.artifacts_sha")
    target = serializers.CharField(source="target.key")
    asked_at = serializers.DateTimeField()
    believe_until = serializers.DateTimeField()
    receipt = serializers.CharField(
        allow_null=True, help_text="a signed note; null while the record has no signed checkpoint"
    )


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
    def get(self, target: str, candidate: int | None = None, **names) -> receipts.Answer:
        """May this version go to this target now? With a receipt that can be checked offline."""
        where = versions.target(target)
        found = versions.candidate(target=where, candidate_id=candidate, **names, **self.who)
        return receipts.ask(candidate=found, target=where, now=self.now)


class Releases(Endpoint):
    about = USE_CASES

    @lists(ReleaseOut, asks=ReleaseFilter, orders=("executed_at",))
    def get(self, **given) -> QuerySet:
        """Every release of the use case."""
        return filtered(RELEASES.filter(scope=self.row.scope), **given)


class ReleaseRow(Endpoint):
    about = RELEASES

    @shows(ReleaseOut)
    def get(self) -> Release:
        """One release."""
        return self.row


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


class Report(Endpoint):
    about = RELEASES

    @act(ReportIn, ReleaseOut, status=200)
    def post(self, **given) -> Release:
        """Report, as the pipeline that was told, that a release is in service or has failed."""
        return reports.report(release_id=self.pk, **self.who, **given)
