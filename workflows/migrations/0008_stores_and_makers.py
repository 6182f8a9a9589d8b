import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("projects", "0003_answers_and_tasks"),
        ("workflows", "0007_gateway"),
    ]

    operations = [
        migrations.AddField(
            model_name="mlflowbinding",
            name="artifacts_place",
            field=models.ForeignKey(
                blank=True,
                help_text="whose store its artifacts have; the server's default without one",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="projects.place",
            ),
        ),
        migrations.AlterField(
            model_name="gatewayevent",
            name="key",
            field=models.CharField(
                help_text="the id of a run or logged model, or model/version", max_length=320
            ),
        ),
        migrations.AddIndex(
            model_name="gatewayevent",
            index=models.Index(fields=["scope", "key"], name="gateway_events_by_key"),
        ),
        migrations.AddField(
            model_name="candidate",
            name="makers",
            field=models.ManyToManyField(
                help_text="by whose keys it came: none of them votes on it",
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
