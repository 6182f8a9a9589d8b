"""Environments, what is asked of IT, and the platform plan."""

from django.db.models import QuerySet
from rest_framework import serializers

from governance.api import outputs
from governance.api.base import Endpoint, act, lists, shows
from governance.api.fields import Flag, Id, Mapping, Records, Stored, Text, Whole
from governance.api.flat import Beneath, with_rows
from projects import queries
from projects.api.use_cases import USE_CASES
from projects.models import EnvironmentRevision, Framework, FrameworkRequest, PlatformPlan
from projects.services import environments, framework_requests, platform

REVISIONS = EnvironmentRevision.objects.select_related("environment__place", "author")
REQUESTS = FrameworkRequest.objects.select_related(
    "scope", "environment", "asked_by", "answered_by"
)


class EnvironmentIn(serializers.Serializer):
    """The next revision of an environment, or the first of a new one."""

    key = Text()
    title = Text()
    place_id = Id()
    cpu_cores = Whole()
    memory_gib = Whole()
    accelerators = Whole(required=False)
    accelerator_kind = Text(required=False)
    frameworks = Mapping(default=dict, help_text="name → version")
    service_level = Text(required=False)
    interpreter = Text(required=False)
    based_on = Whole(required=False)


class FrameworkOut(outputs.Row):
    """A library in one version."""

    class Meta:
        model = Framework
        fields = ["name", "version"]


class EnvironmentOut(outputs.Row):
    """What an environment offers, as of one number."""

    environment_id = serializers.IntegerField()
    key = serializers.SlugField(source="environment.key")
    title = serializers.CharField(source="environment.title")
    place = serializers.SlugField(source="environment.place.code")
    frameworks = FrameworkOut(many=True)

    class Meta:
        model = EnvironmentRevision
        together = with_rows(
            frameworks=Beneath(Framework.objects.order_by("name", "pk"), "revision", FrameworkOut)
        )
        fields = [
            "id", "environment_id", "key", "title", "place", "number", "cpu_cores", "memory_gib",
            "accelerators", "accelerator_kind", "frameworks", "service_level", "interpreter",
            "author", "created_at",
        ]  # fmt: skip


class RequestIn(serializers.Serializer):
    """Which framework is needed where, and what for."""

    environment_id = Id()
    name = Text()
    specifier = Text()
    reason = Text(required=False)


class RequestAnswerIn(serializers.Serializer):
    """What IT says."""

    agreed = Flag()
    answer = Text(default="")


class RequestOut(outputs.InUseCase):
    """A framework asked for."""

    environment = serializers.SlugField(source="environment.key")

    class Meta:
        model = FrameworkRequest
        fields = [
            "id", "use_case", "environment", "name", "specifier", "reason", "asked_by", "asked_at",
            "state", "answer", "answered_by", "answered_at",
        ]  # fmt: skip


class PlatformIn(serializers.Serializer):
    """The next platform plan; `revision_id` is of an environment."""

    revision_id = Id()
    cpu_cores = Whole()
    memory_gib = Whole()
    accelerators = Whole(required=False)
    requests_per_second = Whole(required=False)
    frameworks = Mapping(default=dict, help_text="name → version specifier")
    phases = Records(
        default=list,
        help_text="months with a load of their own: from and until (2026-04; until may be empty), "
        "cpu_cores, memory_gib, accelerators",
    )
    based_on = Whole()


class PlatformOut(outputs.Row):
    """What the use case takes of an environment."""

    frameworks = Stored()
    phases = Stored()

    class Meta:
        model = PlatformPlan
        fields = [
            "id", "number", "revision", "cpu_cores", "memory_gib", "accelerators",
            "requests_per_second", "frameworks", "phases", "content_hash", "author", "created_at",
        ]  # fmt: skip


class Environments(Endpoint):
    @lists(EnvironmentOut)
    def get(self) -> QuerySet:
        """The newest revision of each environment."""
        return queries.newest_revisions()

    @act(EnvironmentIn, EnvironmentOut)
    def post(self, **given) -> EnvironmentRevision:
        """Say what an environment offers."""
        made = environments.revise(**self.who, **given)
        return REVISIONS.prefetch_related("frameworks").get(pk=made.pk)


class Requests(Endpoint):
    about = USE_CASES

    @lists(RequestOut)
    def get(self) -> QuerySet:
        """What the use case asked IT for."""
        return REQUESTS.filter(scope=self.row.scope)

    @act(RequestIn, RequestOut)
    def post(self, **given) -> FrameworkRequest:
        """Ask IT for a framework in an environment."""
        return framework_requests.ask(use_case_id=self.pk, **self.who, **given)


class RequestAnswer(Endpoint):
    about = FrameworkRequest.objects.all()

    @act(RequestAnswerIn, RequestOut, status=200)
    def post(self, **given) -> FrameworkRequest:
        """Agree or decline, as IT."""
        return framework_requests.answer(request_id=self.pk, **self.who, **given)


class PlatformRow(Endpoint):
    about = PlatformPlan.objects.select_related("author")

    @shows(PlatformOut)
    def get(self) -> PlatformPlan:
        """One revision."""
        return self.row


class Platform(Endpoint):
    about = USE_CASES
    revises = True

    @lists(PlatformOut)
    def get(self) -> QuerySet:
        """Every revision of the platform plan."""
        return PlatformPlan.objects.filter(use_case=self.row).select_related("author")

    @act(PlatformIn, PlatformOut)
    def post(self, **given) -> PlatformPlan:
        """Write the next revision."""
        return platform.revise(use_case_id=self.pk, **self.who, **given)
