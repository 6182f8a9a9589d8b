"""The tree agrees with RFC 6962, its published vectors, and itself, at every size to 70."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance import merkle

# The leaves and roots of the Certificate Transparency reference implementation.
BODIES = [
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]  # fmt: skip
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LARGEST = 70
LEAVES = [merkle.leaf_hash(b"entry %d" % number) for number in range(LARGEST)]
SIZES = range(LARGEST + 1)


def root_by_definition(leaves: list[bytes]) -> bytes:
    """MTH as RFC 6962, 2.1 writes it down."""
    if not leaves:
        return merkle.EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return merkle.node_hash(root_by_definition(leaves[:k]), root_by_definition(leaves[k:]))


def path_by_definition(index: int, leaves: list[bytes]) -> list[bytes]:
    """PATH as RFC 6962, 2.1.1 writes it down."""
    if len(leaves) == 1:
        return []
    k = merkle.split(len(leaves))
    if index < k:
        return [*path_by_definition(index, leaves[:k]), root_by_definition(leaves[k:])]
    return [*path_by_definition(index - k, leaves[k:]), root_by_definition(leaves[:k])]


def proof_by_definition(old: int, leaves: list[bytes], *, whole: bool = True) -> list[bytes]:
    """SUBPROOF as RFC 6962, 2.1.2 writes it down."""
    if old == len(leaves):
        return [] if whole else [root_by_definition(leaves)]
    k = merkle.split(len(leaves))
    if old <= k:
        return [*proof_by_definition(old, leaves[:k], whole=whole), root_by_definition(leaves[k:])]
    return [
        *proof_by_definition(old - k, leaves[k:], whole=False),
        root_by_definition(leaves[:k]),
    ]


TREE = merkle.Tree(LEAVES)
ROOT = [root_by_definition(LEAVES[:size]) for size in SIZES]


@pytest.mark.parametrize("size", range(len(ROOTS)))
def test_it_gives_the_published_roots(size):
    leaves = [merkle.leaf_hash(bytes.fromhex(body)) for body in BODIES[:size]]
    assert merkle.Tree(leaves).root().hex() == ROOTS[size]


def test_a_leaf_is_never_a_node():
    left, right = LEAVES[:2]
    assert merkle.leaf_hash(left + right) != merkle.node_hash(left, right)


@pytest.mark.parametrize("size", SIZES)
def test_the_tree_has_the_root_of_the_definition_at_every_size(size):
    assert TREE.root(size) == merkle.Tree(LEAVES[:size]).root() == ROOT[size]


def test_the_edge_follows_the_tree_at_every_size():
    edge = merkle.Edge()
    for size in SIZES:
        assert edge.root() == ROOT[size]
        assert merkle.Edge(edge.size, edge.hashes).root() == ROOT[size]
        if size < LARGEST:
            edge.append(LEAVES[size])


def test_the_edge_keeps_one_hash_for_each_bit_of_the_size():
    edge = merkle.Edge()
    for leaf in LEAVES:
        edge.append(leaf)
        assert len(edge.hashes) == edge.size.bit_count()


def test_an_edge_of_another_size_is_refused():
    with pytest.raises(ValueError, match="aren't the edge of 3"):
        merkle.Edge(3, LEAVES[:1])


@pytest.mark.parametrize("size", SIZES[1:])
def test_every_leaf_is_proven_at_every_size(size):
    for index in range(size):
        proof = TREE.inclusion_proof(index, size)
        assert proof == path_by_definition(index, LEAVES[:size])
        assert merkle.verify_inclusion(LEAVES[index], index, size, proof, ROOT[size])


@pytest.mark.parametrize("size", range(1, 20))
def test_no_inclusion_proof_fits_another_leaf_place_or_root(size):
    for index in range(size):
        proof = TREE.inclusion_proof(index, size)
        for other in range(size + 2):
            if other != index:
                assert not merkle.verify_inclusion(LEAVES[index], other, size, proof, ROOT[size])
                assert not merkle.verify_inclusion(LEAVES[other], index, size, proof, ROOT[size])
        assert not merkle.verify_inclusion(LEAVES[index], index, size, proof, ROOT[size + 1])
        for longer in ([*proof, LEAVES[0]], [LEAVES[0], *proof]):
            assert not merkle.verify_inclusion(LEAVES[index], index, size, longer, ROOT[size])
        for gone in range(len(proof)):
            shorter = proof[:gone] + proof[gone + 1 :]
            assert not merkle.verify_inclusion(LEAVES[index], index, size, shorter, ROOT[size])


@pytest.mark.parametrize("size", SIZES[1:])
def test_every_smaller_tree_is_shown_to_begin_a_larger(size):
    for old in range(1, size + 1):
        proof = TREE.consistency_proof(old, size)
        assert proof == proof_by_definition(old, LEAVES[:size])
        assert merkle.verify_consistency(old, ROOT[old], size, ROOT[size], proof)


@pytest.mark.parametrize("size", range(2, 20))
def test_no_consistency_proof_fits_a_rewritten_past(size):
    for old in range(1, size):
        proof = TREE.consistency_proof(old, size)
        forged = merkle.Tree([merkle.leaf_hash(b"forged"), *LEAVES[1:]])
        assert not merkle.verify_consistency(old, forged.root(old), size, ROOT[size], proof)
        assert not merkle.verify_consistency(old, ROOT[old], size, forged.root(size), proof)
        assert not merkle.verify_consistency(old, ROOT[old], size, ROOT[size], [*proof, LEAVES[0]])
        assert not merkle.verify_consistency(old, ROOT[old], size, ROOT[size], proof[:-1])


@given(st.data())
def test_a_flipped_bit_anywhere_in_a_proof_is_found(data):
    size = data.draw(st.integers(2, LARGEST))
    index = data.draw(st.integers(0, size - 1))
    proof = TREE.inclusion_proof(index, size)
    where = data.draw(st.integers(0, len(proof) - 1))
    bit = data.draw(st.integers(0, 255))
    number = int.from_bytes(proof[where], "big") ^ (1 << bit)
    proof[where] = number.to_bytes(32, "big")
    assert not merkle.verify_inclusion(LEAVES[index], index, size, proof, ROOT[size])


def test_it_says_which_question_makes_no_sense():
    with pytest.raises(ValueError, match="leaf 3 isn't in a tree of 3"):
        TREE.inclusion_proof(3, 3)
    with pytest.raises(ValueError, match="has 70 leaves, not 71"):
        TREE.root(71)
    with pytest.raises(ValueError, match="doesn't begin one of 2"):
        TREE.consistency_proof(3, 2)
    assert not merkle.verify_consistency(3, ROOT[3], 2, ROOT[2], [])
    assert not merkle.verify_consistency(0, ROOT[0], 2, ROOT[2], [LEAVES[0]])
    assert not merkle.verify_inclusion(LEAVES[0], -1, 1, [], LEAVES[0])
