"""Record that the result was handed over; the dossier is closed."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.clock import Clock
from intake.application.opening import Change, open_for
from intake.application.ports import UnitOfWork
from intake.domain import rights
from intake.domain.dossier import Dossier
from intake.domain.procedures import Channel
from intake.domain.reception import collect


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordCollection:
    """method: how it was handed over; null: as the applicant wanted it."""

    change: Change
    method: Channel | None = None


class RecordCollectionHandler:
    def __init__(self, unit_of_work: UnitOfWork, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock

    async def __call__(self, command: RecordCollection) -> Dossier:
        """The dossier, closed. Raises what ``open_for`` raises and ActionNotAllowed (no result at the counter)."""
        async with self._unit_of_work.begin() as transaction:
            opened = await open_for(transaction, command.change, name="record-collection", right=rights.may_receive)
            if opened.was_done:
                return opened.dossier
            method = command.method or opened.dossier.result_by
            collected, fact = collect(opened.dossier, method=method, at=self._clock.now())
            await transaction.dossiers.save(collected)
            await transaction.record(opened.command, [fact])
            await transaction.commit()
        return collected
