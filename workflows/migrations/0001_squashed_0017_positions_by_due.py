from datetime import UTC, datetime
from decimal import Decimal

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from governance.trigrams import TrigramIndex

BATCH = 500
NEVER = datetime(9999, 1, 1, tzinfo=UTC)


def begin_positions(apps, schema_editor):
    """A row for each use case that is there; whoever looks first, or the worker, fills it."""
    position = apps.get_model("workflows", "Position")
    cases = apps.get_model("projects", "UseCase").objects.order_by("pk")
    position.objects.bulk_create(
        (
            position(
                use_case_id=one.pk,
                scope_id=one.scope_id,
                slug=one.slug,
                title=one.title,
                lifecycle=one.lifecycle,
                retired=one.lifecycle == "retired",
                urgent_at=NEVER,
                stale=True,
            )
            for one in cases.iterator(BATCH)
        ),
        batch_size=BATCH,
    )


def begin_readings(apps, schema_editor):
    """A row for each use case that is there; whoever looks first fills it."""
    reading = apps.get_model("workflows", "Reading")
    scopes = apps.get_model("projects", "UseCase").objects.order_by("pk")
    ids = scopes.values_list("scope_id", flat=True)
    reading.objects.bulk_create(
        (reading(scope_id=one) for one in ids.iterator(BATCH)), batch_size=BATCH
    )


