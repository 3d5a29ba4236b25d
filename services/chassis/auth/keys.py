"""Public keys that tokens are checked with: a JWK set from a file or from an identity provider."""

from __future__ import annotations

import asyncio
import json
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, OKPKey, RSAKey

from chassis.kernel.errors import Kind, Problem
from chassis.telemetry import logs

Key = OKPKey | ECKey | RSAKey
_log = logs.get(__name__)
_ALLOWED = (OKPKey, ECKey, RSAKey)  # a symmetric key in a public set would let anybody sign
_LARGEST = 256 * 1024


class KeySource(Protocol):
    """Finds the public key that a token names."""

    async def key(self, key_id: str) -> Key | None:
        """The key, or None if there is none of that id. Raises Problem ``keys-unavailable`` without any keys."""
        ...


class _Refreshed:
    """Reads a key set when it is old or lacks a key, but not more often than the pause between two readings."""

    def __init__(self, read: Callable[[], bytes], *, pause_seconds: float, keep_seconds: float) -> None:
        self._read = read
        self._pause, self._keep = pause_seconds, keep_seconds
        self._keys: dict[str, Key] = {}
        self._tried = float("-inf")
        self._turn = asyncio.Lock()

    async def key(self, key_id: str) -> Key | None:
        found = self._keys.get(key_id)
        waited = time.monotonic() - self._tried
        being_read = found is None and self._turn.locked()
        if being_read or waited >= (self._keep if found else self._pause):
            await self._refresh()
            found = self._keys.get(key_id)
        if not self._keys:
            raise Problem("keys-unavailable", Kind.UNAVAILABLE, "Signing keys cannot be read; try again soon.")
        return found

    async def _refresh(self) -> None:
        async with self._turn:
            if time.monotonic() - self._tried < self._pause:
                return
            self._tried = time.monotonic()
            try:
                self._keys = _parsed(await asyncio.to_thread(self._read))
            except (OSError, ValueError, JoseError, KeyError, TypeError) as fault:
                _log.warning("signing keys not read, keeping the ones we have", reason=type(fault).__name__)


class JwksFile:
    """A JWK set in a file. Read at first use, again when a token names an unknown key, and every 30 s."""

    def __init__(self, path: Path, *, pause_seconds: float = 1.0, keep_seconds: float = 30.0) -> None:
        self._set = _Refreshed(path.read_bytes, pause_seconds=pause_seconds, keep_seconds=keep_seconds)

    async def key(self, key_id: str) -> Key | None:
        return await self._set.key(key_id)


class JwksUrl:
    """A JWK set at an identity provider. As the file, every 10 minutes; unknown keys at most every 10 s."""

    def __init__(self, url: str, *, pause_seconds: float = 10.0, keep_seconds: float = 600.0) -> None:
        if not url.startswith(("https://", "http://")):
            raise Problem("settings-invalid", Kind.INVALID, "MOTCUA_JWKS_URL must start with https://")
        self._url = url
        self._set = _Refreshed(self._fetch, pause_seconds=pause_seconds, keep_seconds=keep_seconds)

    async def key(self, key_id: str) -> Key | None:
        return await self._set.key(key_id)

    def _fetch(self) -> bytes:
        with urllib.request.urlopen(self._url, timeout=3) as answer:  # noqa: S310 - scheme checked above
            body: bytes = answer.read(_LARGEST)
            return body


class NoKeys:
    """Accepts nobody: what a service has without a key set."""

    async def key(self, key_id: str) -> Key | None:
        del key_id
        raise Problem("keys-unavailable", Kind.UNAVAILABLE, "No signing keys; set MOTCUA_JWKS_FILE or MOTCUA_JWKS_URL.")


def _parsed(raw: bytes) -> dict[str, Key]:
    content: dict[str, Any] = json.loads(raw)
    keys: dict[str, Key] = {}
    for entry in content["keys"]:
        if entry.get("use", "sig") != "sig" or entry.get("kty") not in {"OKP", "EC", "RSA"}:
            continue
        public = {name: value for name, value in entry.items() if name not in {"d", "p", "q", "dp", "dq", "qi"}}
        key = KeySet.import_key_set({"keys": [public]}).keys[0]
        if isinstance(key, _ALLOWED) and key.kid:
            keys[key.kid] = key
    if not keys:
        raise ValueError("no usable key in the set")
    return keys
