"""Gates, the rounds of review at them, the votes and the checks that were frozen."""

from django.db import models
from django.db.models import Q

from governance.models.people import User
from governance.models.policies import PolicyVersion
from governance.models.scopes import Scope, ScopedQuerySet
from governance.words import Choice, GateState, Outcome, ReviewState, Role, SiteRole, VoteKind

VOTING_ROLES = [*Role.choices, *SiteRole.choices]


class Gate(models.Model):
    """The end of a stage. `state` is a projection for lists, to be looked at again at a time."""

    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="gates")
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    stage = models.CharField(max_length=24)
    content_hash = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=8, choices=GateState.choices, default=GateState.SHUT)
    reason = models.CharField(max_length=300, blank=True)
    recheck_at = models.DateTimeField(null=True, blank=True, db_index=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id"], name="one_gate_a_subject"
            )
        ]

    def __str__(self) -> str:
        return f"{self.stage} gate of {self.scope}"


class Review(models.Model):
    """One round at a gate: facts and content as they stood when it was asked for."""

    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="reviews")
    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="reviews")
    round = models.PositiveIntegerField()
    policy_version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="+")
    submitter = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True)
    content = models.TextField(help_text="canonical JSON of what the approval binds to")
    content_hash = models.CharField(max_length=64)
    facts = models.TextField(help_text="canonical JSON of what the checks were given")
    facts_sha = models.CharField(max_length=64)
    state = models.CharField(
        max_length=16, choices=ReviewState.choices, default=ReviewState.OPEN, db_index=True
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(
        max_length=300, blank=True, help_text="why it was withdrawn, became stale or was revoked"
    )
    version = models.PositiveIntegerField(default=0)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gate", "round"], name="one_review_a_round"),
            models.UniqueConstraint(
                fields=["gate"], condition=Q(state=ReviewState.OPEN), name="one_open_review_a_gate"
            ),
        ]
        ordering = ["gate_id", "round"]

    def __str__(self) -> str:
        return f"round {self.round} at the {self.gate}"


class ReviewExclusion(models.Model):
    """Somebody who must not vote in this round, and why."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="exclusions")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "user"], name="one_exclusion_a_person")
        ]

    def __str__(self) -> str:
        return f"{self.user} can't vote: {self.why}"


class Vote(models.Model):
    """What one person said in one role; binding votes are counted, advice is shown."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="votes")
    voter = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    on_behalf_of = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    role = models.CharField(max_length=16, choices=VOTING_ROLES)
    kind = models.CharField(max_length=8, choices=VoteKind.choices)
    choice = models.CharField(max_length=24, choices=Choice.choices)
    comment = models.TextField(blank=True, help_text="erasable; the ledger keeps its SHA-256")
    comment_sha = models.CharField(max_length=64, blank=True)
    cast_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["review", "voter"],
                condition=Q(kind=VoteKind.BINDING),
                name="one_binding_vote_a_voter",
            ),
            models.UniqueConstraint(
                fields=["review", "on_behalf_of"],
                condition=Q(kind=VoteKind.BINDING, on_behalf_of__isnull=False),
                name="one_binding_vote_on_behalf",
            ),
        ]
        ordering = ["review_id", "cast_at", "pk"]

    def __str__(self) -> str:
        return f"{self.voter} ({self.role}): {self.get_choice_display()}"


class CheckResult(models.Model):
    """What one check said of the frozen facts."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="check_results")
    key = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    binding = models.BooleanField(default=True)
    reason = models.TextField()
    source = models.CharField(max_length=200, blank=True)
    value = models.TextField(blank=True, help_text="canonical JSON of what was read")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "key"], name="one_result_a_check")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.key}: {self.outcome}"
