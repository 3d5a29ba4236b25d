"""Sealed values open only where they belong and with their key."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from chassis.kernel.errors import Problem
from chassis.sealing import Sealer, add_key

ONE, TWO = {"k1": b"1" * 32}, {"k1": b"1" * 32, "k2": b"2" * 32}
NAME = "Nguyễn Văn A".encode()


def test_what_was_sealed_opens_again_and_never_looks_the_same() -> None:
    sealer = Sealer(ONE, "k1")
    sealed = sealer.seal(NAME, "applicant:1")
    assert sealer.unseal(sealed, "applicant:1") == NAME
    assert sealed != sealer.seal(NAME, "applicant:1")
    assert NAME not in sealed
    assert sealer.unseal(sealer.seal(b"", "x"), "x") == b""


def test_a_value_copied_to_another_place_does_not_open() -> None:
    sealer = Sealer(ONE, "k1")
    with pytest.raises(Problem) as refused:
        sealer.unseal(sealer.seal(NAME, "applicant:1"), "applicant:2")
    assert refused.value.slug == "seal-broken"


def test_every_changed_byte_is_noticed() -> None:
    sealer = Sealer(TWO, "k1")
    sealed = sealer.seal(NAME, "a")
    for position in range(len(sealed)):
        changed = sealed[:position] + bytes([sealed[position] ^ 1]) + sealed[position + 1 :]
        with pytest.raises(Problem):
            sealer.unseal(changed, "a")
    for length in range(len(sealed)):
        with pytest.raises(Problem):
            sealer.unseal(sealed[:length], "a")


def test_after_rotation_old_values_open_and_are_told_apart() -> None:
    old = Sealer(ONE, "k1").seal(NAME, "a")
    rotated = Sealer(TWO, "k2")
    assert rotated.unseal(old, "a") == NAME
    assert rotated.needs_rotation(old)
    assert not rotated.needs_rotation(rotated.seal(NAME, "a"))


def test_without_its_key_a_value_stays_closed() -> None:
    sealed = Sealer(TWO, "k2").seal(NAME, "a")
    with pytest.raises(Problem) as refused:
        Sealer(ONE, "k1").unseal(sealed, "a")
    assert refused.value.slug == "sealing-key-missing"


def test_a_key_file_is_made_private_and_grows(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    add_key(path, "k1")
    sealed = Sealer.from_file(path).seal(NAME, "a")
    add_key(path, "k2")
    assert path.stat().st_mode & 0o777 == 0o600
    assert Sealer.from_file(path).unseal(sealed, "a") == NAME
    assert Sealer.from_file(path).needs_rotation(sealed)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"active": "a", "keys": {"a": "?"}}', '{"keys": {}}'])
def test_a_key_file_that_cannot_be_read_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "keys.json"
    path.write_text(content)
    with pytest.raises(Problem, match=r"keys\.json") as refused:
        Sealer.from_file(path)
    assert refused.value.slug == "sealing-keys-unreadable"


def test_a_short_key_or_an_active_one_that_is_not_there_is_refused(tmp_path: Path) -> None:
    for active, key, slug in (("a", b"short", "sealing-key-malformed"), ("b", b"1" * 32, "sealing-key-missing")):
        path = tmp_path / "keys.json"
        path.write_text(json.dumps({"active": active, "keys": {"a": base64.b64encode(key).decode()}}))
        with pytest.raises(Problem) as refused:
            Sealer.from_file(path)
        assert refused.value.slug == slug
