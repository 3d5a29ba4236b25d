"""Keys that prove to the broker who connects: the seed stays in its owner's file, the broker knows the public half."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import nkeys


def new_seed(path: Path) -> str:
    """Writes the seed of a new user, readable by its owner alone, and gives its public key. An old one is replaced."""
    path.parent.mkdir(parents=True, exist_ok=True)
    seed = nkeys.encode_seed(secrets.token_bytes(32), nkeys.PREFIX_BYTE_USER)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(seed + b"\n")
    beside.replace(path)
    return public_key(path)


def public_key(path: Path) -> str:
    """``U…`` of the seed in this file. Raises OSError."""
    return str(nkeys.from_seed(bytearray(path.read_bytes().strip())).public_key.decode())
