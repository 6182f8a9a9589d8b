"""Whatever the database's owner does to the record, verification finds and names it."""

import json
import re

import pytest

from governance import canonical, keys, notes
from governance.models import Checkpoint, LedgerEntry, LedgerLeaf, LedgerPending
from governance.services import sealing
from governance.services.verification import verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def entries(home, write, now) -> list[LedgerEntry]:
    """Twenty entries under four checkpoints, and two that wait."""
    for _ in range(4):
        write(5)
        sealing.seal(now=now)
    write(2)
    return list(LedgerEntry.objects.all())


def only_problem(report):
    [problem] = report.problems
    return problem


def test_it_finds_nothing_amiss_with_an_empty_record(home):
    report = verify()
    assert report.ok
    assert report.sealed == 0


def test_it_says_what_it_looked_at(entries):
    report = verify()
    assert report.ok
    assert (report.sealed, report.checkpoints, report.waiting) == (20, 4, 2)


def test_it_counts_comments_that_were_erased(entries, write, now):
    write(3, kind="comment.erased")
    sealing.seal(now=now)
    report = verify()
    assert report.ok
    assert report.erased == 3


@pytest.mark.parametrize("place", [0, 7, 19])
def test_one_changed_byte_is_found_and_named(entries, owner, place):
    entry = entries[place]
    with owner() as execute:
        execute(
            "UPDATE governance_ledgerentry SET body = %s WHERE id = %s",
            [entry.body.replace('"number":', '"numbes":'), entry.pk],
        )
    problem = only_problem(verify())
    assert (problem.entry_id, problem.seq) == (entry.pk, place)
    assert problem.what == (
        f"Entry {entry.pk} (place {place}, policy.drafted, {entry.uuid}): "
        "its body isn't the one that was sealed."
    )


def test_of_several_changed_entries_the_first_is_named(entries, owner):
    with owner() as execute:
        execute(
            "UPDATE governance_ledgerentry SET body = body || ' ' WHERE id >= %s", [entries[3].pk]
        )
    assert verify().problems[0].entry_id == entries[3].pk


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("uuid", "00000000000000000000000000000001"),
        ("scope", "another"),
        ("kind", "policy.published"),
        ("actor", "system:forger"),
        ("actor_name", "Forger"),
        ("occurred_at", "2013-01-01 00:00:00"),
        ("recorded_at", "2013-01-01 00:00:00"),
    ],
)
def test_a_column_that_says_something_else_than_the_body_is_found(entries, owner, column, value):
    with owner() as execute:
        execute(
            f"UPDATE governance_ledgerentry SET {column} = %s WHERE id = %s",
            [value, entries[4].pk],
        )
    problem = only_problem(verify())
    assert problem.entry_id == entries[4].pk
    assert f"its column {column} says" in problem.what


def test_a_body_and_its_leaf_changed_together_show_at_the_next_root(entries, owner):
    entry = entries[7]
    forged = entry.body.replace('"number":2', '"number":9')
    assert forged != entry.body
    with owner() as execute:
        execute("UPDATE governance_ledgerentry SET body = %s WHERE id = %s", [forged, entry.pk])
        execute(
            "UPDATE governance_ledgerleaf SET hash = %s WHERE seq = 7",
            [sealing.merkle.leaf_hash(forged.encode()).hex()],
        )
    problem = only_problem(verify())
    assert "The root of checkpoint 10 isn't that of the entries" in problem.what
    assert "places 5 to 9" in problem.what


def test_a_whole_tree_made_anew_without_the_key_shows_at_the_signature(entries, owner, now):
    """Who owns the database but not the key can't sign what was changed."""
    with owner() as execute:
        for table in ("ledgerleaf", "checkpoint"):
            execute(f"DELETE FROM governance_{table}", [])
        execute(
            "UPDATE governance_ledgerentry SET body = replace(body, 'Pitwall', 'Pitstop'), "
            "actor_name = replace(actor_name, 'Pitwall', 'Pitstop')",
            [],
        )
    honest = keys.public_key()
    keys.private_path().rename(keys.private_path().with_suffix(".honest"))
    for entry in entries:
        LedgerPending.objects.get_or_create(entry_id=entry.pk)
    sealing.seal(now=now)
    assert keys.public_key() == honest
    assert "Checkpoint 22: " in only_problem(verify()).what
    assert "didn't sign this note" in only_problem(verify()).what


def test_an_entry_that_was_taken_out_is_found(entries, owner):
    with owner() as execute:
        execute("DELETE FROM governance_ledgerentry WHERE id = %s", [entries[9].pk])
    problem = only_problem(verify())
    assert (problem.entry_id, problem.seq) == (entries[9].pk, 9)
    assert "the entry that was sealed is gone" in problem.what


def test_an_entry_that_was_taken_out_with_its_leaf_is_found(entries, owner):
    with owner() as execute:
        execute("DELETE FROM governance_ledgerentry WHERE id = %s", [entries[9].pk])
        execute("DELETE FROM governance_ledgerleaf WHERE seq = 9", [])
    assert verify().problems[0].seq == 9


def test_an_entry_that_was_slipped_in_is_found(entries, owner):
    with owner() as execute:
        execute(
            "INSERT INTO governance_ledgerentry "
            "(id, uuid, scope, kind, actor, actor_name, body, occurred_at, recorded_at) "
            "SELECT 9999, '00000000000000000000000000000009', scope, kind, actor, actor_name, "
            "body, occurred_at, recorded_at FROM governance_ledgerentry WHERE id = %s",
            [entries[0].pk],
        )
    problem = only_problem(verify())
    assert problem.entry_id == 9999
    assert "neither sealed nor waiting" in problem.what


