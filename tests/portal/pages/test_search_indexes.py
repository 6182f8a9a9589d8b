"""On PostgreSQL a search within words is answered by an index, if the database may have it."""

import uuid

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from governance.canonical import sha256
from governance.trigrams import TrigramIndex
from portal.pages import found
from projects.models import Comment
from workflows.models import Position

pytestmark = pytest.mark.django_db
INDEXED = {
    "cases": "projects_usecase_trigrams",
    "runs": "workflows_run_trigrams",
    "findings": "governance_finding_trigrams",
    "remarks": "projects_comment_trigrams",
    "work": "projects_workitem_trigrams",
}
MADE = "SELECT count(*) FROM pg_indexes WHERE indexname LIKE '%_trigrams'"


def operations() -> list[TrigramIndex]:
    """The indexes that migrations make, on a database that begins with them."""
    graph = MigrationLoader(None).graph
    return [
        one
        for made in graph.nodes.values()
        for one in made.operations
        if isinstance(one, TrigramIndex)
    ]


def made() -> int:
    with connection.cursor() as cursor:
        cursor.execute(MADE)
        return cursor.fetchone()[0]


def migrate(forwards: bool) -> None:
    state = ProjectState()
    for one in operations():
        with connection.schema_editor(atomic=False) as editor:
            way = one.database_forwards if forwards else one.database_backwards
            way("governance", editor, state, state)


@pytest.mark.postgresql
@pytest.mark.parametrize("key", INDEXED)
def test_each_kind_has_an_index_that_fits_what_is_asked(cast, now, key):
    (kind,) = (one for one in found.KINDS if one.key == key)
    rows = kind.rows(cast.ola, "zebra crossing", now)
    with connection.cursor() as cursor:
        # In a small table anything else is cheaper: only what can't be done otherwise is left.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
    assert f"Bitmap Index Scan on {INDEXED[key]}" in rows.explain()


@pytest.mark.postgresql
def test_the_boards_filter_has_one(cast):
    rows = Position.objects.filter(title__icontains="zebra") | Position.objects.filter(
        slug__icontains="zebra"
    )
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "Bitmap Index Scan on workflows_position_trigrams" in rows.explain()


@pytest.mark.postgresql
def test_among_many_remarks_it_is_taken_without_being_told_to(lap, cast, now):
    Comment.objects.bulk_create(
        Comment(
            scope=lap.use_case.scope,
            subject_type="use_case",
            subject_id=lap.use_case.pk,
            author=cast.user("sam"),
            text=f"The hall is cooled again, says {number}. " * 8 if number else "A zebra.",
            text_sha=sha256("x"),
            created_at=now,
        )
        for number in range(20_000)
    )
    with connection.cursor() as cursor:
        # As autovacuum does by itself, in time.
        cursor.execute("SELECT gin_clean_pending_list('projects_comment_trigrams')")
        cursor.execute("ANALYZE projects_comment")
    (kind,) = (one for one in found.KINDS if one.key == "remarks")
    rows = kind.rows(cast.ola, "zebra", now)
    assert "Bitmap Index Scan on projects_comment_trigrams" in rows[:51].explain()
    assert [one.text for one in rows] == ["A zebra."]


@pytest.mark.postgresql
def test_a_role_that_may_not_create_the_extension_migrates_without(caplog):
    role = f"pitwall_{uuid.uuid4().hex[:8]}"
    migrate(forwards=False)
    with connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION pg_trgm")
        cursor.execute(f"CREATE ROLE {role}")
        cursor.execute(f"SET ROLE {role}")
    migrate(forwards=True)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute(f"DROP ROLE {role}")
    assert made() == 0
    assert "searches go without an index, for there is no pg_trgm: permission denied" in caplog.text
    migrate(forwards=True)
    assert made() == len(operations())


def test_other_databases_migrate_past_it():
    """They were, to get here; there is one of each where the database has them, and none elsewhere."""
    wanted = len(operations()) if connection.vendor == "postgresql" else 0
    assert len(operations()) == 6
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        found_here = [
            name
            for table in tables
            for name in connection.introspection.get_constraints(cursor, table)
        ]
    assert sum(name.endswith("_trigrams") for name in found_here) == wanted
