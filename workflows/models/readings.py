"""What pages read of each use case's loop, and of cycles that are over, kept from look to look.

Written by workflows.services.readings alone. Clearance, gates, releases and every other act read
the rows themselves.
"""

from django.db import models
from django.db.models import Q

from governance.models import Scope
from workflows.models.cycles import Cycle


class Reading(models.Model):
    """One use case as it was read last, or one of its former cycles, and whether that is still so.

    `moved` counts what has happened in it, `read_at` is what that was when the rows were read; `site`
    is the same for what concerns all use cases. What is kept holds while both agree, and until a
    moment at which something changes by itself.
    """

    scope = models.ForeignKey(Scope, on_delete=models.CASCADE, related_name="+")
    cycle = models.OneToOneField(
        Cycle, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    moved = models.PositiveBigIntegerField(default=0)
    read_at = models.BigIntegerField(default=-1, help_text="what was counted when it was read")
    site = models.BigIntegerField(default=-1, help_text="the same for what concerns all use cases")
    until = models.DateTimeField(null=True, blank=True)
    language = models.CharField(max_length=20, blank=True)
    body = models.BinaryField(default=b"", help_text="workflows.packing")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scope"], condition=Q(cycle=None), name="one_reading_a_use_case"
            )
        ]

    def __str__(self) -> str:
        return f"what was read of scope {self.scope_id}"
