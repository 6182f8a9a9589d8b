"""Webhooks: where events are sent, what signs them, what is to be sent, and each try."""

import uuid

from django.db import models
from django.db.models import Q

from governance.models.people import User
from governance.models.scopes import Scope
from governance.words import SiteRole, WebhookState

# Who sees the webhooks of the whole site.
SEES_SITE = frozenset({SiteRole.OFFICER, SiteRole.ADMINISTRATOR, SiteRole.AUDITOR})


class WebhookQuerySet(models.QuerySet["Webhook"]):
    """Webhooks that somebody may see."""

    def visible_to(self, actor, now):
        """Those of use cases that `actor` sees and, for those who keep the site, the site's."""
        if actor.is_system:
            return self
        seen = Q(scope__in=Scope.objects.visible_to(actor, now))
        if actor.within is None and not actor.site_roles.isdisjoint(SEES_SITE):
            seen |= Q(scope=None)
        return self.filter(seen)

    def there(self) -> "WebhookQuerySet":
        """Those that weren't removed."""
        return self.filter(removed_at=None)


class Webhook(models.Model):
    """Events of one use case, or of the whole site, told to an address.

    The address may hold a secret, so it is locked; `origin` is what people are shown of it. What
    is sent is what the owner may see: whoever set the address or the events last, or resumed it.
    """

    scope = models.ForeignKey(
        Scope, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=80)
    address = models.TextField()
    origin = models.CharField(max_length=300)
    events = models.JSONField(default=list)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    state = models.CharField(
        max_length=8, choices=WebhookState.choices, default=WebhookState.ACTIVE
    )
    paused_why = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    failing_since = models.DateTimeField(
        null=True, blank=True, help_text="the first failure since the last success"
    )
    silences = models.PositiveIntegerField(
        default=0, help_text="tries in a row to which the receiver gave no answer"
    )
    rests_until = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = WebhookQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:
        return self.removed_at is None and self.state == WebhookState.ACTIVE


class WebhookSecret(models.Model):
    """What signs; locked at rest. One that was replaced signs too, until `until`."""

    webhook = models.ForeignKey(Webhook, on_delete=models.PROTECT, related_name="secrets")
    locked = models.TextField()
    made_at = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["webhook"], condition=Q(until=None), name="one_lasting_secret"
            )
        ]

    def __str__(self) -> str:
        return f"secret of {self.webhook}"


class WebhookMessageQuerySet(models.QuerySet["WebhookMessage"]):
    """Messages that somebody may see."""

    def visible_to(self, actor, now):
        """Those of webhooks that they see, about nothing that they don't: a webhook of the site
        tells what its owner sees, and others who keep it may see less.
        """
        rows = self.filter(webhook__in=Webhook.objects.visible_to(actor, now))
        if actor.is_system:
            return rows
        return rows.filter(Q(scope=None) | Q(scope__in=Scope.objects.visible_to(actor, now)))


class WebhookMessage(models.Model):
    """One entry for one webhook, once; `key` is its webhook-id, the same from try to try.

    Claimed by lease and token, dead after too many tries. Without an entry it is a test. `in_turn`
    is false for what was sent again by hand: it waits for nothing, and nothing waits for it.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.PROTECT, related_name="messages")
    entry_id = models.BigIntegerField(null=True, blank=True)
    scope = models.ForeignKey(
        Scope, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    event = models.CharField(max_length=60)
    in_turn = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    lease = models.DateTimeField(null=True, blank=True)
    token = models.UUIDField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    unanswered = models.BooleanField(
        default=False, help_text="the receiver gave no answer to the last try"
    )
    done_at = models.DateTimeField(null=True, blank=True)
    dead_at = models.DateTimeField(null=True, blank=True)
    left_out = models.CharField(max_length=120, blank=True, help_text="why it wasn't sent")
    error = models.CharField(max_length=300, blank=True)

    objects = WebhookMessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["webhook", "entry_id"], name="one_message_a_webhook_and_entry"
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(done_at=None, dead_at=None), name="message_due"
            ),
            models.Index(
                fields=["webhook", "scope", "entry_id"],
                condition=Q(done_at=None, dead_at=None),
                name="message_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} to {self.webhook}"

    @property
    def identity(self) -> str:
        """The webhook-id by which a receiver knows that it had this before."""
        return f"msg_{self.key.hex}"


class WebhookAttempt(models.Model):
    """One try, as it went: what was sent, less what signs it, and what came back."""

    message = models.ForeignKey(WebhookMessage, on_delete=models.CASCADE, related_name="tries")
    at = models.DateTimeField()
    request_headers = models.JSONField(default=dict)
    request_body = models.TextField(blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    response_headers = models.JSONField(default=dict)
    response_body = models.TextField(blank=True)
    milliseconds = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.message}: {self.status or self.error}"

    @property
    def request(self) -> str:
        """What was sent, as it looks on the line."""
        return _written(self.request_headers, self.request_body)

    @property
    def response(self) -> str:
        """The beginning of what came back, in the same way."""
        return _written(self.response_headers, self.response_body)


def _written(headers: dict[str, str], body: str) -> str:
    return "\n".join([*(f"{name}: {said}" for name, said in headers.items()), "", body])
