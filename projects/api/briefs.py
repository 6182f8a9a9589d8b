"""Briefs: revised, listed, compared."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework import serializers

from governance.api import outputs
from governance.api.base import Endpoint, act, lists, shows
from governance.api.fields import Choice, Id, Mapping, Records, Stored, Text, Whole
from governance.api.flat import Beneath, with_rows
from governance.errors import NotVisible
from projects import queries
from projects.api.use_cases import USE_CASES
from projects.models import BriefRevision, Objective
from projects.services import briefs
from projects.words import Classification, Residency, Task

BRIEFS = BriefRevision.objects.select_related("author").prefetch_related("objectives")


class BriefIn(serializers.Serializer):
    """The next revision; `based_on` is the number of the one you saw, 0 for the first."""

    title = Text()
    description = Text(required=False)
    need = Text(required=False)
    prediction_target = Text(required=False)
    task = Choice(Task.choices, required=False)
    constraints = Text(required=False)
    classification = Choice(Classification.choices)
    residency = Choice(Residency.choices)
    questionnaire = Mapping(default=dict, help_text="question → answer; unanswered counts as worst")
    objectives = Records(
        default=list, help_text="metric, direction, threshold, measured_on, segment"
    )
    based_on = Whole()


class ObjectiveOut(outputs.Row):
    """A metric and the side of its threshold that it should be on."""

    class Meta:
        model = Objective
        fields = ["metric", "direction", "threshold", "measured_on", "segment"]


class BriefOut(outputs.Row):
    """One revision; its tier was computed from the answers."""

    questionnaire = Stored()
    objectives = ObjectiveOut(many=True)

    class Meta:
        model = BriefRevision
        together = with_rows(
            objectives=Beneath(Objective.objects.order_by("pk"), "brief", ObjectiveOut)
        )
        fields = [
            "id", "number", "title", "description", "need", "prediction_target", "task",
            "constraints", "classification", "residency", "questionnaire", "objectives", "tier",
            "content_hash", "author", "created_at",
        ]  # fmt: skip


class SinceIn(serializers.Serializer):
    """The revision to compare with."""

    before = Id()


class SpanOut(serializers.Serializer):
    """A piece of text that stayed, went or came."""

    op = serializers.CharField()
    text = serializers.CharField()


class ChangeOut(serializers.Serializer):
    """What changed in one field, and whether it bears on meaning."""

    field = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    before = serializers.CharField()
    after = serializers.CharField()
    bears_on_meaning = serializers.BooleanField()
    spans = SpanOut(many=True)


class Briefs(Endpoint):
    about = USE_CASES
    revises = True

    @lists(BriefOut)
    def get(self) -> QuerySet:
        """Every revision of the brief."""
        return BRIEFS.filter(use_case=self.row)

    @act(BriefIn, BriefOut)
    def post(self, **given) -> BriefRevision:
        """Write the next revision."""
        made = briefs.revise(use_case_id=self.pk, **self.who, **given)
        return BRIEFS.get(pk=made.pk)


class BriefRow(Endpoint):
    about = BRIEFS

    @shows(BriefOut)
    def get(self) -> BriefRevision:
        """One revision."""
        return self.row


class BriefDifference(Endpoint):
    about = BriefRevision.objects.select_related("scope", "use_case__policy")

    @shows(ChangeOut, asks=SinceIn, many=True)
    def get(self, before: int) -> list:
        """What changed from another revision of the same brief to this one."""
        rows = BriefRevision.objects.prefetch_related("objectives")
        earlier = rows.filter(pk=before, use_case=self.row.use_case).first()
        if earlier is None:
            raise NotVisible(_("There is no such revision of this brief."))
        return list(queries.brief_difference(earlier, self.row))
