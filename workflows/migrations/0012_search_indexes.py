"""Search within words has an index, where the database has trigrams."""

from django.db import migrations

from governance.trigrams import TrigramIndex


class Migration(migrations.Migration):
    dependencies = [("workflows", "0011_readings")]

    operations = [
        TrigramIndex("workflows_run", "name", prefixes=("run_id",)),
        TrigramIndex("workflows_position", "title", "slug"),
    ]
