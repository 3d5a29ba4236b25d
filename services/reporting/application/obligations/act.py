"""ActOnObligation: draft, approve, submit, return, waive. Who, when and with which words stays in the journal."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.errors import Kind, Problem, invalid
from chassis.messaging.journal import Command, Idempotency
from reporting.application.obligations.access import (
    approving_role,
    may_return,
    may_see,
    may_submit,
    may_waive,
    may_write,
)
from reporting.application.obligations.ports import ObligationReads, UnitOfWork
from reporting.domain.obligation import Obligation, reason_of


class Deed(StrEnum):
    """What can be done; the value is the name in the journal."""

    DRAFT = "draft-obligation"
    APPROVE = "approve-obligation"
    SUBMIT = "submit-obligation"
    RETURN = "return-obligation"
    WAIVE = "waive-obligation"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActOnObligation:
    """note: words of whoever does it, wanted for a return and a waiver. snapshot: number of the closed report.

    for_approval: of a draft: whether it goes on to the first who approves. version: that the actor has seen, None: any.
    """

    actor: Actor
    obligation_id: str
    deed: Deed
    note: str = ""
    snapshot: str = ""
    for_approval: bool = True
    version: int | None = None
    idempotency: Idempotency | None = None


IsClosed = Callable[[Obligation, str], Awaitable[bool]]
"""Whether there is a closed report of that number, of the obligation's form and period."""


class ActOnObligationHandler:
    def __init__(self, uow: UnitOfWork, reads: ObligationReads, is_closed: IsClosed, clock: Clock) -> None:
        self._is_closed = is_closed
        self._uow = uow
        self._reads = reads
        self._clock = clock

    async def __call__(self, command: ActOnObligation) -> Obligation:
        """The obligation as it is then. Raises Problem ``obligation-unknown``, ``not-allowed``, ``obligation-state``,
        ``obligation-changed``, ``approval-not-yours``, ``reason-missing``, ``snapshot-unknown``."""
        seen = may_see(command.actor, await self._reads.one(command.obligation_id))
        if command.snapshot and not await self._is_closed(seen, command.snapshot):
            raise invalid(
                "snapshot-unknown",
                "There is no closed report of that number for this form and period.",
                snapshot="is not known",
            )
        async with self._uow.begin() as tx:
            current = may_see(command.actor, await tx.obligations.locked(command.obligation_id))
            recorded = Command(
                name=command.deed.value,
                actor=command.actor,
                subject=current.id,
                reason=command.note.strip(),
                unit=f"{current.agency}/{current.department}" if current.department else current.agency,
                idempotency=command.idempotency,
            )
            if await tx.earlier(recorded) is not None:
                return current
            if command.version is not None and command.version != current.version:
                raise Problem("obligation-changed", Kind.STALE, "Somebody has changed it meanwhile: look at it again.")
            saved = await tx.obligations.save(self._changed(command, current))
            if saved.has_ended:
                await tx.timers.replace(saved.id, ())
            await tx.record(recorded, ())
            await tx.commit()
            return saved

    def _changed(self, command: ActOnObligation, current: Obligation) -> Obligation:
        actor, now = command.actor, self._clock.now()
        match command.deed:
            case Deed.DRAFT:
                may_write(actor, current)
                return current.drafted(snapshot=command.snapshot, for_approval=command.for_approval)
            case Deed.APPROVE:
                return current.approved_by(approving_role(actor, current))
            case Deed.SUBMIT:
                may_submit(actor, current)
                return current.submitted(now, snapshot=command.snapshot)
            case Deed.RETURN:
                may_return(actor, current)
                reason_of(command.note, "note")
                return current.returned()
            case Deed.WAIVE:
                may_waive(actor, current)
                reason_of(command.note, "note")
                return current.waived(now)


Act = Callable[[ActOnObligation], Awaitable[Obligation]]
