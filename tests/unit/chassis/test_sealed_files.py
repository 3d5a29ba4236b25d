"""A sealed file opens whole and unchanged in its own place, or not at all."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator

import pytest

from chassis.files import Vault, open_store
from chassis.files.format import CHUNK, HEADER_MOST, SEALED_CHUNK, FileOpening, FileSealing, header_of, key_id_of
from chassis.kernel.errors import Problem
from chassis.sealing import Sealer

KEYS = Sealer({"k1": b"1" * 32, "k2": b"2" * 32}, "k1")
SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 17]


def sealed(plain: bytes, context: str = "file:1", keys: Sealer = KEYS, step: int = 10_000) -> bytes:
    sealing = FileSealing(keys, context)
    parts = [sealing.header]
    for start in range(0, len(plain), step):
        parts += sealing.feed(plain[start : start + step])
    return b"".join([*parts, sealing.finish()])


def opened(file: bytes, context: str = "file:1", keys: Sealer = KEYS, step: int = 7_000) -> bytes:
    header = header_of(file[:HEADER_MOST])
    opening = FileOpening(keys, context, header)
    parts: list[bytes] = []
    for start in range(len(header), len(file), step):
        parts += opening.feed(file[start : start + step])
    return b"".join([*parts, opening.finish()])


def slug_of(file: bytes, context: str = "file:1", keys: Sealer = KEYS) -> str:
    with pytest.raises(Problem) as refusal:
        opened(file, context, keys)
    return refusal.value.slug


@pytest.mark.parametrize("size", SIZES)
def test_a_file_of_any_size_comes_back(size: int) -> None:
    plain = os.urandom(size)
    assert opened(sealed(plain)) == plain
    assert opened(sealed(plain, step=3 * CHUNK), step=10**9) == plain


def test_the_same_file_never_seals_to_the_same_bytes_and_shows_nothing_of_itself() -> None:
    plain = b"Nguyen Van Mau " * 10_000
    first, second = sealed(plain), sealed(plain)
    assert first != second
    assert b"Nguyen" not in first


@pytest.mark.parametrize("size", [1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 1])
def test_a_file_that_was_cut_off_does_not_open_wherever_it_was_cut(size: int) -> None:
    whole = sealed(os.urandom(size))
    header = len(header_of(whole[:HEADER_MOST]))
    for end in {header, header + 1, header + 16, header + SEALED_CHUNK, header + 2 * SEALED_CHUNK, len(whole) - 1}:
        if end < len(whole):
            assert slug_of(whole[:end]) == "file-broken"


def test_a_file_that_goes_on_was_reordered_or_mixed_does_not_open() -> None:
    first, second = sealed(os.urandom(3 * CHUNK)), sealed(os.urandom(3 * CHUNK))
    at = len(header_of(first[:HEADER_MOST]))
    chunks = [first[at + i * SEALED_CHUNK : at + (i + 1) * SEALED_CHUNK] for i in range(3)]
    swapped = first[:at] + chunks[1] + chunks[0] + chunks[2]
    mixed = first[: at + SEALED_CHUNK] + second[at + SEALED_CHUNK :]
    for changed in (first + b"x", first + chunks[2], swapped, mixed, first[:at] + chunks[2]):
        assert slug_of(changed) == "file-broken"


def test_every_changed_byte_is_noticed() -> None:
    whole = sealed(b"short")
    for place in range(len(whole)):
        changed = whole[:place] + bytes((whole[place] ^ 1,)) + whole[place + 1 :]
        assert slug_of(changed) in {"file-broken", "sealing-key-missing"}


def test_a_file_put_in_anothers_place_does_not_open() -> None:
    assert slug_of(sealed(b"plain", "file:1"), "file:2") == "file-broken"


def test_what_is_no_sealed_file_is_refused() -> None:
    for nonsense in (b"", b"MCF", b"MCF\x01", b"MCF\x01\x05k1", b"%PDF-1.7 and so on" * 50):
        assert slug_of(nonsense) == "file-broken"


def test_an_older_key_opens_what_it_sealed_as_long_as_it_is_there() -> None:
    file = sealed(b"plain")
    assert key_id_of(header_of(file)) == "k1"
    assert opened(file, keys=Sealer({"k1": b"1" * 32, "k3": b"3" * 32}, "k3")) == b"plain"
    assert slug_of(file, keys=Sealer({"k3": b"3" * 32}, "k3")) == "sealing-key-missing"


@pytest.mark.parametrize("size", [1, CHUNK, 2 * CHUNK, 3 * CHUNK + 17])
async def test_a_range_is_read_without_the_rest(size: int) -> None:
    vault, plain = Vault(open_store("memory://"), KEYS), os.urandom(size)
    await vault.put("a", "file:1", parts(plain))
    places = sorted({0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, size - 1, size} & set(range(size + 1)))
    for start in places:
        for end in places:
            if start < end:
                found = b"".join([part async for part in vault.read_range("a", "file:1", size, start, end)])
                assert found == plain[start:end], (start, end)


async def parts(plain: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(plain), 30_000):
        yield plain[start : start + 30_000]