class Migration(migrations.Migration):
    """All steps to here at once; a database that has taken some of them takes the others."""

    replaces = [
        ("workflows", "0001_initial"),
        ("workflows", "0002_cycle_target"),
        ("workflows", "0003_candidate_threshold"),
        ("workflows", "0004_carry_notes"),
        ("workflows", "0005_recorded_at"),
        ("workflows", "0006_smoke_jobs"),
        ("workflows", "0007_gateway"),
        ("workflows", "0008_stores_and_makers"),
        ("workflows", "0009_window_weeks"),
        ("workflows", "0010_positions"),
        ("workflows", "0011_readings"),
        ("workflows", "0012_search_indexes"),
        ("workflows", "0013_export_jobs"),
        ("workflows", "0014_batches"),
        ("workflows", "0015_pipeline_reports"),
        ("workflows", "0016_positions_of_operation"),
        ("workflows", "0017_positions_by_due"),
    ]

    initial = True

    dependencies = [
        ("governance", "0015_entry_of_a_notice"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("projects", "0007_search_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="MlflowServer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField(max_length=60, unique=True)),
                ("title", models.CharField(max_length=200)),
                (
                    "tracking_uri",
                    models.CharField(help_text="where Pitwall reaches it", max_length=400),
                ),
                ("external", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="Cycle",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("why", models.CharField(blank=True, max_length=300)),
                (
                    "entry_stage",
                    models.CharField(
                        choices=[
                            ("definition", "Definition"),
                            ("data", "Data readiness"),
                            ("platform", "Platform readiness"),
                            ("training", "Training"),
                            ("integration", "Integration"),
                            ("release", "Release"),
                            ("operation", "Operation"),
                        ],
                        default="definition",
                        max_length=12,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("building", "building"),
                            ("in_service", "in service"),
                            ("ended", "ended"),
                            ("abandoned", "abandoned"),
                        ],
                        db_index=True,
                        default="building",
                        max_length=10,
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("mlflow_run_id", models.CharField(blank=True, max_length=64)),
                (
                    "carry_notes",
                    models.TextField(
                        default="{}", help_text="JSON: stage → why its gate was carried over or not"
                    ),
                ),
                (
                    "cause",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.finding",
                    ),
                ),
                (
                    "policy_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.policyversion",
                    ),
                ),
                (
                    "scope",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.scope",
                    ),
                ),
                (
                    "use_case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="projects.usecase",
                    ),
                ),
            ],
            options={
                "ordering": ["use_case_id", "number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("use_case", "number"), name="one_cycle_a_number"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "building")),
                        fields=("use_case",),
                        name="one_building_cycle_a_use_case",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Candidate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("model", models.CharField(max_length=250)),
                ("version", models.CharField(max_length=40)),
                ("mlflow_run_id", models.CharField(blank=True, max_length=64)),
                ("artifacts_sha", models.CharField(blank=True, max_length=64)),
                ("signature", models.TextField(default="{}", help_text="JSON: inputs and outputs")),
                (
                    "claimed",
                    models.TextField(
                        default="{}", help_text="JSON: metric → decimal text, nan or inf"
                    ),
                ),
                (
                    "threshold",
                    models.DecimalField(
                        decimal_places=6,
                        default=Decimal("0.5"),
                        help_text="decision threshold, claimed",
                        max_digits=8,
                    ),
                ),
                (
                    "missing",
                    models.TextField(
                        default="[]", help_text="JSON: requirements the environment lacks"
                    ),
                ),
                ("nominated_at", models.DateTimeField()),
                ("superseded_at", models.DateTimeField(blank=True, null=True)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "makers",
                    models.ManyToManyField(
                        help_text="by whose keys it came: none of them votes on it",
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "nominated_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "scope",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.scope",
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="candidates",
                        to="workflows.cycle",
                    ),
                ),
                (
                    "server",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workflows.mlflowserver",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("server", "scope", "model", "version", "cycle"),
                        name="one_candidate_a_model_version",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("superseded_at", None)),
                        fields=("cycle",),
                        name="one_nominated_candidate_a_cycle",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Duty",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("vote", "a vote"),
                            ("proposal", "a second person"),
                            ("release", "a release"),
                            ("access", "access to a source"),
                            ("framework", "a framework"),
                            ("verdict", "data"),
                            ("finding", "a finding"),
                            ("stage", "a stage"),
                            ("work", "work"),
                            ("vacancy", "a vacant role"),
                        ],
                        max_length=10,
                    ),
                ),
                ("rank", models.PositiveSmallIntegerField()),
                (
                    "subject",
                    models.BigIntegerField(
                        help_text="id of what waits, of a table that the kind names"
                    ),
                ),
                ("since", models.DateTimeField(blank=True, null=True)),
                ("due", models.DateTimeField(blank=True, null=True)),
                ("told", models.TextField(default="{}", help_text="JSON")),
                (
                    "asked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "scope",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="governance.scope",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "duties",
                "ordering": ["pk"],
                "indexes": [
                    models.Index(fields=["kind", "due"], name="duty_by_due"),
                    models.Index(fields=["kind", "subject"], name="duty_by_subject"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("scope", "kind", "subject"), name="one_duty_a_subject"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Bar",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("role", models.CharField(blank=True, max_length=16)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "duty",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="bars",
                        to="workflows.duty",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["user", "duty"], name="bar_by_user")],
            },
        ),
        migrations.CreateModel(
            name="Evaluation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("candidate", "candidate"),
                            ("champion", "champion, for comparison"),
                            ("slice", "one period by itself"),
                        ],
                        default="candidate",
                        max_length=10,
                    ),
                ),
                ("n", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("wanted", "waiting"),
                            ("running", "running"),
                            ("done", "measured"),
                            ("failed", "failed"),
                        ],
                        default="wanted",
                        max_length=8,
                    ),
                ),
                (
                    "metrics",
                    models.TextField(default="{}", help_text="JSON: metric → {value, low, high}"),
                ),
                (
                    "segments",
                    models.TextField(default="[]", help_text="JSON: [{segment, rows, metrics}]"),
                ),
                ("rows", models.BigIntegerField(blank=True, null=True)),
                ("reason", models.TextField(blank=True)),
                ("predictions_path", models.CharField(blank=True, max_length=400)),
                ("artifacts_sha", models.CharField(blank=True, max_length=64)),
                ("asked_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("mlflow_run_id", models.CharField(blank=True, max_length=64)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "candidate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evaluations",
                        to="workflows.candidate",
                    ),
                ),
                (
                    "dataset",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="projects.datasetversion",
                    ),
                ),
                (
                    "scope",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.scope",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("dataset", "n"), name="one_evaluation_a_try")
                ],
            },
        ),
        migrations.CreateModel(
            name="Comparison",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("wanted", "waiting"),
                            ("running", "running"),
                            ("done", "measured"),
                            ("failed", "failed"),
                        ],
                        default="wanted",
                        max_length=8,
                    ),
                ),
                (
                    "differences",
                    models.TextField(default="{}", help_text="JSON: metric → {value, low, high}"),
                ),
                ("reason", models.TextField(blank=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "scope",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.scope",
                    ),
                ),
                (
                    "challenger",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workflows.evaluation",
                    ),
                ),
                (
                    "champion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workflows.evaluation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("challenger", "champion"), name="one_comparison_a_pair"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Feedback",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("prediction_id", models.CharField(max_length=120)),
                ("actual", models.CharField(max_length=200)),
                ("event_at", models.DateTimeField()),
                ("received_at", models.DateTimeField()),
                ("matched_at", models.DateTimeField(blank=True, null=True)),
                (
                    "scope",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.scope",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("matched_at", None)),
                        fields=["scope", "received_at"],
                        name="feedback_unmatched",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("scope", "prediction_id"), name="one_feedback_a_prediction"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FrozenObject",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("experiment", "experiment"),
                            ("run", "run"),
                            ("logged_model", "logged model"),
                            ("model", "registered model"),
                            ("version", "model version"),
                        ],
                        max_length=12,
                    ),
                ),
                ("key", models.CharField(max_length=320)),
                ("why", models.CharField(max_length=200)),
                ("frozen_at", models.DateTimeField()),
                (
                    "scope",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.scope",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("scope", "kind", "key"), name="frozen_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="GatewayEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("act", models.CharField(max_length=20)),
                (
                    "key",
                    models.CharField(
                        help_text="the id of a run or logged model, or model/version",
                        max_length=320,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("heard_at", models.DateTimeField(blank=True, null=True)),
                (
                    "scope",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.scope",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("heard_at", None)),
                        fields=["scope", "id"],
                        name="unheard_gateway_events",
                    ),
                    models.Index(fields=["scope", "key"], name="gateway_events_by_key"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("training", "training"),
                            ("evaluation", "evaluation"),
                            ("comparison", "comparison"),
                            ("smoke", "smoke test"),
                            ("export", "export"),
                        ],
                        max_length=10,
                    ),
                ),
                ("subject_type", models.CharField(max_length=40)),
                ("subject_id", models.BigIntegerField()),
                ("title", models.CharField(max_length=200)),
                ("spec", models.TextField(default="{}", help_text="JSON: what the child is given")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("wanted", "waiting"),
                            ("running", "running"),
                            ("done", "done"),
                            ("failed", "failed"),
                            ("cancelled", "cancelled"),
                        ],
                        db_index=True,
                        default="wanted",
                        max_length=9,
                    ),
                ),
                ("progress", models.PositiveIntegerField(default=0, help_text="0 to 100")),
                ("step", models.CharField(blank=True, max_length=200)),
                ("log_path", models.CharField(blank=True, max_length=400)),
                ("cancel_asked_at", models.DateTimeField(blank=True, null=True)),
                ("pid", models.IntegerField(blank=True, null=True)),
                ("lease", models.DateTimeField(blank=True, null=True)),
                ("token", models.UUIDField(blank=True, null=True)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("wanted_at", models.DateTimeField()),
                (
                    "recorded_at",
                    models.DateTimeField(
                        auto_now_add=True, help_text="the clock's time of wanted_at"
                    ),
                ),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.TextField(blank=True)),
                ("result", models.TextField(default="{}", help_text="JSON")),
                (
                    "scope",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.scope",
                    ),
                ),
                (
                    "wanted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["wanted", "running"])),
                        fields=("kind", "subject_type", "subject_id"),
                        name="one_unfinished_job_a_subject",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MlflowBinding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("workspace", models.CharField(max_length=120)),
                ("experiment_id", models.CharField(blank=True, max_length=64)),
                ("mirrored_until", models.DateTimeField(blank=True, null=True)),
                (
                    "artifacts_place",
                    models.ForeignKey(
                        blank=True,
                        help_text="whose store its artifacts have; the server's default without one",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="projects.place",
                    ),
                ),
                (
                    "scope",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.scope",
                    ),
                ),
                (
                    "server",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workflows.mlflowserver",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("server", "workspace"), name="one_scope_a_workspace"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Position",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=80)),
                ("title", models.CharField(max_length=200)),
                (
                    "lifecycle",
                    models.CharField(
                        choices=[
                            ("active", "active"),
                            ("suspended", "suspended"),
                            ("retired", "retired"),
                        ],
                        max_length=10,
                    ),
                ),
                ("retired", models.BooleanField(default=False)),
                (
                    "cycle",
                    models.PositiveIntegerField(blank=True, help_text="its number", null=True),
                ),
                ("cycle_began", models.DateTimeField(blank=True, null=True)),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("definition", "Definition"),
                            ("data", "Data readiness"),
                            ("platform", "Platform readiness"),
                            ("training", "Training"),
                            ("integration", "Integration"),
                            ("release", "Release"),
                            ("operation", "Operation"),
                        ],
                        default="definition",
                        max_length=12,
                    ),
                ),
                (
                    "place",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="of the stage in the loop"
                    ),
                ),
                (
                    "lap",
                    models.CharField(
                        default=",,,,,,",
                        help_text="states of the seven stages, by commas",
                        max_length=80,
                    ),
                ),
                (
                    "review_id",
                    models.BigIntegerField(blank=True, help_text="the round that waits", null=True),
                ),
                ("due_at", models.DateTimeField(blank=True, null=True)),
                ("urgent_at", models.DateTimeField()),
                (
                    "turn",
                    models.CharField(
                        choices=[
                            ("start", "start the first cycle"),
                            ("vote", "vote"),
                            ("vacant", "fill a role that votes"),
                            ("checks", "mend a check"),
                            ("work", "work on the stage"),
                        ],
                        default="start",
                        max_length=8,
                    ),
                ),
                ("turn_role", models.CharField(blank=True, max_length=16)),
                (
                    "turn_names",
                    models.TextField(default="[]", help_text="JSON: who acts, or still can vote"),
                ),
                (
                    "version",
                    models.CharField(
                        blank=True, help_text="that the round is about", max_length=40
                    ),
                ),
                ("serving", models.BooleanField(default=False)),
                (
                    "watch",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="what to look at first of what was ever judged or serves; 1: serves, breached",
                        null=True,
                    ),
                ),
                (
                    "window",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("open", "not judged yet"),
                            ("met", "objectives met"),
                            ("breached", "objective breached"),
                            ("unknown", "can't be judged"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "release_id",
                    models.BigIntegerField(
                        blank=True, help_text="the release that serves", null=True
                    ),
                ),
                (
                    "judged_id",
                    models.BigIntegerField(
                        blank=True,
                        help_text="the window judged last, of whichever release",
                        null=True,
                    ),
                ),
                (
                    "judged",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("open", "not judged yet"),
                            ("met", "objectives met"),
                            ("breached", "objective breached"),
                            ("unknown", "can't be judged"),
                        ],
                        help_text="the state of that window",
                        max_length=8,
                    ),
                ),
                (
                    "concerns",
                    models.PositiveIntegerField(
                        default=0, help_text="open findings about operation"
                    ),
                ),
                (
                    "verdict",
                    models.TextField(
                        default="null", help_text="JSON: what the last window says first"
                    ),
                ),
                (
                    "tier",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("low", "low risk"),
                            ("medium", "medium risk"),
                            ("high", "high risk"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "residency",
                    models.CharField(
                        blank=True,
                        choices=[("on_premises", "on-premises only"), ("anywhere", "anywhere")],
                        max_length=12,
                    ),
                ),
                (
                    "classification",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("public", "public"),
                            ("internal", "internal"),
                            ("confidential", "confidential"),
                            ("restricted", "restricted"),
                        ],
                        max_length=12,
                    ),
                ),
                ("stale", models.BooleanField(default=False)),
                (
                    "scope",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="governance.scope",
                    ),
                ),
                (
                    "use_case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="projects.usecase",
                    ),
                ),
            ],
            options={
                "ordering": ["title", "pk"],
                "indexes": [
                    models.Index(
                        fields=[
                            "retired",
                            "stage",
                            "urgent_at",
                            "cycle_began",
                            "id",
                            "serving",
                            "scope",
                        ],
                        name="position_by_stage",
                    ),
                    models.Index(
                        fields=["retired", "urgent_at", "cycle_began", "id"], name="position_by_due"
                    ),
                    models.Index(fields=["retired", "title"], name="position_by_title"),
                    models.Index(fields=["watch", "title", "scope"], name="position_by_watch"),
                    models.Index(fields=["retired", "cycle_began"], name="position_by_age"),
                    models.Index(
                        fields=["retired", "place", "urgent_at"], name="position_by_place"
                    ),
                    models.Index(
                        condition=models.Q(("stale", True)),
                        fields=["scope"],
                        name="position_to_refresh",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("moved", models.PositiveBigIntegerField(default=0)),
                (
                    "read_at",
                    models.BigIntegerField(
                        default=-1, help_text="what was counted when it was read"
                    ),
                ),
                (
                    "site",
                    models.BigIntegerField(
                        default=-1, help_text="the same for what concerns all use cases"
                    ),
                ),
                ("until", models.DateTimeField(blank=True, null=True)),
                ("language", models.CharField(blank=True, max_length=20)),
                ("body", models.BinaryField(default=b"", help_text="workflows.packing")),
                (
                    "cycle",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="workflows.cycle",
                    ),
                ),
                (
                    "scope",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="governance.scope",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("cycle", None)),
                        fields=("scope",),
                        name="one_reading_a_use_case",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Release",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("approved", "approved release"),
                            ("rollback", "roll-back"),
                            ("break_glass", "break-glass release"),
                        ],
                        default="approved",
                        max_length=11,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("starting", "starting"),
                            ("live", "in service"),
                            ("failed", "failed"),
                            ("replaced", "replaced"),
                            ("stopped", "stopped"),
                        ],
                        db_index=True,
                        default="starting",
                        max_length=8,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("executed_at", models.DateTimeField()),
                (
                    "recorded_at",
                    models.DateTimeField(
                        auto_now_add=True, help_text="the clock's time of executed_at"
                    ),
                ),
                (
                    "report",
                    models.CharField(
                        blank=True,
                        help_text="what the pipeline said when it went live",
                        max_length=500,
                    ),
                ),
                ("live_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "candidate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="releases",
                        to="workflows.candidate",
                    ),
                ),
                (
                    "executed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workflows.release",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.review",
                    ),
                ),
                (
                    "scope",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.scope",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ModelProcess",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("wanted", models.BooleanField(default=True)),
                (
                    "observed",
                    models.CharField(
                        choices=[
                            ("none", "not started"),
                            ("starting", "starting"),
                            ("healthy", "healthy"),
                            ("unhealthy", "unhealthy"),
                            ("stopped", "stopped"),
                            ("failed", "failed"),
                        ],
                        default="none",
                        max_length=9,
                    ),
                ),
                ("generation", models.PositiveIntegerField(default=0)),
                ("pid", models.IntegerField(blank=True, null=True)),
                ("socket", models.CharField(blank=True, max_length=200)),
                ("sandbox", models.CharField(blank=True, max_length=12)),
                ("restarts", models.PositiveIntegerField(default=0)),
                ("reason", models.TextField(blank=True)),
                ("drain_until", models.DateTimeField(blank=True, null=True)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("healthy_at", models.DateTimeField(blank=True, null=True)),
                ("seen_at", models.DateTimeField(blank=True, null=True)),
                (
                    "scope",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.scope",
                    ),
                ),
                (
                    "release",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="process",
                        to="workflows.release",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Run",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("run_id", models.CharField(max_length=64)),
                ("experiment_id", models.CharField(max_length=64)),
                ("experiment_name", models.CharField(blank=True, max_length=250)),
                ("name", models.CharField(blank=True, max_length=250)),
                (
                    "claimed_user",
                    models.CharField(
                        blank=True, help_text="mlflow.user, as claimed", max_length=200
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("RUNNING", "running"),
                            ("SCHEDULED", "scheduled"),
                            ("FINISHED", "finished"),
                            ("FAILED", "failed"),
                            ("KILLED", "killed"),
                        ],
                        max_length=10,
                    ),
                ),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("params", models.TextField(default="{}", help_text="JSON: name → text")),
                (
                    "metrics",
                    models.TextField(
                        default="{}", help_text="JSON: name → decimal text, nan or inf"
                    ),
                ),
                ("tags", models.TextField(default="{}", help_text="JSON: name → text")),
                (
                    "datasets",
                    models.TextField(default="[]", help_text="JSON: [{name, digest, context}]"),
                ),
                ("artifact_uri", models.CharField(blank=True, max_length=500)),
                ("seen_at", models.DateTimeField()),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workflows.cycle",
                    ),
                ),
                (
                    "scope",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.scope",
                    ),
                ),
                (
                    "server",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workflows.mlflowserver",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["scope", "-started_at"], name="run_by_scope")],
                "constraints": [
                    models.UniqueConstraint(fields=("server", "run_id"), name="one_run_an_id")
                ],
            },
        ),
        migrations.AddField(
            model_name="candidate",
            name="run",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="workflows.run",
            ),
        ),
        migrations.CreateModel(
            name="Score",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("prediction_id", models.CharField(max_length=120)),
                ("version", models.CharField(max_length=40)),
                ("features", models.TextField(help_text="JSON: column → value")),
                (
                    "output",
                    models.TextField(help_text="JSON: what the model answered for this row"),
                ),
                ("event_at", models.DateTimeField()),
                ("received_at", models.DateTimeField()),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workflows.release",
                    ),
                ),
                (
                    "scope",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.scope",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["release", "event_at"], name="score_by_event")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("scope", "prediction_id"), name="one_score_a_prediction"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Seat",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("role", models.CharField(blank=True, max_length=16)),
                ("outside", models.BooleanField(default=False)),
                (
                    "duty",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="seats",
                        to="workflows.duty",
                    ),
                ),
                (
                    "scope",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="governance.scope",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["role", "scope", "duty"], name="seat_by_role")],
            },
        ),
        migrations.CreateModel(
            name="StageAttempt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("definition", "Definition"),
                            ("data", "Data readiness"),
                            ("platform", "Platform readiness"),
                            ("training", "Training"),
                            ("integration", "Integration"),
                            ("release", "Release"),
                            ("operation", "Operation"),
                        ],
                        max_length=12,
                    ),
                ),
                ("n", models.PositiveIntegerField()),
                ("why", models.CharField(blank=True, max_length=300)),
                (
                    "content_hash",
                    models.CharField(
                        blank=True, help_text="of the content that was approved", max_length=64
                    ),
                ),
                ("mlflow_run_id", models.CharField(blank=True, max_length=64)),
                ("started_at", models.DateTimeField()),
                ("waiting_since", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "end",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("approved", "gate opened"),
                            ("carried", "carried over"),
                            ("changed", "content changed"),
                            ("replaced", "replaced by a later release"),
                            ("abandoned", "cycle abandoned"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "carried_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workflows.stageattempt",
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attempts",
                        to="workflows.cycle",
                    ),
                ),
                (
                    "gate",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.gate",
                    ),
                ),
                (
                    "scope",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.scope",
                    ),
                ),
            ],
            options={
                "ordering": ["cycle_id", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("cycle", "stage", "n"), name="one_attempt_a_number"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("cycle", "stage"),
                        name="one_open_attempt_a_stage",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Target",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField(max_length=60, unique=True)),
                ("title", models.CharField(max_length=200)),
                (
                    "driver",
                    models.CharField(
                        choices=[
                            ("local", "scoring process of Pitwall's own"),
                            ("registry", "alias in the registry, for whoever reads it"),
                            ("webhook", "pipeline, told by webhook, that reports back"),
                        ],
                        max_length=20,
                    ),
                ),
                ("alias", models.CharField(default="champion", max_length=60)),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="projects.place",
                    ),
                ),
            ],
            options={
                "ordering": ["key"],
            },
        ),
        migrations.AddField(
            model_name="release",
            name="target",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="releases",
                to="workflows.target",
            ),
        ),
        migrations.AddField(
            model_name="cycle",
            name="target",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="workflows.target",
            ),
        ),
        migrations.CreateModel(
            name="Window",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("label", models.CharField(max_length=60)),
                ("scores", models.BigIntegerField(default=0)),
                ("matched", models.BigIntegerField(default=0)),
                (
                    "metrics",
                    models.TextField(default="{}", help_text="JSON: metric → {value, low, high}"),
                ),
                (
                    "drift",
                    models.TextField(default="[]", help_text="JSON: [{feature, psi, ks, …}]"),
                ),
                (
                    "verdicts",
                    models.TextField(
                        default="[]", help_text="JSON: [{objective, value, outcome, reason}]"
                    ),
                ),
                (
                    "weeks",
                    models.TextField(
                        default="[]",
                        help_text="JSON: [{starts_at, ends_at, scores, matched, metrics, drift}], none judged",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "not judged yet"),
                            ("met", "objectives met"),
                            ("breached", "objective breached"),
                            ("unknown", "can't be judged"),
                        ],
                        db_index=True,
                        default="open",
                        max_length=8,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("judged_at", models.DateTimeField(blank=True, null=True)),
                ("mlflow_run_id", models.CharField(blank=True, max_length=64)),
                (
                    "finding",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.finding",
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="windows",
                        to="workflows.release",
                    ),
                ),
                (
                    "scope",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.scope",
                    ),
                ),
            ],
            options={
                "ordering": ["release_id", "starts_at"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("release", "starts_at"), name="one_window_a_start"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Batch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject", models.CharField(help_text="release:id or use_case:id", max_length=40)),
                (
                    "sha",
                    models.CharField(help_text="SHA-256 of the body as it was sent", max_length=64),
                ),
                ("answer", models.TextField(help_text="JSON: what was answered")),
                ("received_at", models.DateTimeField()),
                (
                    "scope",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.scope",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("subject", "sha"), name="one_answer_a_batch")
                ],
            },
        ),
        migrations.CreateModel(
            name="CycleData",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("part", models.CharField(max_length=8)),
                ("sha256", models.CharField(max_length=64)),
                ("pinned_at", models.DateTimeField()),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="data",
                        to="workflows.cycle",
                    ),
                ),
                (
                    "dataset",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="projects.datasetversion",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("cycle", "dataset"), name="one_pin_a_dataset")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "live")),
                fields=("scope", "target"),
                name="one_live_release_a_target",
            ),
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "starting")),
                fields=("scope", "target"),
                name="one_starting_release_a_target",
            ),
        ),
        TrigramIndex("workflows_run", "name", prefixes=("run_id",)),
        TrigramIndex("workflows_position", "title", "slug"),
        # Last, because an index waits for rows that are checked at the end of the transaction.
        migrations.RunPython(begin_positions, migrations.RunPython.noop),
        migrations.RunPython(begin_readings, migrations.RunPython.noop),
    ]
