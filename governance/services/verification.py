"""Verification: recomputes the record from what is stored, and names the first thing amiss.

It trusts no column and no hash: every leaf is computed from its body, every root from the leaves,
every signature with the public key. Comments aren't in the record, only their SHA-256, so erasing
one breaks nothing; how many were erased is counted.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Exists, Max, OuterRef
from django.utils.translation import gettext as _

from governance import keys, merkle, notes, triggers
from governance.entries import wrong_columns, wrong_place
from governance.models import Checkpoint, LedgerEntry, LedgerLeaf, LedgerPending

CHUNK = 1000


@dataclass(frozen=True)
class Problem:
    """What is amiss, as a sentence; with the entry's id and place where it is about one."""

    what: str
    entry_id: int | None = None
    seq: int | None = None


@dataclass
class Report:
    """What was looked at, and what was found amiss: of bad entries, the first."""

    sealed: int = 0
    waiting: int = 0
    checkpoints: int = 0
    erased: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.problems


class _Amiss(Exception):
    """Ends one of the looks at the record with what it found."""

    def __init__(self, what: str, *, entry_id: int | None = None, seq: int | None = None) -> None:
        super().__init__(what)
        self.problem = Problem(what, entry_id, seq)


def verify(*, against: str | None = None) -> Report:
    """Check the whole record; `against` is a checkpoint's note that was kept elsewhere.

    Safe while others write and seal. Raises notes.NoteError when `against` can't be read or was
    signed with another key.
    """
    verifier = notes.Verifier.parse(keys.public_key())
    kept = None if against is None else notes.Checkpoint.parse(verifier.open(against))
    # Leaves before checkpoints: sealing in between must not look like leaves without signature.
    leaves = _after_last(LedgerLeaf.objects.aggregate(top=Max("seq"))["top"])
    signed = Checkpoint.objects.aggregate(top=Max("size"))["top"] or 0
    report = Report()
    looks: tuple[Callable[[], None], ...] = (
        _guard_is_up,
        lambda: _all_signed(leaves, signed),
        lambda: _tail_is_there(kept, signed),
        lambda: _walk(report, signed, verifier, kept),
        _nothing_outside,
        lambda: _walk_waiting(report),
    )
    for look in looks:
        try:
            look()
        except _Amiss as found:
            report.problems.append(found.problem)
    return report


def _after_last(seq: int | None) -> int:
    return 0 if seq is None else seq + 1


def _guard_is_up() -> None:
    gone = triggers.missing(connection)
    if gone:
        raise _Amiss(
            _("The database's guard is down: %(gone)s. `manage.py migrate` puts it back.")
            % {"gone": ", ".join(gone)}
        )


def _all_signed(leaves: int, signed: int) -> None:
    if leaves > signed:
        raise _Amiss(
            _("Places %(signed)s to %(leaves)s are in no signed checkpoint.")
            % {"signed": signed, "leaves": leaves - 1},
            seq=signed,
        )


def _tail_is_there(kept: notes.Checkpoint | None, signed: int) -> None:
    if kept and kept.size > signed:
        raise _Amiss(
            _(
                "The checkpoint kept elsewhere has %(size)s entries, the record "
                "%(signed)s: the last %(size_2)s were cut off."
            )
            % {"size": kept.size, "signed": signed, "size_2": kept.size - signed},
            seq=signed,
        )


def _walk(
    report: Report, signed: int, verifier: notes.Verifier, kept: notes.Checkpoint | None
) -> None:
    """Rebuild the tree from its first leaf and compare at each checkpoint.

    It ends at the first bad entry, because every root after that is wrong too.
    """
    edge = merkle.Edge()
    checkpoints = Checkpoint.objects.filter(size__lte=signed).order_by("size").iterator(CHUNK)
    checkpoint = next(checkpoints, None)
    since = 0
    for seq, leaf, entry in _places(signed):
        _add(edge, seq, leaf, entry)
        report.sealed += 1
        report.erased += entry is not None and entry.kind == "comment.erased"
        if checkpoint and checkpoint.size == edge.size:
            _compare(checkpoint, edge, since, verifier)
            report.checkpoints += 1
            since, checkpoint = edge.size, next(checkpoints, None)
        if kept and kept.size == edge.size and kept.root != edge.root():
            raise _Amiss(
                _("The first %(size)s entries aren't those of the checkpoint kept elsewhere.")
                % {"size": kept.size}
            )


