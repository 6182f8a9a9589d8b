"""The clock's time beside the act's, for jobs and releases."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workflows", "0004_carry_notes")]

    operations = [
        migrations.AddField(
            model_name="job",
            name="recorded_at",
            field=models.DateTimeField(
                auto_now_add=True,
                default=django.utils.timezone.now,
                help_text="the clock's time of wanted_at",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="release",
            name="recorded_at",
            field=models.DateTimeField(
                auto_now_add=True,
                default=django.utils.timezone.now,
                help_text="the clock's time of executed_at",
            ),
            preserve_default=False,
        ),
    ]
