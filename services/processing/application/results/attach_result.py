"""Attach a result file: sealed and stored while it arrives, then known to the case and told to others."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, replace

from chassis.kernel.clock import Clock
from chassis.kernel.errors import Problem
from chassis.kernel.ids import Ids
from chassis.messaging.journal import Idempotency
from processing.application.changing import Asked, entitled_to_read, keep, open_case
from processing.application.ports import Reading, UnitOfWork
from processing.application.result_ports import Contents
from processing.domain.case import Change
from processing.domain.results import Inspection, ResultFile, attached, check_attach


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachResult:
    """sha256: what must arrive, hexadecimal; empty: not said. key: the same key and content are attached once."""

    asked: Asked
    dossier_id: str
    content: AsyncIterator[bytes]
    sha256: str = ""
    key: str = ""


class AttachResultHandler:
    """Object first, row second: whoever is killed between leaves an object that nobody can ask for."""

    def __init__(
        self,
        unit_of_work: UnitOfWork,
        reading: Reading,
        contents: Contents,
        clock: Clock,
        ids: Ids,
        *,
        most_bytes: int,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._reading = reading
        self._contents = contents
        self._clock = clock
        self._ids = ids
        self._most_bytes = most_bytes

    async def __call__(self, command: AttachResult) -> ResultFile:
        """The new version, or the one that the same request attached before. Problems: those of ``open_case`` and
        ``Inspection``, ``task-not-yours``, ``files-not-set-up``, ``file-store-unavailable``."""
        # Nobody's bytes are stored who may not attach any; the transaction looks again.
        await entitled_to_read(
            self._reading,
            command.asked.actor,
            command.dossier_id,
            name="attach-result",
            right=check_attach,
            now=self._clock.now(),
        )
        inspection, result_id = Inspection(self._most_bytes, command.sha256), self._ids.new()
        key_id = await self._contents.put(result_id, _inspected(command.content, inspection))
        try:
            result = await self._kept(command, inspection, result_id, key_id)
        except BaseException:
            await self._discard(result_id)
            raise
        if result.id != result_id:
            await self._discard(result_id)
        return result

    async def _kept(self, command: AttachResult, seen: Inspection, result_id: str, key_id: str) -> ResultFile:
        asked, now = replace(command.asked, idempotency=_once(command, seen)), self._clock.now()
        async with self._unit_of_work.begin() as tx:
            opened = await open_case(tx, asked, name="attach-result", right=check_attach, dossier_id=command.dossier_id)
            known = await tx.results.of(command.dossier_id)
            if opened.was_done:
                return next(result for result in reversed(known) if result.sha256 == seen.sha256)
            result = ResultFile(
                id=result_id,
                dossier_id=command.dossier_id,
                number=len(known) + 1,
                media=seen.media,
                size=seen.size,
                sha256=seen.sha256,
                key_id=key_id,
                attached_by=asked.actor.subject,
                attached_at=now,
            )
            await tx.results.add(result)
            await keep(tx, opened, Change(case=opened.case, facts=(attached(opened.case, result, now),)))
        return result

    async def _discard(self, result_id: str) -> None:
        with suppress(Problem):
            await self._contents.delete(result_id)


async def _inspected(content: AsyncIterator[bytes], inspection: Inspection) -> AsyncIterator[bytes]:
    async for part in content:
        yield inspection.take(part)
    inspection.finish()


def _once(command: AttachResult, seen: Inspection) -> Idempotency | None:
    if not command.key:
        return None
    said = f"attach-result\0{command.dossier_id}\0{seen.sha256}"
    return Idempotency(key=command.key, digest=hashlib.sha256(said.encode()).hexdigest())
