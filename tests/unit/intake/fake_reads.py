"""Who looked at which applicant, in memory."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from intake.application.reading import FoundReads
from intake.domain.dossier import Dossier
from intake.domain.reads import Purpose, ReadOfApplicant, WantedReads


class InMemoryReads:
    """The log, in order."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.reads: list[ReadOfApplicant] = []

    async def record(self, actor: Actor, dossier: Dossier, purpose: Purpose, fields: tuple[str, ...]) -> None:
        self.reads.append(
            ReadOfApplicant(
                position=len(self.reads) + 1,
                at=self._clock.now(),
                actor=actor.subject,
                roles=tuple(sorted(actor.roles)),
                on_behalf_of=actor.on_behalf_of,
                agency=dossier.agency,
                dossier_id=dossier.id,
                purpose=purpose,
                fields=fields,
            )
        )

    async def record_all(
        self, actor: Actor, dossiers: Sequence[Dossier], purpose: Purpose, fields: tuple[str, ...]
    ) -> None:
        for dossier in dossiers:
            await self.record(actor, dossier, purpose, fields)

    async def find(self, wanted: WantedReads, before: int | None, size: int) -> FoundReads:
        matching = [read for read in reversed(self.reads) if _is_wanted(read, wanted)]
        page = [read for read in matching if before is None or read.position < before]
        following = page[size - 1].position if len(page) > size else None
        return FoundReads(reads=tuple(page[:size]), total=len(matching), following=following)


def _is_wanted(read: ReadOfApplicant, wanted: WantedReads) -> bool:
    return (
        wanted.agency in (None, read.agency)
        and wanted.dossier_id in (None, read.dossier_id)
        and wanted.actor in (None, read.actor)
        and (wanted.at_from is None or read.at >= wanted.at_from)
        and (wanted.at_before is None or read.at < wanted.at_before)
    )
