"""Take away what nobody needs: uploads that found no dossier, contents without a row, what killed processes left."""

from __future__ import annotations

import secrets
from datetime import timedelta

from chassis.kernel.clock import Clock
from intake.application.files.ports import FilePorts
from intake.application.ports import UnitOfWork

SHARDS = 256
AT_ONCE = 200
YOUNG = timedelta(days=1)
"""An object younger than this may be an upload that is still arriving."""


class SweepFilesHandler:
    """One round: the expired, and one of 256 parts of the store. Replicas may sweep at once: all can be repeated."""

    def __init__(self, unit_of_work: UnitOfWork, ports: FilePorts, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._ports = ports
        self._clock = clock
        self._shard = secrets.randbelow(SHARDS)

    async def __call__(self) -> int:
        """How many contents were taken away."""
        shard, self._shard = self._shard, (self._shard + 1) % SHARDS
        await self._ports.contents.clear_incomplete(shard, YOUNG)
        return await self.expired() + await self.orphans(shard)

    async def expired(self) -> int:
        """Row first, object second: a crash between leaves an orphan, which the next turn of its shard finds."""
        taken = 0
        while True:
            async with self._unit_of_work.begin() as transaction:
                contents = await transaction.files.remove_expired(self._clock.now(), AT_ONCE)
                await transaction.commit()
            for content_id in contents:
                await self._ports.contents.delete(content_id)
            taken += len(contents)
            if len(contents) < AT_ONCE:
                return taken

    async def orphans(self, shard: int) -> int:
        batch: list[str] = []
        taken = 0
        async for content_id in self._ports.contents.listed(shard, YOUNG):
            batch.append(content_id)
            if len(batch) == AT_ONCE:
                taken += await self._without_row(batch)
                batch = []
        return taken + await self._without_row(batch)

    async def _without_row(self, content_ids: list[str]) -> int:
        known = await self._ports.shelf.known_contents(content_ids)
        orphans = [content_id for content_id in content_ids if content_id not in known]
        for content_id in orphans:
            await self._ports.contents.delete(content_id)
        return len(orphans)
