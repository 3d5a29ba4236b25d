"""The key that signs roots, from a secret file, and its public half for everybody.

    {"active": "5b1f…", "keys": {"5b1f…": "<base64 of the 32 bytes of an Ed25519 key>"}}

A key's id is taken from its public half, so that no key can pass under another's id. Keys that signed before stay in
the file, so that what they signed can be checked; whoever checks should hold the public halves himself.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from chassis.kernel.errors import Kind, Problem
from chassis.sealing import write_keys

PublicKeys = Mapping[str, Ed25519PublicKey]
_ID_LETTERS = 16


class SigningKeys:
    """Signs with the active key; knows the public half of each."""

    def __init__(self, keys: Mapping[str, Ed25519PrivateKey], active: str) -> None:
        self._keys = dict(keys)
        self.active = active

    @classmethod
    def from_file(cls, path: Path) -> SigningKeys:
        """Problem ``signing-keys-unreadable`` if it cannot be."""
        try:
            content = json.loads(path.read_text("utf-8"))
            seeds = [base64.b64decode(text, validate=True) for text in content["keys"].values()]
            private = [Ed25519PrivateKey.from_private_bytes(seed) for seed in seeds]
            keys = {key_id(key.public_key()): key for key in private}
            keys[content["active"]]  # it must be there
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
            detail = f"Cannot read signing keys from {path} ({type(fault).__name__}); make one: motcua keys audit."
            raise Problem("signing-keys-unreadable", Kind.INVALID, detail) from None
        return cls(keys, content["active"])

    def sign(self, statement: bytes) -> bytes:
        """64 bytes, by the active key."""
        return self._keys[self.active].sign(statement)

    def public_set(self) -> dict[str, Any]:
        """A JWK set of the public halves, the active one first."""
        ordered = sorted(self._keys, key=lambda name: name != self.active)
        return {"keys": [_jwk(name, self._keys[name].public_key()) for name in ordered]}


class SigningKeysFile:
    """The keys as the file has them when they are asked for: it may be mounted late, and changes when a key is
    added."""

    def __init__(self, path: Path | None) -> None:
        self._path = path

    async def keys(self) -> SigningKeys:
        """Problem ``signing-keys-missing`` where no file is named, ``signing-keys-unreadable`` if it cannot be."""
        if self._path is None:
            detail = "No day is signed: name a key file in MOTCUA_AUDIT_KEYS_FILE (make one: motcua keys audit)."
            raise Problem("signing-keys-missing", Kind.UNAVAILABLE, detail)
        return await asyncio.to_thread(SigningKeys.from_file, self._path)

    async def public_set(self) -> dict[str, Any]:
        """A JWK set of the public halves; empty where this service signs nothing."""
        return {"keys": []} if self._path is None else (await self.keys()).public_set()

    async def check(self) -> None:
        """For readiness: whether days can be signed."""
        await self.keys()


def is_signed(statement: bytes, signature: bytes, name: str, keys: PublicKeys) -> bool:
    """Whether the key of that id, one of these, has signed exactly this."""
    key = keys.get(name)
    if key is None:
        return False
    try:
        key.verify(signature, statement)
    except InvalidSignature:
        return False
    return True


def public_keys(text: str) -> dict[str, Ed25519PublicKey]:
    """From a JWK set, or one key in PEM. Raises ValueError for what is neither."""
    if text.lstrip().startswith("-----BEGIN"):
        key = load_pem_public_key(text.encode())
        if not isinstance(key, Ed25519PublicKey):
            raise ValueError("not an Ed25519 public key")
        return {key_id(key): key}
    try:
        listed = [_unpadded(each["x"]) for each in json.loads(text)["keys"]]
    except (KeyError, TypeError, ValueError) as fault:
        raise ValueError("neither a JWK set nor a public key in PEM") from fault
    keys = [Ed25519PublicKey.from_public_bytes(each) for each in listed]
    return {key_id(key): key for key in keys}


def key_id(key: Ed25519PublicKey) -> str:
    return sha256(key.public_bytes_raw()).hexdigest()[:_ID_LETTERS]


def add_signing_key(path: Path) -> str:
    """Make a key, add it to the file (made with mode 0600 if absent) and let it sign from now on; returns its id."""
    content = json.loads(path.read_text("utf-8")) if path.exists() else {"keys": {}}
    seed = os.urandom(32)
    name = key_id(Ed25519PrivateKey.from_private_bytes(seed).public_key())
    content["keys"][name] = base64.b64encode(seed).decode()
    content["active"] = name
    write_keys(path, content)
    return name


def _jwk(name: str, key: Ed25519PublicKey) -> dict[str, str]:
    x = base64.urlsafe_b64encode(key.public_bytes_raw()).rstrip(b"=").decode()
    return {"kty": "OKP", "crv": "Ed25519", "kid": name, "x": x, "use": "sig", "alg": "EdDSA"}


def _unpadded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