def _places(signed: int) -> Iterator[tuple[int, LedgerLeaf | None, LedgerEntry | None]]:
    """Each place of the tree with its leaf and entry, None for what isn't there."""
    for low in range(0, signed, CHUNK):
        high = min(low + CHUNK, signed)
        leaves = {one.seq: one for one in LedgerLeaf.objects.filter(seq__gte=low, seq__lt=high)}
        entries = LedgerEntry.objects.in_bulk([one.entry_id for one in leaves.values()])
        for seq in range(low, high):
            leaf = leaves.get(seq)
            yield seq, leaf, entries.get(leaf.entry_id) if leaf else None


def _add(edge: merkle.Edge, seq: int, leaf: LedgerLeaf | None, entry: LedgerEntry | None) -> None:
    """Add one place to the tree, unless something is wrong with it."""
    wrong = wrong_place(leaf, entry)
    if wrong or leaf is None:
        entry_id = leaf.entry_id if leaf else None
        raise _Amiss(
            _sentence(_("place %(seq)s") % {"seq": seq}, entry_id, entry, wrong),
            entry_id=entry_id,
            seq=seq,
        )
    edge.append(bytes.fromhex(leaf.hash))


def _sentence(where: str, entry_id: int | None, entry: LedgerEntry | None, wrong: str) -> str:
    name = (
        _("Entry %(entry_id)s") % {"entry_id": entry_id} if entry_id is not None else _("An entry")
    )
    details = f"{where}, {entry.kind}, {entry.uuid}" if entry else where
    return f"{name} ({details}): {wrong}."


def _compare(
    checkpoint: Checkpoint, edge: merkle.Edge, since: int, verifier: notes.Verifier
) -> None:
    """Compare a stored checkpoint with the tree as computed, and check its signature."""
    size, root = checkpoint.size, edge.root()
    if checkpoint.root != root.hex():
        raise _Amiss(
            _(
                "The root of checkpoint %(size)s isn't that of the entries: those at "
                "places %(since)s to %(size_2)s aren't all as they were sealed."
            )
            % {"size": size, "since": since, "size_2": size - 1},
            seq=since,
        )
    if checkpoint.edge.split() != [part.hex() for part in edge.hashes]:
        raise _Amiss(
            _("Checkpoint %(size)s: the tree can't be continued from its edge.") % {"size": size},
            seq=since,
        )
    try:
        said = notes.Checkpoint.parse(verifier.open(checkpoint.note))
    except notes.NoteError as error:
        raise _Amiss(
            _("Checkpoint %(size)s: %(error)s.") % {"size": size, "error": error}, seq=since
        ) from None
    if said != notes.Checkpoint(verifier.name, size, root):
        raise _Amiss(
            _("Checkpoint %(size)s: its note signs another root.") % {"size": size}, seq=since
        )


def _nothing_outside() -> None:
    """Every entry is in the tree or waits for it, in one query: sealing moves them meanwhile."""
    # Not "in": PostgreSQL would read all leaves anew for each entry, once they are many.
    waits = LedgerPending.objects.filter(entry_id=OuterRef("pk"))
    sealed = LedgerLeaf.objects.filter(entry_id=OuterRef("pk"))
    lost = LedgerEntry.objects.filter(~Exists(waits), ~Exists(sealed)).order_by("pk").first()
    if lost:
        wrong = _("it is neither sealed nor waiting to be")
        raise _Amiss(_sentence(_("no place"), lost.pk, lost, wrong), entry_id=lost.pk)


def _walk_waiting(report: Report) -> None:
    """What waits to be sealed has to be there, and to agree with itself."""
    waiting = LedgerPending.objects.order_by("entry_id")
    there = LedgerEntry.objects.filter(pk=OuterRef("entry_id"))
    gone = waiting.filter(~Exists(there)).first()
    if gone:
        wrong = _("it waits to be sealed, but is gone")
        raise _Amiss(_sentence(_("no place"), gone.entry_id, None, wrong), entry_id=gone.entry_id)
    entries = LedgerEntry.objects.filter(pk__in=waiting.values("entry_id")).order_by("pk")
    for entry in entries.iterator(CHUNK):
        report.waiting += 1
        wrong = wrong_columns(entry)
        if wrong:
            raise _Amiss(_sentence(_("not sealed yet"), entry.pk, entry, wrong), entry_id=entry.pk)
