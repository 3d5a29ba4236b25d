"""The keys that seal personal data and index it, read from their file at the start and again whenever it changes."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from chassis.blind_index import BlindIndex
from chassis.failures import reason
from chassis.kernel.errors import Kind, Problem
from chassis.sealing import Sealer
from chassis.telemetry import logs

LOOK_SECONDS = 1.0
"""How often the file is looked at, at most: a key that is added is in use everywhere a second later."""

_log = logs.get(__name__)


class Sealing(Protocol):
    """Seals and unseals; ``chassis.sealing.Sealer`` does."""

    def seal(self, plain: bytes, context: str) -> bytes: ...

    def unseal(self, sealed: bytes, context: str) -> bytes: ...

    def needs_rotation(self, sealed: bytes) -> bool:
        """Whether the value is not sealed by the active key."""
        ...


class Indexing(Protocol):
    """Makes tokens of a blind index; ``chassis.blind_index.BlindIndex`` does."""

    @property
    def index_key(self) -> str: ...

    def tokens(self, scope: str, terms: Iterable[str]) -> list[int]: ...

    def wanted(self, scope: str, terms: Iterable[str]) -> list[list[int]]: ...


class SealingKeys:
    """A sealer and a blind index whose file is read by ``start``. A part: a service without its keys does not start.

    Later it keeps what it has when the file cannot be read: a half-mounted secret must not stop the counter.
    """

    name = "sealing keys"

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._read: tuple[Sealer, BlindIndex] | None = None
        self._seen: tuple[int, int] = (0, 0)
        self._look_at = 0.0

    async def start(self) -> None:
        self.read()

    async def stop(self) -> None:
        """Nothing to end."""

    def read(self) -> None:
        """Raises ``sealing-keys-missing`` without a file, else what the two ``from_file`` raise."""
        if self._path is None:
            raise Problem(
                "sealing-keys-missing",
                Kind.INVALID,
                "Set MOTCUA_SEALING_KEYS_FILE to the file with the keys that seal personal data.",
            )
        self._seen = _stamp(self._path)
        self._read = Sealer.from_file(self._path), BlindIndex.from_file(self._path)

    def seal(self, plain: bytes, context: str) -> bytes:
        return self._opened[0].seal(plain, context)

    def unseal(self, sealed: bytes, context: str) -> bytes:
        try:
            return self._opened[0].unseal(sealed, context)
        except Problem as problem:
            if problem.slug != "sealing-key-missing":
                raise
            self._look_at = 0.0  # another replica may have read a key that we have not
            return self._opened[0].unseal(sealed, context)

    def needs_rotation(self, sealed: bytes) -> bool:
        return self._opened[0].needs_rotation(sealed)

    def derived(self, salt: bytes, info: bytes, key: str | None = None) -> tuple[str, bytes]:
        return self._opened[0].derived(salt, info, key)

    @property
    def index_key(self) -> str:
        return self._opened[1].index_key

    def tokens(self, scope: str, terms: Iterable[str]) -> list[int]:
        return self._opened[1].tokens(scope, terms)

    def wanted(self, scope: str, terms: Iterable[str]) -> list[list[int]]:
        return self._opened[1].wanted(scope, terms)

    @property
    def _opened(self) -> tuple[Sealer, BlindIndex]:
        if self._read is None or self._path is None:
            raise Problem("sealing-keys-missing", Kind.UNAVAILABLE, "The sealing keys are not read yet.")
        now = time.monotonic()
        if now >= self._look_at:
            self._look_at = now + LOOK_SECONDS
            if _stamp(self._path) != self._seen:
                self._read_again()
        return self._read

    def _read_again(self) -> None:
        try:
            self.read()
        except Problem as problem:
            _log.warning("sealing keys not read again", reason=reason(problem))
        else:
            _log.info("sealing keys read again")


def _stamp(path: Path) -> tuple[int, int]:
    """Changes when the file does, also where a mounted secret is swapped by a symbolic link."""
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return found.st_mtime_ns, found.st_ino
