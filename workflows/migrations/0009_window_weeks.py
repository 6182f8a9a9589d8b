"""A judged window keeps what its single weeks said, which nobody judges."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workflows", "0008_stores_and_makers")]

    operations = [
        migrations.AddField(
            model_name="window",
            name="weeks",
            field=models.TextField(
                default="[]",
                help_text="JSON: [{starts_at, ends_at, scores, matched, metrics, drift}], none judged",
            ),
        ),
    ]
