"""Policies: drafted, published, and their versions as they will always be."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework import serializers

from governance.access import may
from governance.api import outputs
from governance.api.base import Endpoint, act, lists, shows
from governance.api.fields import Stored, Text
from governance.errors import NotVisible
from governance.models import Policy, PolicyVersion
from governance.services import policies


class DraftIn(serializers.Serializer):
    """A policy's text in YAML, with the name that it says."""

    name = Text()
    title = Text()
    source = Text()  # type: ignore[assignment]


class DraftChangeIn(serializers.Serializer):
    """A policy's text in YAML."""

    title = Text()
    source = Text()  # type: ignore[assignment]


class PolicyOut(outputs.Row):
    """A policy."""

    class Meta:
        model = Policy
        fields = ["id", "name", "title"]


class DraftOut(outputs.Row):
    """A policy with the text that waits to be published."""

    class Meta:
        model = Policy
        fields = ["id", "name", "title", "draft"]


class PolicyVersionOut(outputs.Row):
    """What a policy said when it was published."""

    resolved = Stored()

    class Meta:
        model = PolicyVersion
        fields = [
            "id", "policy", "number", "source", "resolved", "sha256", "published_at", "published_by",
        ]  # fmt: skip


class Policies(Endpoint):
    @lists(PolicyOut)
    def get(self) -> QuerySet:
        """All policies."""
        return Policy.objects.all()

    @act(DraftIn, DraftOut)
    def post(self, **given) -> Policy:
        """Keep a text as a policy's draft; every line that can't be taken is named."""
        return policies.save_draft(**self.who, **given)


class PolicyDraft(Endpoint):
    holds = Policy.objects.all()

    @shows(DraftOut)
    def get(self) -> Policy:
        """A policy's draft, for those who may write it."""
        row = Policy.objects.filter(pk=self.pk).first()
        if row is None or not may(self.actor, "policy.draft", None, now=self.now).ok:
            raise NotVisible(_("There is no such draft for you."))
        return row

    @act(DraftChangeIn, DraftOut, status=200)
    def put(self, **given) -> Policy:
        """Keep another text as the policy's draft."""
        row = Policy.objects.filter(pk=self.pk).first()
        if row is None:
            raise NotVisible(_("There is no such policy."))
        return policies.save_draft(name=row.name, **self.who, **given)


class PolicyVersions(Endpoint):
    holds = Policy.objects.all()
    revises = True

    @lists(PolicyVersionOut)
    def get(self) -> QuerySet:
        """A policy's published versions."""
        if not Policy.objects.filter(pk=self.pk).exists():
            raise NotVisible(_("There is no such policy."))
        return PolicyVersion.objects.filter(policy_id=self.pk).select_related("published_by")

    @act(None, PolicyVersionOut)
    def post(self) -> PolicyVersion:
        """Publish the draft as the next version, for good."""
        return policies.publish(policy_id=self.pk, **self.who)
