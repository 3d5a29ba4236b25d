"""Personal data at rest: sealed with AES-256-GCM under a named key, bound to the place where it is kept.

    sealed = b"\\x01" ‖ length of key id ‖ key id ‖ 12-byte nonce ‖ ciphertext and tag

The header and the context (``applicant:0197…``) are authenticated: a value copied into another row does not open.
Keys are rotated by adding one and making it active; older ones stay to open what they sealed.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Mapping
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from chassis.kernel.errors import Kind, Problem

_FORMAT = 1
_NONCE = 12
_KEY = 32


class Sealer:
    """Seals and opens small values. Safe to share between tasks."""

    def __init__(self, keys: Mapping[str, bytes], active: str) -> None:
        """keys: id (1..255 bytes of UTF-8) → 32 bytes; active: id of the key that seals."""
        if active not in keys:
            raise Problem("sealing-key-missing", Kind.INVALID, f"The active sealing key {active!r} has no key.")
        if any(len(key) != _KEY or not 0 < len(name.encode()) < 256 for name, key in keys.items()):
            raise Problem("sealing-key-malformed", Kind.INVALID, "A sealing key is 32 bytes under a short name.")
        self._keys = dict(keys)
        self._ciphers = {name: AESGCM(key) for name, key in keys.items()}
        self._active = active

    @classmethod
    def from_file(cls, path: Path) -> Sealer:
        """Read ``{"active": "k1", "keys": {"k1": "<base64 of 32 bytes>"}}``; Problem if it cannot be."""
        try:
            content = json.loads(path.read_text("utf-8"))
            keys = {name: base64.b64decode(text, validate=True) for name, text in content["keys"].items()}
            active = content["active"]
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
            raise Problem(
                "sealing-keys-unreadable",
                Kind.INVALID,
                f"Cannot read sealing keys from {path} ({type(fault).__name__}); "
                'expected {"active": "k1", "keys": {"k1": "<base64 of 32 bytes>"}}.',
            ) from None
        return cls(keys, active)

    def seal(self, plain: bytes, context: str) -> bytes:
        """The sealed value; the same input never seals to the same bytes twice."""
        header = _header(self._active)
        nonce = os.urandom(_NONCE)
        return header + nonce + self._ciphers[self._active].encrypt(nonce, plain, header + context.encode())

    def unseal(self, sealed: bytes, context: str) -> bytes:
        """What was sealed. Raises Problem ``seal-broken`` for another context or changed bytes,
        ``sealing-key-missing`` if the key is not in the file any more."""
        name, start = self._named(sealed)
        cipher = self._ciphers.get(name)
        if cipher is None:
            raise _missing(name)
        nonce, body = sealed[start : start + _NONCE], sealed[start + _NONCE :]
        try:
            return cipher.decrypt(nonce, body, sealed[:start] + context.encode())
        except (InvalidTag, ValueError):
            raise _broken() from None

    def derived(self, salt: bytes, info: bytes, key: str | None = None) -> tuple[str, bytes]:
        """(key id, 32 bytes for one purpose): HKDF-SHA256 of the active key or of a named one.

        Raises Problem ``sealing-key-missing``."""
        name = key or self._active
        if name not in self._keys:
            raise _missing(name)
        return name, HKDF(algorithm=SHA256(), length=_KEY, salt=salt, info=info).derive(self._keys[name])

    def needs_rotation(self, sealed: bytes) -> bool:
        """Whether the value was sealed by a key that is no longer the active one."""
        return self._named(sealed)[0] != self._active

    @property
    def active(self) -> str:
        """Id of the key that seals."""
        return self._active

    def header(self) -> bytes:
        """What every value that needs no rotation begins with."""
        return _header(self._active)

    @staticmethod
    def _named(sealed: bytes) -> tuple[str, int]:
        if len(sealed) < 2 or sealed[0] != _FORMAT or len(sealed) < 2 + sealed[1] + _NONCE:
            raise _broken()
        start = 2 + sealed[1]
        try:
            return sealed[2:start].decode(), start
        except UnicodeDecodeError:
            raise _broken() from None


def key_of(sealed: bytes) -> str:
    """Id of the key that sealed the value; Problem ``seal-broken`` for what was never sealed."""
    return Sealer._named(sealed)[0]


def key_ids(path: Path) -> tuple[str, tuple[str, ...]]:
    """The active key's id, and those of all keys of the file."""
    content = json.loads(path.read_text("utf-8"))
    return content["active"], tuple(content["keys"])


def remove_key(path: Path, name: str) -> None:
    """Take a key out of the file; Problem ``sealing-key-active`` for the one that seals. What it sealed is lost."""
    content = json.loads(path.read_text("utf-8"))
    if content["active"] == name:
        raise Problem("sealing-key-active", Kind.REFUSED, f"Key {name!r} is the active one; rotate first.")
    content["keys"].pop(name, None)
    write_keys(path, content)


def add_key(path: Path, name: str) -> None:
    """Make a key, add it to the file (made with mode 0600 if absent) and let it be the active one."""
    content = json.loads(path.read_text("utf-8")) if path.exists() else {"keys": {}}
    content["keys"][name] = base64.b64encode(os.urandom(_KEY)).decode()
    content["active"] = name
    write_keys(path, content)


def write_keys(path: Path, content: Mapping[str, object]) -> None:
    """All of it or nothing, for readers and after a power cut."""
    beside = path.with_suffix(path.suffix + ".new")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(content, file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def _header(name: str) -> bytes:
    raw = name.encode()
    return bytes((_FORMAT, len(raw))) + raw


def _missing(name: str) -> Problem:
    return Problem("sealing-key-missing", Kind.UNAVAILABLE, f"Sealing key {name!r} is not among the keys.")


def _broken() -> Problem:
    return Problem("seal-broken", Kind.INVALID, "The sealed value was changed or belongs elsewhere.")
