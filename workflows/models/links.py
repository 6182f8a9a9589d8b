"""Where the work lives in MLflow, and the runs mirrored from there."""

from django.db import models

from governance.models import Scope, User
from governance.models.scopes import ScopedQuerySet
from projects.models import Place
from workflows.models.cycles import Cycle
from workflows.words import FrozenKind, RunStatus


class MlflowServer(models.Model):
    """An MLflow server that Pitwall speaks to: the one it runs, or another."""

    key = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    tracking_uri = models.CharField(max_length=400, help_text="where Pitwall reaches it")
    external = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.title


class MlflowBinding(models.Model):
    """A use case's workspace on a server, and the experiment `pitwall` in it."""

    scope = models.OneToOneField(Scope, on_delete=models.PROTECT, related_name="+")
    server = models.ForeignKey(MlflowServer, on_delete=models.PROTECT, related_name="+")
    workspace = models.CharField(max_length=120)
    experiment_id = models.CharField(max_length=64, blank=True)
    artifacts_place = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="whose store its artifacts have; the server's default without one",
    )
    mirrored_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["server", "workspace"], name="one_scope_a_workspace")
        ]

    def __str__(self) -> str:
        return f"{self.workspace} on {self.server}"


class Run(models.Model):
    """A run of the team's own, as MLflow last told it."""

    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="+")
    server = models.ForeignKey(MlflowServer, on_delete=models.PROTECT, related_name="+")
    run_id = models.CharField(max_length=64)
    experiment_id = models.CharField(max_length=64)
    experiment_name = models.CharField(max_length=250, blank=True)
    name = models.CharField(max_length=250, blank=True)
    cycle = models.ForeignKey(
        Cycle, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    author = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    claimed_user = models.CharField(max_length=200, blank=True, help_text="mlflow.user, as claimed")
    status = models.CharField(max_length=10, choices=RunStatus.choices)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    params = models.TextField(default="{}", help_text="JSON: name → text")
    metrics = models.TextField(default="{}", help_text="JSON: name → decimal text, nan or inf")
    tags = models.TextField(default="{}", help_text="JSON: name → text")
    datasets = models.TextField(default="[]", help_text="JSON: [{name, digest, context}]")
    artifact_uri = models.CharField(max_length=500, blank=True)
    seen_at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["server", "run_id"], name="one_run_an_id")]
        indexes = [models.Index(fields=["scope", "-started_at"], name="run_by_scope")]

    def __str__(self) -> str:
        return self.name or self.run_id


class FrozenObject(models.Model):
    """Something in MLflow that the record leans on: nobody alters, deletes or overwrites it.

    `key` is what MLflow calls it: a run's or an experiment's id, a logged model's id, a registered
    model's name, or `name/version`.
    """

    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=FrozenKind.choices)
    key = models.CharField(max_length=320)
    why = models.CharField(max_length=200)
    frozen_at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "kind", "key"], name="frozen_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.key}"


class GatewayEvent(models.Model):
    """Something that a client did through the gateway, told to the portal in order."""

    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="+")
    act = models.CharField(max_length=20)
    key = models.CharField(
        max_length=320, help_text="the id of a run or logged model, or model/version"
    )
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()
    heard_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["scope", "id"],
                condition=models.Q(heard_at=None),
                name="unheard_gateway_events",
            ),
            models.Index(fields=["scope", "key"], name="gateway_events_by_key"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.key}"
