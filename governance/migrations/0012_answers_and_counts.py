"""Answers to calls that named a key, and how many calls a caller made."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("governance", "0011_search_indexes")]

    operations = [
        migrations.CreateModel(
            name="CallCount",
            fields=[
                ("caller", models.CharField(max_length=150, primary_key=True, serialize=False)),
                (
                    "span",
                    models.PositiveBigIntegerField(help_text="the number of the span since 1970"),
                ),
                (
                    "taken",
                    models.PositiveIntegerField(help_text="calls handed out to processes so far"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("caller", models.CharField(max_length=150)),
                ("key_digest", models.CharField(max_length=64)),
                ("call_digest", models.CharField(help_text="of method and address", max_length=64)),
                ("body_digest", models.CharField(blank=True, max_length=64)),
                ("status", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "locked",
                    models.TextField(blank=True, help_text="headers and body, as JSON, locked"),
                ),
                ("made_at", models.DateTimeField(db_index=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("caller", "key_digest"), name="one_answer_a_key"
                    )
                ],
            },
        ),
    ]
