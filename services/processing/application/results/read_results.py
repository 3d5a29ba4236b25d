"""Read result files: what there is, and the bytes of one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from chassis.kernel.actor import Actor
from processing.application.ports import Reading
from processing.application.reading import GetCaseHandler
from processing.application.result_ports import Contents
from processing.domain.results import ResultFile, unknown


class ReadResultsHandler:
    def __init__(self, reading: Reading, get_case: GetCaseHandler, contents: Contents) -> None:
        self._reading = reading
        self._get_case = get_case
        self._contents = contents

    async def __call__(self, actor: Actor, dossier_id: str) -> Sequence[ResultFile]:
        """Every version, oldest first. Problems: those of GetCase."""
        await self._get_case(actor, dossier_id)
        return await self._reading.results.of(dossier_id)

    async def one(self, actor: Actor, dossier_id: str, result_id: str) -> ResultFile:
        """Problems: those of GetCase, ``result-unknown``."""
        found = (result for result in await self(actor, dossier_id) if result.id == result_id)
        result = next(found, None)
        if result is None:
            raise unknown(result_id)
        return result

    def content(self, result: ResultFile) -> AsyncIterator[bytes]:
        """Of one that was asked for. Raises Problem ``file-missing``, ``file-broken`` on the way."""
        return self._contents.read(result.id)
