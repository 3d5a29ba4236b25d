"""The service's own signing keys: the ones that sign the daily roots of its history."""

from __future__ import annotations

import json

from chassis.history.signing import SigningKeysFile, is_signed, public_keys
from chassis.kernel.errors import Problem


class KeysSigner:
    """Fulfils ``application.reports.snapshot_ports.Signer``."""

    def __init__(self, file: SigningKeysFile) -> None:
        self._file = file

    async def check(self) -> None:
        await self._file.keys()

    async def sign(self, digest: bytes) -> tuple[str, str]:
        keys = await self._file.keys()
        return keys.active, keys.sign(digest).hex()

    async def is_signed(self, digest: bytes, key_id: str, signature: str) -> bool | None:
        try:
            known = public_keys(json.dumps(await self._file.public_set()))
        except Problem:
            return None
        if not known:
            return None
        return is_signed(digest, bytes.fromhex(signature), key_id, known)
