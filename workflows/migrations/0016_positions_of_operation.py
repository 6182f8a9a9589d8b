from django.db import migrations, models
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce


def fill(apps, schema_editor) -> None:
    """Say of each use case what lists say from now on, as workflows.positions does."""
    position = apps.get_model("workflows", "Position")
    mine = OuterRef("scope")
    live = apps.get_model("workflows", "Release").objects.filter(scope=mine, state="live")
    windows = apps.get_model("workflows", "Window").objects.filter(
        scope=mine, judged_at__isnull=False
    )
    last = windows.order_by("-starts_at", "-pk")
    findings = apps.get_model("governance", "Finding").objects.filter(
        scope=mine, stage="operation", state="open"
    )
    counted = findings.order_by().values("scope").annotate(count=Count("pk")).values("count")
    position.objects.update(
        release_id=Subquery(live.order_by("-pk").values("pk")[:1]),
        judged_id=Subquery(last.values("pk")[:1]),
        judged=Coalesce(Subquery(last.values("state")[:1]), models.Value("")),
        concerns=Coalesce(Subquery(counted), 0),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0014_token_last_used"),
        ("workflows", "0015_pipeline_reports"),
    ]

    operations = [
        migrations.AddField(
            model_name="position",
            name="concerns",
            field=models.PositiveIntegerField(default=0, help_text="open findings about operation"),
        ),
        migrations.AddField(
            model_name="position",
            name="judged",
            field=models.CharField(
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
        migrations.AddField(
            model_name="position",
            name="judged_id",
            field=models.BigIntegerField(
                blank=True, help_text="the window judged last, of whichever release", null=True
            ),
        ),
        migrations.AddField(
            model_name="position",
            name="release_id",
            field=models.BigIntegerField(
                blank=True, help_text="the release that serves", null=True
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
