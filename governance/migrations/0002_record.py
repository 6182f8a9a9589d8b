"""The tree's right edge, heartbeats, the order of deliveries, and the database's guard."""

from django.db import migrations, models

from governance import triggers


def install_guard(apps, schema_editor):
    triggers.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("governance", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                ("part", models.CharField(max_length=24, primary_key=True, serialize=False)),
                ("seen_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="checkpoint",
            name="edge",
            field=models.TextField(
                blank=True, help_text="the right edge of the tree, to go on from"
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("dead_at", None), ("done_at", None)),
                fields=["subscriber", "scope", "entry_id"],
                name="delivery_order",
            ),
        ),
        # Last, because rebuilding a table on SQLite drops its triggers.
        migrations.RunPython(install_guard, migrations.RunPython.noop),
    ]
