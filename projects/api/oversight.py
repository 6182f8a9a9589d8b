"""Waivers and findings: what is let pass for a while, and what somebody has to mend."""

from django.db.models import QuerySet
from rest_framework import serializers

from governance.api import outputs
from governance.api.base import Endpoint, act, filtered, lists, shows
from governance.api.fields import Choice, Id, Moment, Text
from governance.api.paging import Paging
from governance.models import Finding, Waiver
from governance.services import findings, waivers
from governance.words import FindingState
from projects import access
from projects.api.use_cases import USE_CASES


class WaiverIn(serializers.Serializer):
    """Which check of which stage passes until when, and why."""

    stage = Text()
    check_key = Text()
    reason = Text()
    until = Moment()


class WaiverOut(outputs.InUseCase):
    """A check that is let pass."""

    class Meta:
        model = Waiver
        fields = [
            "id", "use_case", "stage", "check_key", "reason", "by", "since", "until", "revoked_at",
        ]  # fmt: skip


class FindingFilter(Paging):
    """Which findings to show."""

    state = Choice(FindingState.choices, required=False)
    use_case = Text(required=False, help_text="its slug")
    kind = Text(required=False)
    stage = Text(required=False)
    owner = Id(required=False)


class AssignmentIn(serializers.Serializer):
    """Who mends it, and by when."""

    owner_id = Id()
    due = Moment(required=False)


class ResolutionIn(serializers.Serializer):
    """What was done about it."""

    resolution = Text()


class FindingOut(outputs.InUseCase):
    """Something that is wrong or owed."""

    class Meta:
        model = Finding
        fields = [
            "id", "use_case", "kind", "title", "detail", "stage", "owner", "owner_role", "due",
            "shuts_clearance", "state", "opened_at", "closed_at", "closed_by", "resolution", "review",
        ]  # fmt: skip


FINDINGS = Finding.objects.select_related("scope", "owner", "closed_by")


class Waivers(Endpoint):
    about = USE_CASES

    @lists(WaiverOut)
    def get(self) -> QuerySet:
        """Every waiver of the use case, ended ones too."""
        return Waiver.objects.filter(scope=self.row.scope).select_related("scope", "by")

    @act(WaiverIn, WaiverOut)
    def post(self, **given) -> Waiver:
        """Let one check pass until a moment."""
        return waivers.grant(
            scope_id=self.row.scope_id, state=access.lifecycle(self.row.scope), **self.who, **given
        )


class WaiverEnd(Endpoint):
    about = Waiver.objects.all()

    @act(None, WaiverOut, status=200)
    def post(self) -> Waiver:
        """End a waiver now."""
        return waivers.revoke(waiver_id=self.pk, **self.who)


class Findings(Endpoint):
    @lists(FindingOut, asks=FindingFilter, orders=("title", "opened_at"))
    def get(self, use_case: str | None = None, **given) -> QuerySet:
        """The findings of the use cases that you may see."""
        rows = FINDINGS.visible_to(self.actor, self.now)
        return filtered(rows, scope__key=use_case, **given)


class FindingRow(Endpoint):
    about = FINDINGS

    @shows(FindingOut)
    def get(self) -> Finding:
        """One finding."""
        return self.row


class FindingAssignment(Endpoint):
    about = FINDINGS

    @act(AssignmentIn, FindingOut, status=200)
    def post(self, **given) -> Finding:
        """Give a finding to a member."""
        lifecycle = access.lifecycle(self.row.scope)
        return findings.assign(finding_id=self.pk, state=lifecycle, **self.who, **given)


class FindingResolution(Endpoint):
    about = FINDINGS

    @act(ResolutionIn, FindingOut, status=200)
    def post(self, **given) -> Finding:
        """Say what was done about a finding."""
        lifecycle = access.lifecycle(self.row.scope)
        return findings.resolve(finding_id=self.pk, state=lifecycle, **self.who, **given)
