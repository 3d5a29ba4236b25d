"""The keys that seal applicants, read from their file when the service starts."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from chassis.kernel.errors import Kind, Problem
from chassis.sealing import Sealer


class Sealing(Protocol):
    """Seals and unseals; ``chassis.sealing.Sealer`` does."""

    def seal(self, plain: bytes, context: str) -> bytes: ...

    def unseal(self, sealed: bytes, context: str) -> bytes: ...


class SealingKeys:
    """A sealer whose file is read by ``start``. A part: a service without its keys does not start."""

    name = "sealing keys"

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._sealer: Sealer | None = None

    async def start(self) -> None:
        if self._path is None:
            raise Problem(
                "sealing-keys-missing",
                Kind.INVALID,
                "Set MOTCUA_SEALING_KEYS_FILE to the file with the keys that seal personal data.",
            )
        self._sealer = Sealer.from_file(self._path)

    async def stop(self) -> None:
        """Nothing to end."""

    def seal(self, plain: bytes, context: str) -> bytes:
        return self._opened.seal(plain, context)

    def unseal(self, sealed: bytes, context: str) -> bytes:
        return self._opened.unseal(sealed, context)

    def derived(self, salt: bytes, info: bytes, key: str | None = None) -> tuple[str, bytes]:
        return self._opened.derived(salt, info, key)

    @property
    def _opened(self) -> Sealer:
        if self._sealer is None:
            raise Problem("sealing-keys-missing", Kind.UNAVAILABLE, "The sealing keys are not read yet.")
        return self._sealer
