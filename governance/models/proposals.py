"""Acts that need a second person: abandoning, suspending, retiring, breaking the glass."""

from django.db import models
from django.db.models import Q

from governance.models.people import User
from governance.models.scopes import Scope, ScopedQuerySet
from governance.words import ProposalState


class Proposal(models.Model):
    """One person proposes an act, another confirms it; only then does it happen."""

    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="proposals")
    act = models.CharField(max_length=40)
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    arguments = models.TextField(default="{}", help_text="canonical JSON")
    reason = models.TextField()
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(
        max_length=10, choices=ProposalState.choices, default=ProposalState.OPEN
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["act", "subject_type", "subject_id"],
                condition=Q(state=ProposalState.OPEN),
                name="one_open_proposal_an_act",
            )
        ]

    def __str__(self) -> str:
        return f"{self.act} of {self.subject_type} {self.subject_id}"
