"""Scenario 16: the record of a whole lap, against somebody who owns the database."""

import pytest
from django.db import DatabaseError, connection, transaction

from governance.models import Checkpoint, LedgerEntry, LedgerLeaf
from governance.services import sealing
from governance.services.verification import verify
from tests.governance.ledger.conftest import as_owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def sealed(lap):
    """A lap's entries under two checkpoints, the second of the last ten; its note is kept elsewhere."""
    lap.ready_to_train()
    lap.train_()
    sealing.seal(now=lap.tick(), limit=LedgerEntry.objects.count() - 10)
    sealing.seal(now=lap.tick())
    lap.kept = Checkpoint.objects.latest("pk").note
    connection.check_constraints()  # PostgreSQL alters no table that has deferred checks waiting
    return lap


def test_a_whole_lap_verifies(sealed):
    report = verify(against=sealed.kept)
    assert report.ok
    assert report.sealed == LedgerEntry.objects.count()


def test_an_entry_whose_byte_was_changed_is_named(sealed):
    entry = LedgerEntry.objects.filter(kind="vote.cast").first()
    with as_owner() as execute:
        execute(
            "UPDATE governance_ledgerentry SET body = %s WHERE id = %s",
            [entry.body.replace('"approve"', '"reject"'), entry.pk],
        )
    (problem,) = verify().problems
    assert problem.entry_id == entry.pk
    assert f"Entry {entry.pk}" in problem.what
    assert "its body isn't the one that was sealed" in problem.what


def test_ten_entries_cut_off_are_found_against_the_exported_checkpoint(sealed):
    last = list(LedgerLeaf.objects.order_by("-seq").values_list("seq", "entry_id")[:10])
    with as_owner() as execute:
        for seq, entry_id in last:
            execute("DELETE FROM governance_ledgerleaf WHERE seq = %s", [seq])
            execute("DELETE FROM governance_ledgerentry WHERE id = %s", [entry_id])
        execute("DELETE FROM governance_checkpoint WHERE size > %s", [last[9][0]])
    assert verify().ok, "the record alone can't know"
    (problem,) = verify(against=sealed.kept).problems
    assert "the last 10 were cut off" in problem.what


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE governance_ledgerentry SET body = '{}'",
        "DELETE FROM governance_ledgerentry",
        "UPDATE governance_checkpoint SET size = 1",
    ],
)
def test_pitwalls_own_connection_changes_no_entry(sealed, sql):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert verify(against=sealed.kept).ok


def test_no_row_of_the_record_is_changed_through_its_model(sealed):
    entry = LedgerEntry.objects.first()
    entry.body = "{}"
    for harm in (entry.save, entry.delete, LedgerEntry.objects.all().delete):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            harm()
    assert verify(against=sealed.kept).ok
