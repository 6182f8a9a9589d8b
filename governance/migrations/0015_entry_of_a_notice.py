import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A notice's column `entry_id` is a key, without a constraint: to the database nothing changes."""

    dependencies = [("governance", "0014_token_last_used")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveConstraint(
                    model_name="notice", name="one_notice_a_person_and_entry"
                ),
                migrations.RemoveField(model_name="notice", name="entry_id"),
                migrations.AddField(
                    model_name="notice",
                    name="entry",
                    field=models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="governance.ledgerentry",
                    ),
                    preserve_default=False,
                ),
                migrations.AddConstraint(
                    model_name="notice",
                    constraint=models.UniqueConstraint(
                        fields=["recipient", "entry"], name="one_notice_a_person_and_entry"
                    ),
                ),
            ]
        )
    ]
