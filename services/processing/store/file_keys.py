"""The keys that seal result files and notes, read at the start and again when their file changes."""

from __future__ import annotations

import time
from pathlib import Path

from chassis.failures import reason
from chassis.kernel.errors import Kind, Problem
from chassis.sealing import Sealer
from chassis.telemetry import logs

LOOK_SECONDS = 1.0
"""How often the file is looked at, at most."""

_log = logs.get(__name__)


class FileKeyRing:
    """A part. Without a file the service starts, and says of notes and result files that they are not set up; a file
    that cannot be read stops the start. Later, what was read stays: a half-mounted secret must not stop the work."""

    name = "sealing keys"

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._sealer: Sealer | None = None
        self._seen: tuple[int, int] = (0, 0)
        self._look_at = 0.0

    async def start(self) -> None:
        self.read()

    def read(self) -> None:
        """Raises what ``Sealer.from_file`` raises."""
        if self._path is not None:
            self._seen, self._sealer = _stamp(self._path), Sealer.from_file(self._path)

    async def stop(self) -> None:
        """Nothing to end."""

    @property
    def is_set_up(self) -> bool:
        return self._path is not None

    def seal(self, plain: bytes, context: str) -> bytes:
        return self._current.seal(plain, context)

    def unseal(self, sealed: bytes, context: str) -> bytes:
        return self._current.unseal(sealed, context)

    def derived(self, salt: bytes, info: bytes, key: str | None = None) -> tuple[str, bytes]:
        return self._current.derived(salt, info, key)

    @property
    def _current(self) -> Sealer:
        if self._path is None or self._sealer is None:
            raise Problem(
                "sealing-not-set-up",
                Kind.REFUSED,
                "Notes and result files are kept sealed: the operator sets MOTCUA_SEALING_KEYS_FILE first.",
            )
        if time.monotonic() >= self._look_at:
            self._look_at = time.monotonic() + LOOK_SECONDS
            self._read_again(self._path)
        return self._sealer

    def _read_again(self, path: Path) -> None:
        seen = _stamp(path)
        if seen == self._seen:
            return
        try:
            self._sealer, self._seen = Sealer.from_file(path), seen
        except Problem as problem:
            _log.warning("sealing keys not read again", reason=reason(problem))


def _stamp(path: Path) -> tuple[int, int]:
    """Changes when the file does, also where a mounted secret is swapped by a symbolic link."""
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return found.st_mtime_ns, found.st_ino
