"""Delegations: written down, revoked, listed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from chassis.messaging.journal import Command
from processing.application.changing import Asked, written
from processing.application.mandate_ports import FoundDelegations, MandateFilter
from processing.application.ports import Reading, Transaction, UnitOfWork
from processing.domain import delegations, rights
from processing.domain.delegations import LENDABLE, Delegation, delegation_unknown
from processing.domain.local_days import local_day
from processing.domain.mandates import Power


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegate:
    """delegate: account id. from_on, to_on: local days, both included. document_number, document_on: of the paper."""

    asked: Asked
    delegate: str
    powers: frozenset[Power]
    from_on: date
    to_on: date
    document_number: str
    document_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeDelegation:
    """reason: for the file."""

    asked: Asked
    delegation_id: str
    reason: str


class DelegateHandler:
    def __init__(self, unit_of_work: UnitOfWork, clock: Clock, ids: Ids) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._ids = ids

    async def __call__(self, command: Delegate) -> Delegation:
        """The delegation, or the one that the same request wrote down before. Problems: of ``domain.delegations``."""
        actor = command.asked.actor
        delegations.check_delegate(actor, command.powers)
        delegation = self._wanted(command)
        delegations.check_form(delegation, local_day(self._clock.now()))
        reason = f"Văn bản {delegation.document_number} ngày {delegation.document_on:%d/%m/%Y}"
        journalled = _command("delegate", command.asked, delegation, reason)
        async with self._unit_of_work.begin() as tx:
            await tx.mandates.lock(delegation.delegator)
            earlier = await tx.earlier(journalled)
            if earlier is not None:
                return await _known(tx, earlier)
            await tx.mandates.add_delegation(delegation)
            await tx.record(journalled, ())
            await tx.commit()
        return delegation

    def _wanted(self, command: Delegate) -> Delegation:
        actor = command.asked.actor
        return Delegation(
            id=self._ids.new(),
            delegator=actor.subject,
            roles=frozenset(role for role in LENDABLE if actor.has(role)),
            agency=actor.agency,
            department=actor.department,
            delegate=command.delegate,
            powers=command.powers,
            from_on=command.from_on,
            to_on=command.to_on,
            document_number=command.document_number.strip(),
            document_on=command.document_on,
            recorded_at=self._clock.now(),
        )


class RevokeDelegationHandler:
    def __init__(self, unit_of_work: UnitOfWork, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock

    async def __call__(self, command: RevokeDelegation) -> Delegation:
        """The delegation, which holds no longer. Problems: those of ``delegations.revoke``, ``reason-required``."""
        reason = written(command.reason)
        async with self._unit_of_work.begin() as tx:
            found = await _known(tx, command.delegation_id)
            journalled = _command("revoke-delegation", command.asked, found, reason)
            if await tx.earlier(journalled) is not None:
                return found
            revoked = delegations.revoke(found, command.asked.actor, self._clock.now())
            await tx.mandates.save_delegation(revoked)
            await tx.record(journalled, ())
            await tx.commit()
        return revoked


class ListDelegationsHandler:
    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    async def __call__(self, actor: Actor, wanted: MandateFilter, after: str, size: int) -> FoundDelegations:
        """Of one's department, and those that name one; leaders and the control team: of the agency. Problems:
        ``role-not-allowed``, ``not-your-department``."""
        rights.check_department(actor, wanted.department)
        return await self._reading.mandates.delegations(rights.scope(actor), wanted, after, size)


async def _known(tx: Transaction, delegation_id: str) -> Delegation:
    found = await tx.mandates.delegation(delegation_id)
    if found is None:
        raise delegation_unknown(delegation_id)
    return found


def _command(name: str, asked: Asked, delegation: Delegation, reason: str) -> Command:
    return Command(
        name=name,
        actor=asked.actor,
        subject=delegation.id,
        reason=reason,
        unit=f"{delegation.agency}/{delegation.department}",
        idempotency=asked.idempotency,
    )
