"""Take a payment out of the account: the money went back, or the record was a mistake. Why stands in the journal."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.clock import Clock
from intake.application.fees.changing import Fees, keep
from intake.application.law_in_force import LawInForce
from intake.application.opening import Change, open_for
from intake.application.ports import UnitOfWork
from intake.domain import rights
from intake.domain.fees.accounts import Undoing, UndoneBy
from intake.domain.fees.paying import undo
from intake.domain.reception import written_reason


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoPayment:
    """how: refund, or cancellation of what was typed by mistake. reason: 1 to 2,000 characters."""

    change: Change
    payment_id: str
    how: UndoneBy
    reason: str


class UndoPaymentHandler:
    def __init__(self, unit_of_work: UnitOfWork, law: LawInForce, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._law = law
        self._clock = clock

    async def __call__(self, command: UndoPayment) -> Fees:
        """The account afterwards. Raises what ``open_for`` and ``paying.undo`` raise, and ``invalid-request``."""
        reason, name = written_reason(command.reason), f"{_NAMES[command.how]}-payment"
        async with self._unit_of_work.begin() as tx:
            opened = await open_for(tx, command.change, name=name, right=rights.may_receive, reason=reason)
            before = await tx.accounts.of(opened.dossier.id)
            if opened.was_done:
                return Fees(dossier=opened.dossier, account=before)
            now = self._clock.now()
            undoing = Undoing(how=command.how, at=now, by=command.change.actor.subject)
            after = undo(before, command.payment_id, undoing)
            return await keep(tx, opened, before, after, at=now, law=self._law.pack)


_NAMES = {UndoneBy.REFUND: "refund", UndoneBy.CANCELLATION: "cancel"}