def test_a_waiting_entry_that_was_taken_out_is_found(entries, owner):
    with owner() as execute:
        execute("DELETE FROM governance_ledgerentry WHERE id = %s", [entries[20].pk])
    problem = only_problem(verify())
    assert problem.entry_id == entries[20].pk
    assert "waits to be sealed, but is gone" in problem.what


def test_a_waiting_entry_whose_column_was_changed_is_found(entries, owner):
    with owner() as execute:
        execute("UPDATE governance_ledgerentry SET actor = 'x' WHERE id = %s", [entries[21].pk])
    assert only_problem(verify()).entry_id == entries[21].pk


def cut_off(owner, size: int) -> None:
    """What a thorough forger does: entries, leaves and checkpoints of the tail are all gone."""
    keep = LedgerLeaf.objects.get(seq=size - 1).entry_id
    LedgerPending.objects.all().delete()
    with owner() as execute:
        execute("DELETE FROM governance_ledgerentry WHERE id > %s", [keep])
        execute("DELETE FROM governance_ledgerleaf WHERE seq >= %s", [size])
        execute("DELETE FROM governance_checkpoint WHERE size > %s", [size])


def test_the_last_ten_cut_off_show_against_a_checkpoint_kept_elsewhere(entries, owner):
    kept = Checkpoint.objects.get(size=20).note
    cut_off(owner, 10)
    assert verify().ok, "the record alone can't know"
    problem = only_problem(verify(against=kept))
    assert "has 20 entries, the record 10: the last 10 were cut off" in problem.what


def test_a_tail_cut_off_while_its_checkpoint_stays_shows_by_itself(entries, owner):
    with owner() as execute:
        execute("DELETE FROM governance_ledgerleaf WHERE seq >= 10", [])
    assert verify().problems[0].seq == 10


def test_leaves_without_a_checkpoint_are_found(entries, owner):
    with owner() as execute:
        execute("DELETE FROM governance_checkpoint WHERE size = 20", [])
    assert "Places 15 to 19 are in no signed checkpoint" in only_problem(verify()).what


def test_a_past_rewritten_with_the_key_shows_against_a_checkpoint_kept_elsewhere(
    entries, owner, now
):
    """Who has the key too can sign anything, but not undo what left the machine."""
    kept = Checkpoint.objects.get(size=10).note
    with owner() as execute:
        for table in ("ledgerleaf", "checkpoint"):
            execute(f"DELETE FROM governance_{table}", [])
        forged = entries[2].body.replace('"number":2', '"number":9')
        execute(
            "UPDATE governance_ledgerentry SET body = %s WHERE id = %s", [forged, entries[2].pk]
        )
    for entry in entries:
        LedgerPending.objects.get_or_create(entry_id=entry.pk)
    sealing.seal(now=now)
    assert verify().ok
    problem = only_problem(verify(against=kept))
    assert problem.what == ("The first 10 entries aren't those of the checkpoint kept elsewhere.")


def test_an_older_checkpoint_agrees_with_a_record_that_only_grew(entries):
    for checkpoint in Checkpoint.objects.all():
        assert verify(against=checkpoint.note).ok


def test_a_note_of_somebody_else_is_refused(entries, tmp_path, settings):
    kept = Checkpoint.objects.get(size=10).note
    settings.PITWALL_HOME = tmp_path / "other"
    settings.PITWALL_HOME.mkdir()
    with pytest.raises(notes.NoteError, match="didn't sign"):
        verify(against=kept)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("note = replace(note, 'pitwall', 'pitstop')", "didn't sign this note"),
        ("edge = ''", "can't be continued from its edge"),
        ("root = '00'", "isn't that of the entries"),
    ],
)
def test_a_changed_checkpoint_is_found(entries, owner, change, says):
    with owner() as execute:
        execute(f"UPDATE governance_checkpoint SET {change} WHERE size = 10", [])
    assert says in only_problem(verify()).what


def test_a_note_that_signs_another_root_is_found(entries, owner):
    other = Checkpoint.objects.get(size=15).note
    with owner() as execute:
        execute("UPDATE governance_checkpoint SET note = %s WHERE size = 10", [other])
    assert "Checkpoint 10: its note signs another root" in only_problem(verify()).what


def test_a_body_that_reads_two_ways_is_found(entries, write, owner):
    """A key given twice means one thing to one reader and another to the next."""
    [entry] = write(1)
    body = re.sub(r"^\{", '{"kind":"policy.published",', entry.body)
    assert json.loads(body) == canonical.loads(entry.body)
    with owner() as execute:
        execute("UPDATE governance_ledgerentry SET body = %s WHERE id = %s", [body, entry.pk])
    problem = only_problem(verify())
    assert problem.entry_id == entry.pk
    assert "isn't canonical JSON" in problem.what


@pytest.mark.parametrize("body", ["", "no json", "[]", "{}", '{"actor":1}', "1"])
def test_a_body_that_isnt_one_is_found(entries, write, owner, body):
    [entry] = write(1)
    with owner() as execute:
        execute("UPDATE governance_ledgerentry SET body = %s WHERE id = %s", [body, entry.pk])
    assert only_problem(verify()).entry_id == entry.pk


def test_it_says_that_the_guard_is_down(entries, owner):
    with owner():
        report = verify()
    assert "The database's guard is down" in only_problem(report).what
    assert "migrate" in only_problem(report).what
