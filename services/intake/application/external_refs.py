"""Name the number that another system gave a dossier: at registration, or when it becomes known."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from intake.application.opening import Change, open_for
from intake.application.ports import Transaction, UnitOfWork
from intake.domain import rights
from intake.domain.dossier import Dossier
from intake.domain.references import ExternalRef, ExternalRefTaken, check_added


@dataclass(frozen=True, slots=True, kw_only=True)
class AddExternalRef:
    """ref: without ``received_at``, for the clock does not move any more."""

    change: Change
    ref: ExternalRef


class AddExternalRefHandler:
    def __init__(self, unit_of_work: UnitOfWork, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock

    async def __call__(self, command: AddExternalRef) -> Dossier:
        """The dossier with the number. Raises what ``open_for`` raises, ``invalid-request``, ExternalRefTaken."""
        async with self._unit_of_work.begin() as transaction:
            opened = await open_for(transaction, command.change, name="add-external-ref", right=rights.may_receive)
            if opened.was_done:
                return opened.dossier
            before = opened.dossier
            check_added(command.ref, before.external_refs, self._clock.now())
            named = before.next(external_refs=(*before.external_refs, command.ref))
            await claim_refs(transaction, command.change.actor, named, (command.ref,))
            await transaction.dossiers.save(named)
            await transaction.record(opened.command, [])
            await transaction.commit()
        return named


async def claim_refs(transaction: Transaction, actor: Actor, dossier: Dossier, refs: tuple[ExternalRef, ...]) -> None:
    """Takes the numbers for the dossier; raises ExternalRefTaken, naming the other dossier to those who may see it."""
    for ref in refs:
        owner = await transaction.external_refs.claim(dossier, ref)
        if owner != dossier.id:
            other = await transaction.dossiers.locked(owner)
            raise ExternalRefTaken(ref, owner if other and rights.sees(actor, other) else "")
