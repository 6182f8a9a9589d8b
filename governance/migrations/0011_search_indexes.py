"""Search within words has an index, where the database has trigrams."""

from django.db import migrations

from governance.trigrams import TrigramIndex


class Migration(migrations.Migration):
    dependencies = [("governance", "0010_dead_deliveries")]

    operations = [
        TrigramIndex("governance_finding", "title", "detail"),
    ]
