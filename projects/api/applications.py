"""Applications, what they run, and the contract between each and the model."""

from django.db.models import QuerySet
from rest_framework import serializers

from governance.api import outputs
from governance.api.base import Endpoint, act, lists, shows
from governance.api.fields import Choice, Id, Records, Stored, Text, Whole
from projects.api.use_cases import USE_CASES
from projects.models import Application, ApplicationVersion, ContractRevision
from projects.services import applications, contracts
from projects.words import ApplicationStatus


class ApplicationIn(serializers.Serializer):
    """A new application."""

    key = Text()
    title = Text()
    owner_id = Id()


class ApplicationChangeIn(serializers.Serializer):
    """What changes."""

    title = Text(required=False)
    owner_id = Id(required=False)
    status = Choice(ApplicationStatus.choices, required=False)


class ApplicationOut(outputs.InUseCase):
    """The software in which the predictions are used."""

    class Meta:
        model = Application
        fields = ["id", "use_case", "key", "title", "owner", "status"]


class DeploymentIn(serializers.Serializer):
    """The version that was deployed."""

    version = Text()


class DeploymentOut(outputs.Row):
    """A version of the application that somebody deployed."""

    class Meta:
        model = ApplicationVersion
        fields = ["id", "application", "version", "deployed_at", "deployed_by"]


class ContractIn(serializers.Serializer):
    """The next contract; columns have a name and a type."""

    inputs = Records()
    outputs = Records()
    operational_source_id = Id(required=False)
    smoke_request = Records(default=list, help_text="rows as the application will send them")
    based_on = Whole()


class ContractOut(outputs.Row):
    """What the application sends and expects, and how its smoke test went."""

    inputs = Stored()
    outputs = Stored()
    smoke_request = Stored()

    class Meta:
        model = ContractRevision
        fields = [
            "id", "application", "number", "inputs", "outputs", "operational_source",
            "smoke_request", "smoke_result", "smoke_detail", "smoke_version", "smoke_at",
            "content_hash", "author", "created_at",
        ]  # fmt: skip


class Applications(Endpoint):
    about = USE_CASES

    @lists(ApplicationOut)
    def get(self) -> QuerySet:
        """The use case's applications."""
        return Application.objects.filter(use_case=self.row).select_related("scope", "owner")

    @act(ApplicationIn, ApplicationOut)
    def post(self, **given) -> Application:
        """Register an application."""
        return applications.register(use_case_id=self.pk, **self.who, **given)


class ApplicationRow(Endpoint):
    about = Application.objects.select_related("scope", "owner")

    @shows(ApplicationOut)
    def get(self) -> Application:
        """One application."""
        return self.row

    @act(ApplicationChangeIn, ApplicationOut, status=200)
    def patch(self, **given) -> Application:
        """Change an application."""
        return applications.change(application_id=self.pk, **self.who, **given)


class Deployments(Endpoint):
    about = Application.objects.all()

    @lists(DeploymentOut)
    def get(self) -> QuerySet:
        """The versions that were deployed."""
        rows = ApplicationVersion.objects.filter(application=self.row)
        return rows.select_related("deployed_by")

    @act(DeploymentIn, DeploymentOut)
    def post(self, **given) -> ApplicationVersion:
        """Note a deployed version."""
        return applications.deployed(application_id=self.pk, **self.who, **given)


class ContractRow(Endpoint):
    about = ContractRevision.objects.select_related("author")

    @shows(ContractOut)
    def get(self) -> ContractRevision:
        """One revision."""
        return self.row


class Contracts(Endpoint):
    about = Application.objects.all()
    revises = True

    @lists(ContractOut)
    def get(self) -> QuerySet:
        """Every revision of the contract."""
        return ContractRevision.objects.filter(application=self.row).select_related("author")

    @act(ContractIn, ContractOut)
    def post(self, inputs: list, **given) -> ContractRevision:
        """Write the next revision."""
        return contracts.revise(application_id=self.pk, inputs_=inputs, **self.who, **given)
