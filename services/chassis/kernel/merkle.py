"""Merkle trees as RFC 9162 (before it RFC 6962) has them, over SHA-256: root, inclusion, consistency.

A leaf is hashed behind a zero byte, a node behind a one, so that neither can pass for the other. The tree of n leaves
splits at the largest power of two below n. Nothing here knows what a leaf says.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

HASH_BYTES = 32


def leaf_hash(entry: bytes) -> bytes:
    """MTH of one entry: RFC 9162 section 2.1.1."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes; of none, the hash of nothing. RFC 9162 section 2.1.1, from the leaves upwards."""
    if not leaves:
        return sha256(b"").digest()
    level = list(leaves)
    while len(level) > 1:
        level = _level_above(level)
    return level[0]


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The neighbours on the way from leaf ``index`` (from 0) to the root. RFC 9162 section 2.1.3.1.

    Raises IndexError for a leaf that is not there."""
    if not 0 <= index < len(leaves):
        raise IndexError(f"leaf {index} of {len(leaves)}")
    level, path = list(leaves), []
    while len(level) > 1:
        neighbour = index ^ 1
        if neighbour < len(level):
            path.append(level[neighbour])
        level, index = _level_above(level), index // 2
    return path


def is_included(leaf: bytes, index: int, size: int, path: Sequence[bytes], root_hash: bytes) -> bool:
    """Whether the path leads from this leaf to this root of ``size`` leaves. RFC 9162 section 2.1.3.2."""
    if not 0 <= index < size:
        return False
    place, last, found = index, size - 1, leaf
    for neighbour in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node_hash(neighbour, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, neighbour)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root_hash


def consistency_proof(leaves: Sequence[bytes], first: int) -> list[bytes]:
    """What shows that the tree of the first ``first`` leaves is the beginning of this one. RFC 9162 section 2.1.4.1.

    Raises IndexError unless 0 < first <= all of them."""
    if not 0 < first <= len(leaves):
        raise IndexError(f"the first {first} of {len(leaves)} leaves")
    return _sub_proof(leaves, first, is_whole=True)


def is_consistent(first: int, first_root: bytes, second: int, second_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether the first tree is the beginning of the second. RFC 9162 section 2.1.4.2."""
    if not 0 < first <= second:
        return False
    if first == second:
        return not path and first_root == second_root
    steps = [first_root, *path] if first & (first - 1) == 0 else list(path)
    if not steps:
        return False
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, step)
        place, last = place >> 1, last >> 1
    return last == 0 and old == first_root and new == second_root


def _level_above(level: Sequence[bytes]) -> list[bytes]:
    """Pairs become nodes; one that is left over goes up as it is, which is the split of the standard."""
    paired = [node_hash(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
    return [*paired, level[-1]] if len(level) % 2 else paired


def _sub_proof(leaves: Sequence[bytes], first: int, *, is_whole: bool) -> list[bytes]:
    size = len(leaves)
    if first == size:
        return [] if is_whole else [root(leaves)]
    split = 1 << (size - 1).bit_length() - 1
    if first <= split:
        return [*_sub_proof(leaves[:split], first, is_whole=is_whole), root(leaves[split:])]
    return [*_sub_proof(leaves[split:], first - split, is_whole=False), root(leaves[:split])]
