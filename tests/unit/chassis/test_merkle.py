"""The trees of RFC 9162: its example, the roots everybody's implementation agrees on, and every size by properties."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.kernel import merkle

# The entries that implementations of certificate transparency test one another with, and the roots of the first n.
ENTRIES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
HASHES = [merkle.leaf_hash(entry) for entry in ENTRIES]
Trees = st.lists(st.binary(max_size=4), min_size=1, max_size=70).map(lambda each: [merkle.leaf_hash(e) for e in each])


def seven() -> dict[str, bytes]:
    """The nodes of the example tree of seven leaves, under the letters of RFC 9162 section 2.1.5."""
    names = dict(zip("abcdefj", HASHES, strict=False))
    names["g"] = merkle.node_hash(names["a"], names["b"])
    names["h"] = merkle.node_hash(names["c"], names["d"])
    names["i"] = merkle.node_hash(names["e"], names["f"])
    names["k"] = merkle.node_hash(names["g"], names["h"])
    names["l"] = merkle.node_hash(names["i"], names["j"])
    return names


@pytest.mark.parametrize("size", range(1, 9))
def test_the_roots_are_everybodys(size: int) -> None:
    assert merkle.root(HASHES[:size]).hex() == ROOTS[size - 1]


def test_the_root_of_nothing_is_the_hash_of_nothing() -> None:
    assert merkle.root([]) == sha256(b"").digest()


@pytest.mark.parametrize(("index", "path"), [(0, "bhl"), (3, "cgl"), (4, "fjk"), (6, "ik")])
def test_the_inclusion_proofs_of_the_standard(index: int, path: str) -> None:
    assert merkle.inclusion_proof(HASHES[:7], index) == [seven()[name] for name in path]


@pytest.mark.parametrize(("first", "path"), [(3, "cdgl"), (4, "l"), (6, "ijk")])
def test_the_consistency_proofs_of_the_standard(first: int, path: str) -> None:
    assert merkle.consistency_proof(HASHES[:7], first) == [seven()[name] for name in path]


@given(leaves=Trees, data=st.data())
def test_every_leaf_is_shown_to_be_in_its_tree_and_in_no_other_place(leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    path, root = merkle.inclusion_proof(leaves, index), merkle.root(leaves)
    assert merkle.is_included(leaves[index], index, len(leaves), path, root)
    assert not merkle.is_included(merkle.leaf_hash(b"another"), index, len(leaves), path, root)
    assert not merkle.is_included(leaves[index], index, len(leaves), [*path, root], root)
    assert not merkle.is_included(leaves[index], index, len(leaves), path, merkle.leaf_hash(b"root"))
    if path:
        assert not merkle.is_included(leaves[index], index, len(leaves), path[:-1], root)
        assert not merkle.is_included(leaves[index], index ^ 1, len(leaves), path, root) or leaves[index] == path[0]


@given(leaves=Trees, data=st.data())
def test_a_tree_is_shown_to_be_the_beginning_of_a_later_one(leaves: list[bytes], data: st.DataObject) -> None:
    first = data.draw(st.integers(1, len(leaves)))
    path = merkle.consistency_proof(leaves, first)
    old, new = merkle.root(leaves[:first]), merkle.root(leaves)
    assert merkle.is_consistent(first, old, len(leaves), new, path)
    forged = merkle.leaf_hash(b"forged")
    assert not merkle.is_consistent(first, forged, len(leaves), new, path)
    assert not merkle.is_consistent(first, old, len(leaves), forged, path)
    assert not merkle.is_consistent(first, old, len(leaves), new, [*path, forged])


@given(leaves=Trees, data=st.data())
def test_the_root_tells_of_every_change_removal_and_swap(leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    changed = [*leaves[:index], merkle.leaf_hash(b"changed"), *leaves[index + 1 :]]
    removed = [*leaves[:index], *leaves[index + 1 :]]
    assert merkle.root(leaves) not in {merkle.root(changed), merkle.root(removed)}
    assert merkle.root(leaves[::-1]) != merkle.root(leaves) or leaves[::-1] == leaves


def test_what_is_no_leaf_and_no_beginning_is_refused() -> None:
    for index in (-1, 8):
        with pytest.raises(IndexError):
            merkle.inclusion_proof(HASHES, index)
        assert not merkle.is_included(HASHES[0], index, 8, [], merkle.root(HASHES))
    for first in (0, 9):
        with pytest.raises(IndexError):
            merkle.consistency_proof(HASHES, first)
        assert not merkle.is_consistent(first, b"", 8, b"", [])
    assert not merkle.is_consistent(3, HASHES[0], 8, HASHES[0], [])
