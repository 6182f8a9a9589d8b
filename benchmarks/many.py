"""Many use cases for the price of a few: what belongs to one is copied within the database.

Every row that hangs on a use case is found by Django's own description of the tables, and
inserted again with its ids moved; what belongs to the whole site (people, sources, policies) is
shared. Used by the benchmark of pages and by the test that counts their queries.
"""

from collections.abc import Iterable, Sequence

from django.apps import apps
from django.db import connection, models
from django.db.models import ForeignKey, Model, OneToOneField, QuerySet

from governance.models import Delegation, LedgerEntry, Scope

# The ids of a copy are those of its pattern and this, as many times as copies came before it.
STRIDE = 10_000_000

# Ids that no foreign key tells of.
LOOSE = {
    "governance.Gate": ("subject_id",),
    "governance.Proposal": ("subject_id",),
    "projects.Comment": ("subject_id",),
    "projects.WorkItem": ("subject_id",),
    "workflows.Position": ("review_id", "release_id", "judged_id"),
    "workflows.Duty": ("subject",),
    "workflows.Job": ("subject_id",),
}
# Texts that are unique, and titles, which get the copy's number.
NAMED = {
    "governance.Scope": ("key", "label"),
    "governance.Finding": ("dedupe_key",),
    "governance.LedgerEntry": ("scope",),
    "projects.UseCase": ("slug", "title"),
    "workflows.Position": ("slug", "title"),
    "workflows.MlflowBinding": ("workspace",),
    "workflows.Run": ("run_id",),
    "projects.Application": ("key",),
}


def copy(scope_ids: Sequence[int], times: int, *, first: int = 1) -> None:
    """Copy what belongs to each of these scopes `times` times; copies are numbered from `first`."""
    owned = _owned(scope_ids)
    moved = set(owned)
    with connection.cursor() as cursor:
        cursor.execute(_numbers(), [first, first + times - 1])
        # Nothing points to what isn't there yet at the end of the transaction.
        for model, ids in owned.items():
            for part in _parts(ids):
                cursor.execute(_statement(model, moved, part))
        cursor.execute("DROP TABLE copies")


def _owned(scope_ids: Sequence[int]) -> dict[type[Model], list[int]]:
    """The ids of everything that hangs on these scopes, table by table, each after what it needs."""
    owned: dict[type[Model], list[int]] = {Scope: list(scope_ids)}
    left = [
        one
        for label in ("governance", "projects", "workflows")
        for one in apps.get_app_config(label).get_models(include_auto_created=True)
        if one not in (Scope, Delegation, LedgerEntry)
    ]
    grown = True
    while grown:
        grown = False
        for model in list(left):
            rows = _hanging(model, owned)
            if rows is not None:
                owned[model] = list(rows.order_by("pk").values_list("pk", flat=True))
                left.remove(model)
                grown = True
    keys = Scope.objects.filter(pk__in=scope_ids).values("key")
    owned[LedgerEntry] = list(
        LedgerEntry.objects.filter(scope__in=keys).values_list("pk", flat=True)
    )
    return {model: ids for model, ids in owned.items() if ids}


def _hanging(model: type[Model], owned: dict[type[Model], list[int]]) -> "QuerySet | None":
    """The rows that hang on what is owned already; None for a table that hangs on nothing of it."""
    for field in _keys(model):
        if field.related_model in owned and not field.null:
            found = owned[field.related_model]
            return QuerySet(model).filter(**{f"{field.name}__in": found})
    return None


def _keys(model: type[Model]) -> list[ForeignKey]:
    """The foreign keys of a table, a scope's before all others."""
    keys = [one for one in _described(model).concrete_fields if isinstance(one, ForeignKey)]
    return sorted(keys, key=lambda one: one.related_model is not Scope)


def _described(model: type[Model]):
    """Django's description of a table, which is public in all but its name."""
    return model._meta  # noqa: SLF001


def _statement(model: type[Model], moved: set[type[Model]], ids: Iterable[int]) -> str:
    """Inserts the rows with these ids once for each number."""
    meta = _described(model)
    columns = [connection.ops.quote_name(one.column) for one in meta.concrete_fields]
    values = [_value(model, one, moved) for one in meta.concrete_fields]
    table = connection.ops.quote_name(meta.db_table)
    pk = connection.ops.quote_name(str(meta.pk.column))
    listed = ",".join(str(int(one)) for one in ids)
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)} "  # noqa: S608
        f"FROM {table} t CROSS JOIN copies n WHERE t.{pk} IN ({listed})"
    )


def _value(model: type[Model], field: models.Field, moved: set[type[Model]]) -> str:
    """What a column of a copy holds."""
    label = _described(model).label
    column = f"t.{connection.ops.quote_name(field.column)}"
    if field.primary_key and not isinstance(field, OneToOneField):
        return f"{column} + n.i * {STRIDE}"
    if isinstance(field, ForeignKey):
        own = field.related_model in moved
        return f"{column} + n.i * {STRIDE}" if own else column
    if field.name in LOOSE.get(label, ()):
        return f"{column} + n.i * {STRIDE}"
    if field.name in NAMED.get(label, ()):
        dash = " " if field.name in ("label", "title") else "-"
        return f"{column} || '{dash}' || n.i"
    if isinstance(field, models.UUIDField):
        uuids = {"sqlite": "lower(hex(randomblob(16)))", "postgresql": "gen_random_uuid()"}
        return uuids[connection.vendor]
    return column


def _numbers() -> str:
    """A table of the copies' numbers."""
    return (
        "CREATE TEMPORARY TABLE copies AS WITH RECURSIVE numbers(i, most) AS "
        "(SELECT CAST(%s AS BIGINT), CAST(%s AS BIGINT) UNION ALL "
        "SELECT i + 1, most FROM numbers WHERE i < most) SELECT i FROM numbers"
    )


def _parts(ids: Sequence[int], most: int = 5000) -> Iterable[Sequence[int]]:
    for start in range(0, len(ids), most):
        yield ids[start : start + most]
