"""A proof convinces whoever holds a public key, and nothing else does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from chassis.history.proof import Proof, faults, plain, read
from chassis.history.proofs import Proofs
from support.databases import NewDatabase
from support.history import METADATA, SERVICE, TABLES, Office


@pytest.fixture
async def office(database: NewDatabase, tmp_path: Path) -> Office:
    """Five dossiers in one day's tree, one of them with a second entry of today."""
    office = Office(database=await database(METADATA), folder=tmp_path)
    for number in range(5):
        await office.do(f"d-{number}", reason="Hồ sơ mẫu")
    await office.do("d-3", events=0)
    office.clock.advance(timedelta(days=1))
    await office.seal()
    await office.do("d-3")
    return office


async def proof_of(office: Office, subject: str) -> Proof:
    proof = await Proofs(database=office.database, tables=TABLES, service=SERVICE).of(subject)
    assert proof is not None
    return proof


async def test_every_dossier_of_a_day_is_shown_to_be_under_its_root(office: Office) -> None:
    keys = await office.public()
    for number in range(5):
        proof = await proof_of(office, f"d-{number}")
        assert faults(proof, keys) == []
        assert faults(read(plain(proof)), keys) == [], "and so it is after a way through JSON"
    assert len((await proof_of(office, "d-3")).entries) == 2, "what today brought is under tomorrow's root"


async def test_a_proof_tells_nobody_what_was_done(office: Office) -> None:
    assert "Hồ sơ" not in str(plain(await proof_of(office, "d-1")))


async def test_before_its_first_day_is_over_a_dossier_has_no_proof(office: Office) -> None:
    await office.do("d-9")
    assert await Proofs(database=office.database, tables=TABLES, service=SERVICE).of("d-9") is None
    assert await Proofs(database=office.database, tables=TABLES, service=SERVICE).of("nobody") is None


async def test_whatever_is_changed_in_a_proof_is_noticed(office: Office, tmp_path: Path) -> None:
    keys, proof = await office.public(), await proof_of(office, "d-3")
    statement = proof.root.statement
    other = Office(database=office.database, folder=tmp_path / "other")
    other.folder.mkdir()
    changed = [
        replace(proof, subject="d-4"),
        replace(proof, entries=proof.entries[:1]),
        replace(proof, entries=()),
        replace(proof, entries=proof.entries[::-1]),
        replace(proof, leaf=proof.leaf + 1),
        replace(proof, path=proof.path[:-1]),
        replace(proof, service="processing"),
        replace(proof, root=replace(proof.root, statement=replace(statement, size=statement.size + 1))),
        replace(proof, root=replace(proof.root, signature=bytes(64))),
    ]
    assert [each for each in changed if not faults(each, keys)] == []
    assert faults(proof, await other.public()) == ["the root is signed by none of the public keys"]


def test_what_is_no_proof_is_refused() -> None:
    for given in ({}, {"format": "other"}, {"format": "motcua.history.proof.v1", "service": "intake"}):
        with pytest.raises(ValueError, match="proof"):
            read(given)
