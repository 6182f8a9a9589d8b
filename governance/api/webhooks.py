"""Webhooks: where events are sent, what signs them, and the log of what was sent."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from governance import events
from governance.access import visible
from governance.api import outputs
from governance.api.base import Endpoint, act, filtered, lists, shows
from governance.api.fields import Choice, Flag, Several, Text, Whole
from governance.api.paging import Paging
from governance.models import Scope, Webhook, WebhookAttempt, WebhookMessage
from governance.services import webhook_messages, webhooks


class EventOut(serializers.Serializer):
    """An event that can be told."""

    name = serializers.CharField()
    about = serializers.CharField()


class WebhookIn(serializers.Serializer):
    """A new webhook: without `use_case` it is told of the whole site."""

    use_case = Text(required=False, help_text="its slug")
    name = Text()
    address = Text(write_only=True, help_text="https://…; it is never shown again")
    events = Several(child=Choice([(one, one) for one in events.EVENTS]))


class WebhookChangeIn(serializers.Serializer):
    """What is to be otherwise; what isn't given stays as it is."""

    name = Text(required=False)
    address = Text(required=False, write_only=True)
    events = Several(child=Choice([(one, one) for one in events.EVENTS]), required=False)


class RotationIn(serializers.Serializer):
    """How long the secret before goes on signing beside the new one."""

    overlap_hours = Whole(required=False, help_text="0 to 336, else 24")


class WebhookOut(outputs.Row):
    """A webhook; of its address no more than where it leads."""

    use_case = serializers.SlugField(
        source="scope.key",
        default=None,
        allow_null=True,
        read_only=True,
        help_text="null for the whole site",
    )
    events = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = Webhook
        fields = [
            "id", "name", "use_case", "origin", "events", "state", "paused_why", "owner",
            "created_by", "created_at", "sent_at", "failing_since",
        ]  # fmt: skip


class MadeWebhookOut(serializers.Serializer):
    """A webhook with its new secret, which is shown this once."""

    secret = serializers.CharField()
    webhook = WebhookOut()


class MessageFilter(Paging):
    """Which messages are listed."""

    event = Text(required=False)
    dead = Flag(required=False, help_text="true: only those that were set aside")


class AttemptOut(serializers.ModelSerializer):
    """One try: what was sent, less what signs it, and the beginning of what came back."""

    request_headers = serializers.DictField(child=serializers.CharField(), read_only=True)
    response_headers = serializers.DictField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = WebhookAttempt
        fields = [
            "at", "request_headers", "request_body", "status", "response_headers",
            "response_body", "milliseconds", "error",
        ]  # fmt: skip
        read_only_fields = fields


class MessageOut(outputs.Row):
    """An event on its way to a webhook; `webhook_id` is what a receiver knows it by."""

    webhook_id = serializers.CharField(source="identity", read_only=True)
    use_case = serializers.SlugField(
        source="scope.key", default=None, allow_null=True, read_only=True
    )
    tries = AttemptOut(many=True, read_only=True)

    class Meta:
        model = WebhookMessage
        fields = [
            "id", "webhook_id", "event", "use_case", "entry_id", "created_at", "due_at",
            "attempts", "done_at", "dead_at", "left_out", "error", "tries",
        ]  # fmt: skip


class Events(Endpoint):
    @shows(EventOut, many=True)
    def get(self) -> list[dict[str, str]]:
        """What webhooks can tell, under names that stay."""
        return [{"name": name, "about": str(about)} for name, about in events.EVENTS.items()]


class Webhooks(Endpoint):
    @lists(WebhookOut)
    def get(self) -> QuerySet:
        """The webhooks of use cases that you see and, for who keeps the site, the site's."""
        rows = Webhook.objects.there().visible_to(self.actor, self.now)
        return rows.select_related("scope", "owner", "created_by")

    @act(WebhookIn, MadeWebhookOut)
    def post(self, use_case: str | None = None, **given: Any) -> webhooks.MadeWebhook:
        """Tell events to an address; the secret that signs them is shown this once."""
        scope_id = None
        if use_case is not None:
            scope_id = visible(Scope.objects.all(), self.actor, self.now, key=use_case).pk
        return webhooks.create(scope_id=scope_id, **self.who, **given)


class OneWebhook(Endpoint):
    about = Webhook.objects.there().select_related("scope", "owner", "created_by")

    @shows(WebhookOut)
    def get(self) -> Webhook:
        """One webhook."""
        return self.row

    @act(WebhookChangeIn, WebhookOut, status=200)
    def patch(self, **given: Any) -> Webhook:
        """Change it; who sets address or events answers for it from now on."""
        return webhooks.change(webhook_id=self.pk, **self.who, **given)

    @act(None, None, status=204)
    def delete(self) -> None:
        """Remove it: address and secrets are forgotten, and what waits isn't sent."""
        webhooks.remove(webhook_id=self.pk, **self.who)


class Rotation(Endpoint):
    about = Webhook.objects.there()

    @act(RotationIn, MadeWebhookOut)
    def post(self, **given: Any) -> webhooks.MadeWebhook:
        """Make a new secret; the one before signs too for a while."""
        return webhooks.rotate(webhook_id=self.pk, **self.who, **given)


class Pause(Endpoint):
    about = Webhook.objects.there()

    @act(None, WebhookOut, status=200)
    def post(self) -> Webhook:
        """Send nothing there; what happens meanwhile isn't collected."""
        return webhooks.pause(webhook_id=self.pk, **self.who)


class Resumption(Endpoint):
    about = Webhook.objects.there()

    @act(None, WebhookOut, status=200)
    def post(self) -> Webhook:
        """Send again, what waited first; you answer for it from now on."""
        return webhooks.resume(webhook_id=self.pk, **self.who)


class Trial(Endpoint):
    about = Webhook.objects.there()

    @act(None, MessageOut)
    def post(self) -> WebhookMessage:
        """Send the event webhook.test; its place among the messages says how it went."""
        return webhooks.try_out(webhook_id=self.pk, **self.who)


class Messages(Endpoint):
    about = Webhook.objects.there()

    @lists(MessageOut, asks=MessageFilter)
    def get(self, dead: bool | None = None, **given: Any) -> QuerySet:
        """What was sent there in the last 30 days and what waits, each with its tries."""
        rows = WebhookMessage.objects.visible_to(self.actor, self.now).filter(webhook=self.row)
        if dead is not None:
            rows = rows.filter(dead_at__isnull=not dead)
        return filtered(rows, **given).select_related("scope").prefetch_related("tries")


class Redelivery(Endpoint):
    about = WebhookMessage.objects.filter(webhook__removed_at=None)

    @act(None, MessageOut, status=200)
    def post(self) -> WebhookMessage:
        """Send it again, under the same webhook-id."""
        return webhook_messages.redeliver(message_id=self.pk, **self.who)
