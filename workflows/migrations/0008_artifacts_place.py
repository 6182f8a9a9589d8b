import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
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
    ]
