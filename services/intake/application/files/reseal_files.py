"""After a key was rotated: seal every file anew under the active key, a few at a time, while the service runs."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.errors import Problem
from intake.application.files.ports import FilePorts
from intake.application.ports import UnitOfWork
from intake.domain.files.stored import StoredFile

AT_ONCE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Resealed:
    """done: files sealed anew. left: ids of those that could not be read, and so still need the older key."""

    done: int
    left: tuple[str, ...]


class ResealFilesHandler:
    """Object first, row second: stopped between, the next run seals the object once more."""

    def __init__(self, unit_of_work: UnitOfWork, ports: FilePorts) -> None:
        self._unit_of_work = unit_of_work
        self._ports = ports

    async def __call__(self) -> Resealed:
        """Every file that needs it, once. One that is missing or broken keeps no other from its turn."""
        done, left, after = 0, list[str](), ""
        active = await self._ports.contents.active_key()
        while files := await self._ports.shelf.sealed_otherwise(active, after, AT_ONCE):
            after = files[-1].id
            for file in files:
                try:
                    await self._reseal(file)
                    done += 1
                except Problem:
                    left.append(file.id)
        return Resealed(done=done, left=tuple(left))

    async def _reseal(self, file: StoredFile) -> None:
        key_id = await self._ports.contents.reseal(file.content_id)
        async with self._unit_of_work.begin() as transaction:
            await transaction.files.rekey(file, key_id)
            await transaction.commit()
