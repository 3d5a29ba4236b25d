"""Record what became of a result that was handed to the post: delivered, which closes the dossier, or brought back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from chassis.kernel.clock import Clock
from intake.application.law_in_force import LawInForce
from intake.application.opening import Change, Opened, open_for
from intake.application.ports import Transaction, UnitOfWork
from intake.domain import rights
from intake.domain.dossier import Dossier
from intake.domain.returning.attempts import come_back, deliver
from intake.domain.returning.uncollected import planned


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmDelivery:
    """at: when it arrived or came back; null for now."""

    change: Change
    came_back: bool = False
    at: datetime | None = None


class ConfirmDeliveryHandler:
    def __init__(self, unit_of_work: UnitOfWork, law: LawInForce, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._law = law
        self._clock = clock

    async def __call__(self, command: ConfirmDelivery) -> Dossier:
        """The dossier afterwards. Raises what ``open_for``, ``attempts.deliver`` and ``come_back`` raise."""
        async with self._unit_of_work.begin() as transaction:
            opened = await open_for(transaction, command.change, name="confirm-delivery", right=rights.may_receive)
            if opened.was_done:
                return opened.dossier
            return await self._confirm(transaction, opened, command)

    async def _confirm(self, transaction: Transaction, opened: Opened, command: ConfirmDelivery) -> Dossier:
        now, earlier = self._clock.now(), await transaction.attempts.of(opened.dossier.id)
        at = command.at or now
        if command.came_back:
            dossier, parcel = come_back(opened.dossier, earlier, at, now)
            pack = self._law.pack
            dossier = replace(dossier, reminders_at=planned(pack.agency.uncollected, pack.calendar, at))
            facts = []
        else:
            dossier, parcel, fact = deliver(opened.dossier, earlier, at, now)
            facts = [fact]
        await transaction.dossiers.save(dossier)
        await transaction.attempts.close(parcel)
        await transaction.record(opened.command, facts)
        await transaction.commit()
        return dossier
