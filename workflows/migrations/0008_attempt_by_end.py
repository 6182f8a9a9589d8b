"""Attempts by when they ended: lap times are read from what ended lately."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workflows", "0007_gateway")]

    operations = [
        migrations.AddIndex(
            model_name="stageattempt",
            index=models.Index(fields=["ended_at"], name="attempt_by_end"),
        ),
    ]
