"""Rows of a batch put into their table a part at a time: what is known stays as it was first said."""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from governance.errors import StaleState
from workflows.models import Feedback, Score

CHUNK = 500
# Only the gateway writes beside a batch, and hardly ever the same prediction at the same moment.
TRIES = 5
MOST_NAMED = 1000
# Bytes that are handed to the database together.
PIECE = 2**18
# Each id looked up by itself: a plan that depends on statistics might read the whole use case.
LOOK_UP = """
SELECT found.* FROM unnest(string_to_array(%s, E'\\n')) AS given(id)
CROSS JOIN LATERAL (
  SELECT {columns} FROM {table} WHERE scope_id = %s AND prediction_id = given.id LIMIT 1
) AS found
"""


@dataclass
class Shelf:
    """The table of one kind of rows in one use case.

    A row's cells are in the order of `columns`, the prediction id first; `always` is what all rows
    have in common. `said` is the place of the cell that may not be said otherwise later, or 0.
    """

    model: type[Score] | type[Feedback]
    columns: Sequence[str]
    always: Mapping[str, Any]
    said: int = 0
    rows: int = 0
    kept: int = 0
    conflicts: int = 0
    conflicting: list[str] = field(default_factory=list)

    def put(self, part: Sequence[tuple]) -> None:
        """Write what is new in a part."""
        for _try in range(TRIES):
            known = self._known([row[0] for row in part])
            fresh, others = self._sorted(part, known)
            try:
                with transaction.atomic():
                    self._write(fresh)
            except IntegrityError:
                continue
            break
        else:
            raise StaleState(
                _("The same rows are being written by others."), remedy=_("Send it again.")
            )
        self.rows += len(part)
        self.kept += len(fresh)
        self.conflicts += len(others)
        self.conflicting += others[: MOST_NAMED - len(self.conflicting)]

    def _sorted(
        self, part: Sequence[tuple], known: dict[str, str]
    ) -> tuple[list[tuple], list[str]]:
        """The first row of each prediction that isn't known, and the ids that say otherwise now."""
        fresh, others = [], []
        for row in part:
            first = known.get(row[0])
            if first is None:
                known[row[0]] = row[self.said]
                fresh.append(row)
            elif first != row[self.said]:
                others.append(row[0])
        return fresh, others

    def _known(self, ids: list[str]) -> dict[str, str]:
        """What is said already, by prediction id."""
        names = ("prediction_id", self.columns[self.said])
        if connection.vendor != "postgresql":
            rows = self.model.objects.filter(scope_id=self.always["scope_id"])
            chunks = (ids[at : at + CHUNK] for at in range(0, len(ids), CHUNK))
            found = (rows.filter(prediction_id__in=chunk).values_list(*names) for chunk in chunks)
            return {key: value for chunk in found for key, value in chunk}
        statement = LOOK_UP.format(table=self._table, columns=", ".join(names))
        with connection.cursor() as cursor:
            cursor.execute(statement, ["\n".join(ids), self.always["scope_id"]])
            return dict(cursor.fetchall())

    def _write(self, rows: list[tuple]) -> None:
        if connection.vendor == "postgresql":
            self._copy(rows)
            return
        made: Iterator[Any] = (
            self.model(**dict(zip(self.columns, row, strict=True)), **self.always) for row in rows
        )
        self.model.objects.bulk_create(made, batch_size=CHUNK)

    def _copy(self, rows: list[tuple]) -> None:
        """COPY's text: no cell holds a tab or a line break, so that backslashes alone are doubled."""
        tail = "".join(f"\t{value}" for value in self.always.values())
        lines = "".join(["\t".join(map(str, row)) + tail + "\n" for row in rows])
        names = ", ".join((*self.columns, *self.always))
        with connection.cursor() as cursor, connection.wrap_database_errors:
            cursor.copy_expert(
                f"COPY {self._table} ({names}) FROM STDIN",
                io.BytesIO(lines.replace("\\", "\\\\").encode()),
                PIECE,
            )

    @property
    def _table(self) -> str:
        return connection.ops.quote_name(self.model._meta.db_table)  # noqa: SLF001 (public, for all that)
