"""Take a dossier back before a decision (form 05). The department may have been quicker, and then says so."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.clock import Clock
from chassis.kernel.errors import invalid
from intake.application.opening import Change, open_for
from intake.application.ports import UnitOfWork
from intake.domain import rights
from intake.domain.dossier import Dossier
from intake.domain.reception import REASON_MAX, withdraw


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawDossier:
    """reason: in the applicant's words, may be empty, up to 2,000 characters."""

    change: Change
    reason: str = ""


class WithdrawDossierHandler:
    def __init__(self, unit_of_work: UnitOfWork, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock

    async def __call__(self, command: WithdrawDossier) -> Dossier:
        """The dossier, withdrawn. Raises what ``open_for`` raises and ActionNotAllowed (decided already)."""
        if len(command.reason) > REASON_MAX:
            raise invalid("invalid-request", "The reason is too long.", reason=f"at most {REASON_MAX} characters")
        async with self._unit_of_work.begin() as transaction:
            opened = await open_for(
                transaction, command.change, name="withdraw-dossier", right=rights.may_bring, reason=command.reason
            )
            if opened.was_done:
                return opened.dossier
            withdrawn, fact = withdraw(opened.dossier, self._clock.now())
            await transaction.dossiers.save(withdrawn)
            await transaction.record(opened.command, [fact])
            await transaction.commit()
        return withdrawn
