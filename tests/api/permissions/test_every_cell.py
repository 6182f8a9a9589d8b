"""Each cell of docs/permissions.md is called for, and compared with what the table says."""

import pytest

from tests.api.permissions import checking, table
from tests.api.permissions.people import COLUMNS, RELATIONS

pytestmark = pytest.mark.embedded
TABLE = table.read()
# Let through, and then found too early or too late; everything else is done by somebody. In this lap
# these gates are open, asked for already, or not to be asked for yet.
BY_ITSELF = {
    f"POST cycles/<id>/reviews/ {stage}"
    for stage in ("definition", "data", "platform", "integration", "release")
}


def test_the_table_has_every_operation_of_the_addresses_and_no_other():
    written = {(row.method, row.address) for row in TABLE.rows}
    assert written == set(checking.addresses())


def test_no_operation_stands_there_twice():
    names = [row.name for row in TABLE.rows]
    assert sorted(names) == sorted(set(names))


def test_everybody_has_a_column_and_each_relation_a_line():
    assert {tuple(row.marks) for row in TABLE.rows} == {COLUMNS}
    assert {name: tuple(line) for name, line in TABLE.stands_as.items()} == dict.fromkeys(
        RELATIONS, COLUMNS
    )


READS, ACTS = (
    [row for row in TABLE.rows if (row.method == "GET") == reads] for reads in (True, False)
)


# One preparation serves more than a thousand calls, each taken back: half a minute on a free core.
@pytest.mark.timeout(420)
@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize("rows", [READS, ACTS], ids=["reads", "acts"])
def test_every_cell_is_answered_as_the_table_says(place, relation, rows):
    found = checking.asked(rows, place, relation)
    assert checking.differing(TABLE, found) == {}
    if relation == "own":
        done = {cell.operation for cell, told in found.items() if told.status < 300}
        never = {row.name for row in rows if "✓" in row.marks.values()} - done
        assert never <= BY_ITSELF
        assert not done & BY_ITSELF
