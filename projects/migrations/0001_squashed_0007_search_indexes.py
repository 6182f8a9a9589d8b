import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from governance.trigrams import TrigramIndex


class Migration(migrations.Migration):
    """All steps to here at once; a database that has taken some of them takes the others."""

    replaces = [
        ("projects", "0001_initial"),
        ("projects", "0002_dataplan_positive_label"),
        ("projects", "0003_answers_and_tasks"),
        ("projects", "0004_intake"),
        ("projects", "0005_mentions_and_attachments"),
        ("projects", "0006_platform_phases"),
        ("projects", "0007_search_indexes"),
    ]

    initial = True

    dependencies = [
        ("governance", "0006_lent_keys"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Environment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField(max_length=80, unique=True)),
                ("title", models.CharField(max_length=200)),
            ],
            options={
                "ordering": ["key"],
            },
        ),
        migrations.CreateModel(
            name="Place",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=60, unique=True)),
                ("title", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[("on_premises", "on-premises"), ("cloud", "cloud")], max_length=12
                    ),
                ),
                ("region", models.CharField(blank=True, max_length=80)),
            ],
            options={
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="Application",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField(max_length=80)),
                ("title", models.CharField(max_length=200)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "planned"),
                            ("built", "built"),
                            ("live", "live"),
                            ("ended", "ended"),
                        ],
                        default="planned",
                        max_length=12,
                    ),
                ),
                (
                    "owner",
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
            ],
        ),
        migrations.CreateModel(
            name="BriefRevision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("title", models.CharField(max_length=200)),
                ("description", models.TextField(blank=True)),
                ("need", models.TextField(blank=True)),
                ("prediction_target", models.TextField(blank=True)),
                (
                    "task",
                    models.CharField(
                        choices=[
                            ("classification", "classification"),
                            ("multiclass", "multiclass classification"),
                            ("regression", "regression"),
                        ],
                        default="classification",
                        max_length=16,
                    ),
                ),
                ("constraints", models.TextField(blank=True)),
                (
                    "classification",
                    models.CharField(
                        choices=[
                            ("public", "public"),
                            ("internal", "internal"),
                            ("confidential", "confidential"),
                            ("restricted", "restricted"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "residency",
                    models.CharField(
                        choices=[("on_premises", "on-premises only"), ("anywhere", "anywhere")],
                        max_length=12,
                    ),
                ),
                (
                    "questionnaire",
                    models.TextField(default="{}", help_text="canonical JSON of the answers"),
                ),
                (
                    "tier",
                    models.CharField(
                        choices=[
                            ("low", "low risk"),
                            ("medium", "medium risk"),
                            ("high", "high risk"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "content_hash",
                    models.CharField(help_text="of the fields that bear on meaning", max_length=64),
                ),
                ("created_at", models.DateTimeField()),
                (
                    "author",
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
            ],
            options={
                "ordering": ["use_case_id", "number"],
            },
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject_type", models.CharField(max_length=40)),
                ("subject_id", models.BigIntegerField()),
                ("text", models.TextField()),
                ("text_sha", models.CharField(max_length=64)),
                ("created_at", models.DateTimeField()),
                ("erased_at", models.DateTimeField(blank=True, null=True)),
                ("pinned_at", models.DateTimeField(blank=True, null=True)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "mentioned",
                    models.ManyToManyField(
                        blank=True, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "pinned_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
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
            ],
            options={
                "ordering": ["pk"],
                "indexes": [
                    models.Index(fields=["subject_type", "subject_id"], name="comment_by_subject")
                ],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=120)),
                ("media_type", models.CharField(max_length=100)),
                ("size", models.BigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("added_at", models.DateTimeField()),
                ("erased_at", models.DateTimeField(blank=True, null=True)),
                ("erased_why", models.CharField(blank=True, max_length=300)),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "erased_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
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
                    "comment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="projects.comment",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["scope", "sha256"], name="attachment_by_bytes")],
            },
        ),
        migrations.CreateModel(
            name="DataSource",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField(max_length=80, unique=True)),
                ("title", models.CharField(max_length=200)),
                ("system", models.CharField(max_length=120)),
                (
                    "reached_by",
                    models.CharField(
                        blank=True,
                        help_text="how it is read: database, nightly file, interface",
                        max_length=200,
                    ),
                ),
                (
                    "classification",
                    models.CharField(
                        choices=[
                            ("public", "public"),
                            ("internal", "internal"),
                            ("confidential", "confidential"),
                            ("restricted", "restricted"),
                        ],
                        max_length=12,
                    ),
                ),
                ("volume", models.BigIntegerField(blank=True, help_text="rows", null=True)),
                ("description", models.TextField(blank=True)),
                ("registered_at", models.DateTimeField()),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "registered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                "ordering": ["title", "pk"],
            },
        ),
        migrations.CreateModel(
            name="DataPlan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("label_definition", models.TextField(blank=True)),
                ("target_column", models.CharField(max_length=80)),
                (
                    "positive_label",
                    models.CharField(
                        blank=True,
                        help_text="the label to find; empty when there are several",
                        max_length=80,
                    ),
                ),
                ("key_column", models.CharField(blank=True, max_length=80)),
                ("split_rule", models.TextField()),
                (
                    "thresholds",
                    models.TextField(
                        default="{}", help_text="canonical JSON: part → rows wanted at least"
                    ),
                ),
                (
                    "checks",
                    models.TextField(
                        default="[]", help_text="canonical JSON: what each new version must pass"
                    ),
                ),
                ("content_hash", models.CharField(max_length=64)),
                ("created_at", models.DateTimeField()),
                (
                    "author",
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
                ("sources", models.ManyToManyField(related_name="+", to="projects.datasource")),
            ],
            options={
                "ordering": ["use_case_id", "number"],
            },
        ),
        migrations.CreateModel(
            name="ContractRevision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("inputs", models.TextField(help_text="canonical JSON: [{name, type}]")),
                ("outputs", models.TextField(help_text="canonical JSON: [{name, type}]")),
                (
                    "smoke_request",
                    models.TextField(default="[]", help_text="canonical JSON: rows to score"),
                ),
                (
                    "smoke_result",
                    models.CharField(
                        choices=[("none", "not run"), ("passed", "passed"), ("failed", "failed")],
                        default="none",
                        max_length=8,
                    ),
                ),
                ("smoke_detail", models.TextField(blank=True)),
                (
                    "smoke_version",
                    models.CharField(blank=True, help_text="model/version tried", max_length=120),
                ),
                ("smoke_at", models.DateTimeField(blank=True, null=True)),
                ("content_hash", models.CharField(max_length=64)),
                ("created_at", models.DateTimeField()),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contracts",
                        to="projects.application",
                    ),
                ),
                (
                    "author",
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
                    "operational_source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="projects.datasource",
                    ),
                ),
            ],
            options={
                "ordering": ["application_id", "number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("application", "number"), name="one_contract_a_number"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EnvironmentRevision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("cpu_cores", models.PositiveIntegerField()),
                ("memory_gib", models.PositiveIntegerField()),
                ("accelerators", models.PositiveIntegerField(default=0)),
                ("accelerator_kind", models.CharField(blank=True, max_length=80)),
                ("service_level", models.CharField(blank=True, max_length=200)),
                (
                    "interpreter",
                    models.CharField(
                        blank=True,
                        help_text="path of a Python; empty: the portal's own",
                        max_length=400,
                    ),
                ),
                ("content_hash", models.CharField(max_length=64)),
                ("created_at", models.DateTimeField()),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "environment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revisions",
                        to="projects.environment",
                    ),
                ),
            ],
            options={
                "ordering": ["environment_id", "number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("environment", "number"), name="one_environment_revision_a_number"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Framework",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("version", models.CharField(max_length=40)),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="frameworks",
                        to="projects.environmentrevision",
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("revision", "name", "version"), name="one_framework_a_version"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FrameworkRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("specifier", models.CharField(max_length=80)),
                ("reason", models.TextField(blank=True)),
                ("asked_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "waits for IT"),
                            ("agreed", "agreed"),
                            ("declined", "declined"),
                        ],
                        default="asked",
                        max_length=8,
                    ),
                ),
                ("answer", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "environment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="projects.environment",
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
            name="Intake",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "typed",
                    models.TextField(
                        default="{}", help_text="JSON: field of the form → what was typed"
                    ),
                ),
                (
                    "step",
                    models.CharField(blank=True, help_text="where they were last", max_length=12),
                ),
                ("began_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Objective",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("metric", models.CharField(max_length=40)),
                (
                    "direction",
                    models.CharField(
                        choices=[("at_least", "at least"), ("at_most", "at most")], max_length=8
                    ),
                ),
                ("threshold", models.DecimalField(decimal_places=8, max_digits=20)),
                (
                    "measured_on",
                    models.CharField(
                        choices=[
                            ("both", "held-out and live data"),
                            ("held_out", "held-out data"),
                            ("live", "live data"),
                        ],
                        default="both",
                        max_length=8,
                    ),
                ),
                (
                    "segment",
                    models.CharField(
                        blank=True, help_text="column=value, or all rows", max_length=80
                    ),
                ),
                (
                    "brief",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objectives",
                        to="projects.briefrevision",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("brief", "metric", "segment"), name="one_objective_a_metric"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="environment",
            name="place",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="projects.place"
            ),
        ),
        migrations.CreateModel(
            name="DatasetVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("train", "training"),
                            ("held_out", "held-out"),
                            ("feedback", "feedback"),
                        ],
                        max_length=8,
                    ),
                ),
                ("label", models.CharField(max_length=120)),
                ("sha256", models.CharField(max_length=64)),
                ("rows", models.BigIntegerField()),
                ("columns", models.TextField(help_text="canonical JSON: the names, in order")),
                (
                    "check_results",
                    models.TextField(help_text="canonical JSON: [{key, passed, reason}]"),
                ),
                ("passed", models.BooleanField()),
                ("size_bytes", models.BigIntegerField()),
                ("registered_at", models.DateTimeField()),
                (
                    "parents",
                    models.ManyToManyField(related_name="children", to="projects.datasetversion"),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="projects.dataplan",
                    ),
                ),
                (
                    "registered_by",
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
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="projects.place",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("plan", "part", "sha256"), name="one_dataset_version_a_digest"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("n", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("clean", "clean"),
                            ("transform", "transform"),
                            ("label", "label"),
                        ],
                        max_length=10,
                    ),
                ),
                ("title", models.CharField(max_length=300)),
                ("code_revision", models.CharField(blank=True, max_length=120)),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="projects.dataplan",
                    ),
                ),
            ],
            options={
                "ordering": ["plan_id", "n"],
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "n"), name="one_step_a_place")
                ],
            },
        ),
        migrations.CreateModel(
            name="UseCase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=80, unique=True)),
                ("title", models.CharField(max_length=200)),
                ("summary", models.CharField(blank=True, max_length=400)),
                (
                    "lifecycle",
                    models.CharField(
                        choices=[
                            ("active", "active"),
                            ("suspended", "suspended"),
                            ("retired", "retired"),
                        ],
                        db_index=True,
                        default="active",
                        max_length=10,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.policy",
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
            ],
            options={
                "ordering": ["title", "pk"],
            },
        ),
        migrations.CreateModel(
            name="SourceAccess",
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
                            ("asked", "asked for"),
                            ("granted", "granted"),
                            ("refused", "refused"),
                            ("revoked", "revoked"),
                        ],
                        default="asked",
                        max_length=8,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("asked_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("answer", models.TextField(blank=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
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
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="access",
                        to="projects.datasource",
                    ),
                ),
                (
                    "use_case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="source_access",
                        to="projects.usecase",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "source access",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("use_case", "source"), name="one_access_a_source"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PlatformPlan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("cpu_cores", models.PositiveIntegerField()),
                ("memory_gib", models.PositiveIntegerField()),
                ("accelerators", models.PositiveIntegerField(default=0)),
                ("requests_per_second", models.PositiveIntegerField(default=0)),
                (
                    "frameworks",
                    models.TextField(
                        default="{}",
                        help_text="canonical JSON: name → version specifier that training needs",
                    ),
                ),
                (
                    "phases",
                    models.TextField(
                        default="[]",
                        help_text="canonical JSON: [{from, until, cpu_cores, memory_gib, accelerators}], by month; empty: the declared load from the first plan on",
                    ),
                ),
                ("content_hash", models.CharField(max_length=64)),
                ("created_at", models.DateTimeField()),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="projects.environmentrevision",
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
                        related_name="platform_plans",
                        to="projects.usecase",
                    ),
                ),
            ],
            options={
                "ordering": ["use_case_id", "number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("use_case", "number"), name="one_platform_plan_a_number"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="dataplan",
            name="use_case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="data_plans",
                to="projects.usecase",
            ),
        ),
        migrations.AddField(
            model_name="briefrevision",
            name="use_case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="briefs",
                to="projects.usecase",
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="use_case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="applications",
                to="projects.usecase",
            ),
        ),
        migrations.CreateModel(
            name="Verdict",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("round", models.PositiveIntegerField()),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("train", "training"),
                            ("held_out", "held-out"),
                            ("feedback", "feedback"),
                        ],
                        default="train",
                        max_length=8,
                    ),
                ),
                ("asked_rows", models.BigIntegerField()),
                ("asked_at", models.DateTimeField()),
                ("note", models.TextField(blank=True)),
                ("delivered_rows", models.BigIntegerField(blank=True, null=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("answer", models.TextField(blank=True)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("asked", "waits for delivery"),
                            ("sufficient", "sufficient"),
                            ("insufficient", "insufficient"),
                        ],
                        default="asked",
                        max_length=12,
                    ),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "delivered",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="projects.datasetversion",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="verdicts",
                        to="projects.dataplan",
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
                "ordering": ["plan_id", "round"],
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "round"), name="one_verdict_a_round")
                ],
            },
        ),
        migrations.CreateModel(
            name="WorkItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject_type", models.CharField(max_length=40)),
                ("subject_id", models.BigIntegerField()),
                ("title", models.CharField(max_length=200)),
                ("due", models.DateField(blank=True, null=True)),
                ("created_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("reminded_at", models.DateTimeField(blank=True, null=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "mentioned",
                    models.ManyToManyField(
                        blank=True, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
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
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ApplicationVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.CharField(max_length=80)),
                ("deployed_at", models.DateTimeField()),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="projects.application",
                    ),
                ),
                (
                    "deployed_by",
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
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("application", "version"), name="one_application_version"
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="dataplan",
            constraint=models.UniqueConstraint(
                fields=("use_case", "number"), name="one_data_plan_a_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="briefrevision",
            constraint=models.UniqueConstraint(
                fields=("use_case", "number"), name="one_brief_a_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.UniqueConstraint(
                fields=("use_case", "key"), name="one_application_a_key"
            ),
        ),
        TrigramIndex("projects_usecase", "title", "summary", "slug"),
        TrigramIndex("projects_comment", "text"),
        TrigramIndex("projects_workitem", "title"),
    ]
