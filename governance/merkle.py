"""The Merkle tree of RFC 6962: hashes, roots, proofs and their verification, without a database."""

import hashlib
from collections.abc import Iterable, Sequence

EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(body: bytes) -> bytes:
    """The hash of a leaf: SHA-256 of a zero byte and the body (RFC 6962, 2.1)."""
    return hashlib.sha256(b"\x00" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node: SHA-256 of a one byte and its two children (RFC 6962, 2.1)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def split(size: int) -> int:
    """The largest power of two that is smaller than `size`, which must be at least 2."""
    return 1 << ((size - 1).bit_length() - 1)


def widths(size: int) -> list[int]:
    """The sizes of the full subtrees that make a tree of `size` leaves, widest first."""
    return [1 << bit for bit in reversed(range(size.bit_length())) if size >> bit & 1]


class Edge:
    """The right edge of a growing tree: the roots of its full subtrees, at most one a width.

    It is all that is needed to add a leaf or to name the root, so neither costs more than the
    logarithm of the tree's size.
    """

    def __init__(self, size: int = 0, hashes: Iterable[bytes] = ()) -> None:
        """Raises ValueError when `hashes` can't be the edge of a tree of `size` leaves."""
        self.size = size
        self.hashes = list(hashes)
        if len(self.hashes) != size.bit_count():
            raise ValueError(f"{len(self.hashes)} hashes aren't the edge of {size} leaves")

    def append(self, leaf: bytes) -> None:
        """Add a leaf's hash at the right."""
        top, size = leaf, self.size
        while size & 1:
            top = node_hash(self.hashes.pop(), top)
            size >>= 1
        self.hashes.append(top)
        self.size += 1

    def root(self) -> bytes:
        """The tree's root; for an empty tree SHA-256 of nothing."""
        if not self.hashes:
            return EMPTY_ROOT
        top = self.hashes[-1]
        for left in reversed(self.hashes[:-1]):
            top = node_hash(left, top)
        return top


class Tree:
    """A whole tree in memory (64 bytes and some a leaf), to take proofs from.

    `levels[k][i]` is the root of the full subtree over the leaves from i·2ᵏ to (i+1)·2ᵏ.
    """

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self.levels: list[list[bytes]] = [list(leaves)]
        while len(below := self.levels[-1]) > 1:
            pairs = zip(below[::2], below[1::2], strict=False)
            self.levels.append([node_hash(left, right) for left, right in pairs])

    def __len__(self) -> int:
        return len(self.levels[0])

    def root(self, size: int | None = None) -> bytes:
        """The root of the first `size` leaves, by default of all."""
        size = self._within(len(self) if size is None else size)
        return self._over(0, size) if size else EMPTY_ROOT

    def inclusion_proof(self, index: int, size: int | None = None) -> list[bytes]:
        """The audit path of leaf `index` in the first `size` leaves (RFC 6962, 2.1.1)."""
        size = self._within(len(self) if size is None else size)
        if not 0 <= index < size:
            raise ValueError(f"leaf {index} isn't in a tree of {size}")
        path, low, high = [], 0, size
        while high - low > 1:
            middle = low + split(high - low)
            if index < middle:
                path.append(self._over(middle, high))
                high = middle
            else:
                path.append(self._over(low, middle))
                low = middle
        return path[::-1]

    def consistency_proof(self, old: int, size: int | None = None) -> list[bytes]:
        """What shows that the first `old` leaves begin the first `size` (RFC 6962, 2.1.2)."""
        size = self._within(len(self) if size is None else size)
        if not 0 < old <= size:
            raise ValueError(f"a tree of {old} doesn't begin one of {size}")
        if old == size:
            return []
        path, low, high, seen_whole = [], 0, size, True
        while old < high:
            middle = low + split(high - low)
            if old <= middle:
                path.append(self._over(middle, high))
                high = middle
            else:
                path.append(self._over(low, middle))
                low, seen_whole = middle, False
        if not seen_whole:
            path.append(self._over(low, high))
        return path[::-1]

    def _within(self, size: int) -> int:
        if not 0 <= size <= len(self):
            raise ValueError(f"the tree has {len(self)} leaves, not {size}")
        return size

    def _over(self, low: int, high: int) -> bytes:
        """The root over leaves `low` to `high`, where `low` is a multiple of the widest part."""
        top: bytes | None = None
        for width in reversed(widths(high - low)):
            high -= width
            part = self.levels[width.bit_length() - 1][high // width]
            top = part if top is None else node_hash(part, top)
        assert top is not None, "an empty range has no root"  # noqa: S101 (callers see to it)
        return top


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """Whether `proof` shows `leaf` at `index` of the tree of `size` (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, top = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            top = node_hash(sibling, top)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            top = node_hash(top, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and top == root


def verify_consistency(
    old: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether `proof` shows that the tree of `old` begins the one of `size` (RFC 9162, 2.1.4.2)."""
    if old == size:
        return not proof and old_root == root
    if not 0 < old < size or not proof:
        return False
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    place, last = old - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old_top = top = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old_top, top = node_hash(sibling, old_top), node_hash(sibling, top)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            top = node_hash(top, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and old_top == old_root and top == root
