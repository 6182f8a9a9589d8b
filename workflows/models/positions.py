"""Projections for lists: where each use case stands, what waits in it and for whom.

Written by workflows.services.positions alone. Clearance, gates and releases never read them.
"""

from django.db import models
from django.db.models import Value

from governance.models import Scope, User
from governance.models.scopes import ScopedQuerySet
from projects.models import UseCase
from projects.words import Classification, Lifecycle, Residency, Tier
from workflows.words import DutyKind, Stage, TurnKind, WindowState


class PositionQuerySet(ScopedQuerySet):
    """Positions, scoped."""

    def current(self) -> "PositionQuerySet":
        """Those of use cases that aren't retired.

        Compared with a value: Django writes `NOT retired` otherwise, for which SQLite takes no index.
        """
        return self.filter(retired=Value(False))


class Position(models.Model):
    """Where one use case stands, as lists show it.

    `stale` says that something has happened since it was written: it is written again right
    after the transaction in which it did, or by whoever looks first. Whether a round is overdue
    isn't kept but asked of `urgent_at`, which is far off where nothing is due.
    """

    use_case = models.OneToOneField(UseCase, on_delete=models.CASCADE, related_name="+")
    scope = models.OneToOneField(Scope, on_delete=models.CASCADE, related_name="+")
    slug = models.SlugField(max_length=80)
    title = models.CharField(max_length=200)
    lifecycle = models.CharField(max_length=10, choices=Lifecycle.choices)
    retired = models.BooleanField(default=False)
    cycle = models.PositiveIntegerField(null=True, blank=True, help_text="its number")
    cycle_began = models.DateTimeField(null=True, blank=True)
    stage = models.CharField(max_length=12, choices=Stage.choices, default=Stage.DEFINITION)
    place = models.PositiveSmallIntegerField(default=0, help_text="of the stage in the loop")
    lap = models.CharField(
        max_length=80, default=",,,,,,", help_text="states of the seven stages, by commas"
    )
    review_id = models.BigIntegerField(null=True, blank=True, help_text="the round that waits")
    due_at = models.DateTimeField(null=True, blank=True)
    urgent_at = models.DateTimeField()
    turn = models.CharField(max_length=8, choices=TurnKind.choices, default=TurnKind.START)
    turn_role = models.CharField(max_length=16, blank=True)
    turn_names = models.TextField(default="[]", help_text="JSON: who acts, or still can vote")
    version = models.CharField(max_length=40, blank=True, help_text="that the round is about")
    serving = models.BooleanField(default=False)
    watch = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="what to look at first of what was ever judged or serves; 1: serves, breached",
    )
    window = models.CharField(max_length=8, choices=WindowState.choices, blank=True)
    release_id = models.BigIntegerField(null=True, blank=True, help_text="the release that serves")
    judged_id = models.BigIntegerField(
        null=True, blank=True, help_text="the window judged last, of whichever release"
    )
    judged = models.CharField(
        max_length=8, choices=WindowState.choices, blank=True, help_text="the state of that window"
    )
    concerns = models.PositiveIntegerField(default=0, help_text="open findings about operation")
    verdict = models.TextField(default="null", help_text="JSON: what the last window says first")
    tier = models.CharField(max_length=8, choices=Tier.choices, blank=True)
    residency = models.CharField(max_length=12, choices=Residency.choices, blank=True)
    classification = models.CharField(max_length=12, choices=Classification.choices, blank=True)
    stale = models.BooleanField(default=False)

    objects = PositionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["retired", "stage", "urgent_at", "cycle_began", "id", "serving", "scope"],
                name="position_by_stage",
            ),
            models.Index(
                fields=["retired", "urgent_at", "cycle_began", "id"], name="position_by_due"
            ),
            models.Index(fields=["retired", "title"], name="position_by_title"),
            models.Index(fields=["watch", "title", "scope"], name="position_by_watch"),
            models.Index(fields=["retired", "cycle_began"], name="position_by_age"),
            models.Index(fields=["retired", "place", "urgent_at"], name="position_by_place"),
            models.Index(
                fields=["scope"], condition=models.Q(stale=True), name="position_to_refresh"
            ),
        ]
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return f"{self.title}: {self.get_stage_display()}"


class Duty(models.Model):
    """One thing that waits in a use case: a vote, an answer, a stage to work on.

    `rank` orders kinds: decisions before answers before own work before vacancies. `told` is
    what the sentences about it are made of.
    """

    scope = models.ForeignKey(Scope, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=DutyKind.choices)
    rank = models.PositiveSmallIntegerField()
    subject = models.BigIntegerField(help_text="id of what waits, of a table that the kind names")
    since = models.DateTimeField(null=True, blank=True)
    due = models.DateTimeField(null=True, blank=True)
    asked_by = models.ForeignKey(
        User, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    told = models.TextField(default="{}", help_text="JSON")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "duties"
        indexes = [
            models.Index(fields=["kind", "due"], name="duty_by_due"),
            models.Index(fields=["kind", "subject"], name="duty_by_subject"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["scope", "kind", "subject"], name="one_duty_a_subject")
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class Seat(models.Model):
    """Whose duty it may be: whoever holds a role, or one person.

    One person's may be one's own `outside` too: of a source's owner, who need not see the use case.
    """

    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="seats")
    scope = models.ForeignKey(Scope, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=16, blank=True)
    user = models.ForeignKey(
        User, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    outside = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["role", "scope", "duty"], name="seat_by_role")]

    def __str__(self) -> str:
        return f"{self.role or self.user}: {self.duty}"


class Bar(models.Model):
    """Somebody whose duty it isn't, though they hold the role: all roles where none is named."""

    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="bars")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=16, blank=True)

    class Meta:
        indexes = [models.Index(fields=["user", "duty"], name="bar_by_user")]

    def __str__(self) -> str:
        return f"{self.user} not for {self.duty}"
