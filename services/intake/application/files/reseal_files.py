"""After a key was rotated: seal every file anew under the active key, a few at a time, while the service runs."""

from __future__ import annotations

from intake.application.files.ports import FilePorts
from intake.application.ports import UnitOfWork

AT_ONCE = 50


class ResealFilesHandler:
    """Object first, row second: stopped between, the next run seals the object once more."""

    def __init__(self, unit_of_work: UnitOfWork, ports: FilePorts) -> None:
        self._unit_of_work = unit_of_work
        self._ports = ports

    async def __call__(self) -> int:
        """How many were sealed anew; 0: none needs it any more. Raises ``file-missing``, ``file-broken``."""
        done = 0
        active = await self._ports.contents.active_key()
        while files := await self._ports.shelf.sealed_otherwise(active, AT_ONCE):
            for file in files:
                key_id = await self._ports.contents.reseal(file.content_id)
                async with self._unit_of_work.begin() as transaction:
                    await transaction.files.rekey(file, key_id)
                    await transaction.commit()
                done += 1
        return done
