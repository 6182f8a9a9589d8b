"""What people are told, where they want it, and what is still to be sent."""

from django.db import models
from django.db.models import Q

from governance.models.ledger import LedgerEntry
from governance.models.people import User
from governance.models.scopes import Scope
from governance.noticing import DIGEST_HOUR, NoticeKind, Often


class Notice(models.Model):
    """One person is told of one entry, once, for whatever reasons; `shown` in the portal or not."""

    recipient = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    # To read both at once. The record itself knows of no key, and nobody looks for an entry's notices.
    entry = models.ForeignKey(
        LedgerEntry, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    kind = models.CharField(max_length=16, choices=NoticeKind.choices)
    scope = models.ForeignKey(
        Scope, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    subject_type = models.CharField(max_length=40, blank=True)
    subject_id = models.BigIntegerField(null=True, blank=True)
    shown = models.BooleanField(default=True)
    occurred_at = models.DateTimeField()
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "entry"], name="one_notice_a_person_and_entry"
            )
        ]
        indexes = [
            models.Index(
                fields=["recipient", "-occurred_at", "-id", "shown", "scope"],
                name="notice_by_moment",
            ),
            models.Index(
                fields=["recipient"], condition=Q(shown=True, read_at=None), name="notice_unread"
            ),
        ]

    def __str__(self) -> str:
        return f"entry {self.entry_id} for {self.recipient}"


class Channel(models.Model):
    """A place outside that administrators configured; its address is a secret, locked at rest."""

    name = models.CharField(max_length=60)
    service = models.CharField(max_length=40)
    address = models.TextField()
    scope = models.ForeignKey(
        Scope, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    kinds = models.JSONField(default=list)
    by_itself = models.BooleanField(
        default=False, help_text="it hears of each event of its kinds, without anybody choosing it"
    )
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name"], condition=Q(closed_at=None), name="one_open_channel_a_name"
            )
        ]
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def takes(self, kind: str, scope_id: int | None) -> bool:
        """Whether events of this kind and scope may go there."""
        return self.closed_at is None and kind in self.kinds and self.scope_id in (None, scope_id)


class NoticeChoice(models.Model):
    """How often somebody is told of one kind, one way: portal, mail or channel:3."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=NoticeKind.choices)
    way = models.CharField(max_length=30)
    often = models.CharField(max_length=8, choices=Often.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "way"], name="one_choice_a_kind_and_way"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.kind} by {self.way}, {self.often}"


class NoticeHours(models.Model):
    """When somebody wants the daily digest, and when nothing is sent; hours of their time zone."""

    user = models.OneToOneField(
        User, on_delete=models.PROTECT, primary_key=True, related_name="notice_hours"
    )
    digest_hour = models.PositiveSmallIntegerField(default=DIGEST_HOUR)
    quiet_from = models.PositiveSmallIntegerField(null=True, blank=True)
    quiet_until = models.PositiveSmallIntegerField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.user}: {self.digest_hour}:00"


class Dispatch(models.Model):
    """Something to be sent outside: claimed by lease and token, dead after too many tries.

    `address` says where to (mail:7, channel:3); what is due there goes out as one message, the
    `batch`. Without a notice it is for the channel itself; without an entry it is a test.
    """

    notice = models.ForeignKey(
        Notice, on_delete=models.PROTECT, null=True, blank=True, related_name="dispatches"
    )
    channel = models.ForeignKey(
        Channel, on_delete=models.PROTECT, null=True, blank=True, related_name="dispatches"
    )
    entry_id = models.BigIntegerField(null=True, blank=True)
    scope = models.ForeignKey(
        Scope, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=16, choices=NoticeKind.choices, blank=True)
    address = models.CharField(max_length=30)
    due_at = models.DateTimeField()
    digest = models.BooleanField(default=False)
    batch = models.UUIDField(null=True, blank=True, db_index=True)
    lease = models.DateTimeField(null=True, blank=True)
    token = models.UUIDField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    dead_at = models.DateTimeField(null=True, blank=True)
    left_out = models.CharField(max_length=120, blank=True, help_text="why it wasn't sent")
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name_plural = "dispatches"
        constraints = [
            models.UniqueConstraint(fields=["notice", "address"], name="one_dispatch_a_way"),
            models.UniqueConstraint(
                fields=["entry_id", "channel"],
                condition=Q(notice=None),
                name="one_dispatch_a_channel",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(done_at=None, dead_at=None), name="dispatch_due"
            ),
            models.Index(
                fields=["address"], condition=Q(done_at=None, dead_at=None), name="dispatch_waits"
            ),
            models.Index(fields=["entry_id", "channel"], name="dispatch_said"),
        ]

    def __str__(self) -> str:
        return f"{self.kind or 'a test'} to {self.address}"
