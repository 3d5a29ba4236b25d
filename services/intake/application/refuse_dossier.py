"""Refuse a dossier at the counter (form 03), in writing and with a reason."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.clock import Clock
from intake.application.opening import Change, open_for
from intake.application.ports import UnitOfWork
from intake.domain import rights
from intake.domain.dossier import Dossier
from intake.domain.reception import refuse


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseDossier:
    """reason: for the applicant, 1 to 2,000 characters."""

    change: Change
    reason: str


class RefuseDossierHandler:
    def __init__(self, unit_of_work: UnitOfWork, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock

    async def __call__(self, command: RefuseDossier) -> Dossier:
        """The dossier, refused. Raises what ``open_for`` raises, ActionNotAllowed, ``invalid-request``."""
        async with self._unit_of_work.begin() as transaction:
            opened = await open_for(
                transaction, command.change, name="refuse-dossier", right=rights.may_receive, reason=command.reason
            )
            if opened.was_done:
                return opened.dossier
            refused, fact = refuse(opened.dossier, reason=command.reason, at=self._clock.now())
            await transaction.dossiers.save(refused)
            await transaction.record(opened.command, [fact])
            await transaction.commit()
        return refused
