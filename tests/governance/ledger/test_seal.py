"""One sealer at a time gives each entry its place and signs the root."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import close_old_connections, connection, transaction
from django.test.utils import CaptureQueriesContext

from governance import keys, merkle, notes
from governance.models import Checkpoint, LedgerEntry, LedgerLeaf, LedgerPending
from governance.services import sealing

pytestmark = pytest.mark.usefixtures("home")


def seal(now):
    return sealing.seal(now=now)


def tree_of_entries() -> merkle.Tree:
    """The tree as anybody would build it from the bodies alone, in the order of the leaves."""
    order = LedgerLeaf.objects.values_list("entry_id", flat=True)
    bodies = dict(LedgerEntry.objects.values_list("pk", "body"))
    return merkle.Tree(merkle.leaf_hash(bodies[pk].encode()) for pk in order)


def test_nothing_waits_nothing_happens(db, now):
    assert seal(now) is None
    assert not Checkpoint.objects.exists()


def test_places_begin_at_zero_and_have_no_hole(db, now, write):
    for count in (3, 1, 7):
        write(count)
        seal(now)
    assert list(LedgerLeaf.objects.values_list("seq", flat=True)) == list(range(11))
    assert not LedgerPending.objects.exists()


def test_an_id_that_was_never_committed_leaves_no_hole(db, now, write):
    write(2)
    with transaction.atomic():
        write(1)
        transaction.set_rollback(True)
    write(2)
    seal(now)
    assert list(LedgerLeaf.objects.values_list("seq", flat=True)) == [0, 1, 2, 3]


def test_the_root_is_that_of_the_bodies_however_they_were_sealed(db, now, write):
    for count in (1, 2, 3, 4, 5):
        write(count)
        seal(now)
    tree = tree_of_entries()
    for checkpoint in Checkpoint.objects.all():
        assert checkpoint.root == tree.root(checkpoint.size).hex()


def test_the_checkpoint_is_a_note_that_the_public_key_opens(db, now, write):
    write(3)
    checkpoint = seal(now)
    verifier = notes.Verifier.parse(keys.public_key())
    said = notes.Checkpoint.parse(verifier.open(checkpoint.note))
    assert said == notes.Checkpoint(verifier.name, 3, bytes.fromhex(checkpoint.root))
    assert checkpoint.created_at == now


def test_a_backlog_is_sealed_in_steps(db, now, write):
    write(5)
    assert sealing.seal(now=now, limit=2).size == 2
    assert sealing.seal(now=now, limit=2).size == 4
    assert sealing.seal(now=now, limit=2).size == 5
    assert sealing.seal(now=now, limit=2) is None


def test_the_cost_doesnt_grow_with_the_tree(db, now, write, monkeypatch):
    hashed = []
    node_hash = merkle.node_hash
    monkeypatch.setattr(merkle, "node_hash", lambda *pair: hashed.append(1) or node_hash(*pair))

    def cost() -> tuple[int, int]:
        write(1)
        hashed.clear()
        with CaptureQueriesContext(connection) as queries:
            seal(now)
        return len(queries), len(hashed)

    cost()
    queries_when_small, _ = cost()
    write(600)
    seal(now)
    queries_when_large, nodes = cost()
    assert queries_when_large == queries_when_small
    assert nodes <= 3 * 10  # a few times the logarithm of six hundred


def test_it_doesnt_sign_on_top_of_a_checkpoint_that_was_tampered_with(db, now, write, owner):
    write(3)
    seal(now)
    with owner() as execute:
        execute("UPDATE governance_checkpoint SET root = %s", ["0" * 64])
    write(1)
    with pytest.raises(sealing.BrokenRecordError, match="ledger verify"):
        seal(now)
    assert Checkpoint.objects.count() == 1


def test_an_entry_that_is_gone_before_it_is_sealed_is_left_for_verification(db, now, write, owner):
    gone, *_ = write(3)
    with owner() as execute:
        execute("DELETE FROM governance_ledgerentry WHERE id = %s", [gone.pk])
    assert seal(now).size == 2
    assert list(LedgerPending.objects.values_list("entry_id", flat=True)) == [gone.pk]
    assert seal(now) is None


def test_many_writers_and_sealers_at_once_leave_one_whole_tree(fresh_database, now, write):
    def work(number: int) -> None:
        try:
            write(10, worker=number)
            for _ in range(5):
                seal(now)
        finally:
            close_old_connections()
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    seal(now)
    assert list(LedgerLeaf.objects.values_list("seq", flat=True)) == list(range(40))
    assert Checkpoint.objects.last().root == tree_of_entries().root().hex()
    assert not LedgerPending.objects.exists()


@pytest.mark.postgresql
def test_while_somebody_seals_nobody_else_does(fresh_database, now, write):
    write(1)

    def other() -> Checkpoint | None:
        try:
            return seal(now)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            assert sealing._alone()
            assert pool.submit(other).result() is None
        assert pool.submit(other).result().size == 1
