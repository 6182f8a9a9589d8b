"""Deliveries: a row for each entry and reader that asked for its kind; and who is at work."""

from django.db import models
from django.db.models import Q


class Delivery(models.Model):
    """Work that an entry causes: claimed by lease, finished by fencing token, dead after too many."""

    entry_id = models.BigIntegerField()
    subscriber = models.CharField(max_length=60)
    scope = models.CharField(max_length=80, blank=True)
    run_after = models.DateTimeField()
    lease = models.DateTimeField(null=True, blank=True)
    token = models.UUIDField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    dead_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(fields=["entry_id", "subscriber"], name="one_delivery_a_reader")
        ]
        indexes = [
            models.Index(
                fields=["run_after"],
                condition=Q(done_at=None, dead_at=None),
                name="delivery_due",
            ),
            models.Index(
                fields=["subscriber", "scope", "entry_id"],
                condition=Q(done_at=None, dead_at=None),
                name="delivery_order",
            ),
            models.Index(fields=["id"], condition=Q(dead_at__isnull=False), name="delivery_dead"),
        ]

    def __str__(self) -> str:
        return f"entry {self.entry_id} for {self.subscriber}"


class Heartbeat(models.Model):
    """When a part of Pitwall last showed that it works."""

    part = models.CharField(max_length=24, primary_key=True)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.part} at {self.seen_at}"
