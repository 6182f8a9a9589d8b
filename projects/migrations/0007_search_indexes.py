"""Search within words has an index, where the database has trigrams."""

from django.db import migrations

from governance.trigrams import TrigramIndex


class Migration(migrations.Migration):
    dependencies = [("projects", "0006_platform_phases")]

    operations = [
        TrigramIndex("projects_usecase", "title", "summary", "slug"),
        TrigramIndex("projects_comment", "text"),
        TrigramIndex("projects_workitem", "title"),
    ]
