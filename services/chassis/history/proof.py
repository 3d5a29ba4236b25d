"""That a dossier's history is under a signed root, shown by digests alone, checked without asking anyone. Pure.

The chain of the dossier from its first entry to the latest that a signed day covers, the way from that entry to the
root of the day, and the signed statement. Who holds it can have it checked in ten years, and by whom he likes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from chassis.history.chain import NOTHING, Classes, Link, entry_digest
from chassis.history.roots import SignedRoot, Statement
from chassis.history.signing import PublicKeys, is_signed
from chassis.kernel.merkle import is_included, leaf_hash

FORMAT = "motcua.history.proof.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofEntry:
    """An entry by its digests."""

    agency: str
    classes: Classes


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """entries: the chain from entry 1. leaf, path: where the last of them is in the tree of ``root``."""

    service: str
    subject: str
    entries: tuple[ProofEntry, ...]
    leaf: int
    path: tuple[bytes, ...]
    root: SignedRoot


def faults(proof: Proof, keys: PublicKeys) -> list[str]:
    """What is wrong with it; empty if the history it stands for is under a root that one of these keys signed."""
    statement = proof.root.statement
    found = []
    if not is_signed(statement.digest(), proof.root.signature, statement.key_id, keys):
        found.append("the root is signed by none of the public keys")
    if statement.service != proof.service:
        found.append("the root is of another service")
    head = chain_head(proof.service, proof.subject, proof.entries)
    if not proof.entries or not is_included(leaf_hash(head), proof.leaf, statement.size, proof.path, statement.root):
        found.append("the chain does not lead to the root")
    return found


def chain_head(service: str, subject: str, entries: Sequence[ProofEntry]) -> bytes:
    """Digest of the last entry, from the digests under all of them."""
    head = NOTHING
    for number, each in enumerate(entries, 1):
        link = Link(service=service, agency=each.agency, subject=subject, entry=number, previous=head)
        head = entry_digest(link, each.classes)
    return head


def plain(proof: Proof) -> dict[str, Any]:
    """As JSON has it; digests are hexadecimal."""
    statement = proof.root.statement
    return {
        "format": FORMAT,
        "service": proof.service,
        "subject": proof.subject,
        "entries": [
            {
                "agency": each.agency,
                "command_digest": each.classes.command.hex(),
                "events_digest": each.classes.events.hex(),
                "rows_digest": each.classes.rows.hex(),
            }
            for each in proof.entries
        ],
        "leaf": proof.leaf,
        "path": [each.hex() for each in proof.path],
        "root": {
            "agency": statement.agency,
            "day": statement.day.isoformat(),
            "size": statement.size,
            "root": statement.root.hex(),
            "previous": statement.previous.hex(),
            "signed_at": statement.signed_at.isoformat(),
            "key_id": statement.key_id,
            "signature": proof.root.signature.hex(),
        },
    }


def read(given: Mapping[str, Any]) -> Proof:
    """What ``plain`` wrote. Raises ValueError for anything else."""
    try:
        if given["format"] != FORMAT:
            raise ValueError(f"not a proof of the form {FORMAT}")
        return Proof(
            service=given["service"],
            subject=given["subject"],
            entries=tuple(_entry(each) for each in given["entries"]),
            leaf=int(given["leaf"]),
            path=tuple(bytes.fromhex(each) for each in given["path"]),
            root=_root(given["service"], given["root"]),
        )
    except (KeyError, TypeError) as fault:
        raise ValueError("the proof cannot be read") from fault


def _entry(given: Mapping[str, Any]) -> ProofEntry:
    command, events, rows = (bytes.fromhex(given[f"{name}_digest"]) for name in ("command", "events", "rows"))
    return ProofEntry(agency=given["agency"], classes=Classes(command=command, events=events, rows=rows))


def _root(service: str, given: Mapping[str, Any]) -> SignedRoot:
    statement = Statement(
        service=service,
        agency=given["agency"],
        day=date.fromisoformat(given["day"]),
        size=int(given["size"]),
        root=bytes.fromhex(given["root"]),
        previous=bytes.fromhex(given["previous"]),
        signed_at=datetime.fromisoformat(given["signed_at"]).astimezone(UTC),
        key_id=given["key_id"],
    )
    return SignedRoot(statement=statement, signature=bytes.fromhex(given["signature"]))
