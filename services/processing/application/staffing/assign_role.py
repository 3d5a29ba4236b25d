"""Write down that somebody holds a role somewhere from a day on, and that this ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from chassis.messaging.journal import Command
from processing.application.changing import Asked, written
from processing.application.ports import Transaction, UnitOfWork
from processing.domain import staffing
from processing.domain.local_days import local_day
from processing.domain.staffing import RoleAssignment
from processing.domain.vocabulary import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignRole:
    """valid_from, valid_to: local days, both included; valid_to null: open. decision_ref: of the paper."""

    asked: Asked
    account: str
    role: Role
    department: str
    valid_from: date
    valid_to: date | None
    decision_ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EndRole:
    """valid_to: the new last day. reason: for the file."""

    asked: Asked
    assignment_id: str
    valid_to: date
    reason: str


class AssignRoleHandler:
    def __init__(self, unit_of_work: UnitOfWork, clock: Clock, ids: Ids) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._ids = ids

    async def __call__(self, command: AssignRole) -> RoleAssignment:
        """The assignment, or the one that the same request wrote down before. Problems: of ``domain.staffing``."""
        assignment = self._wanted(command)
        staffing.check_keeper(command.asked.actor, assignment.agency)
        staffing.check_form(assignment)
        journalled = _command("assign-role", command.asked, assignment, assignment.decision_ref)
        async with self._unit_of_work.begin() as tx:
            await tx.staff.lock(assignment.account)
            earlier = await tx.earlier(journalled)
            if earlier is not None:
                return await _known(tx, earlier, assignment.agency)
            staffing.check_overlap(await tx.staff.overlapping(assignment))
            await tx.staff.add(assignment)
            await tx.record(journalled, ())
            await tx.commit()
        return assignment

    def _wanted(self, command: AssignRole) -> RoleAssignment:
        actor = command.asked.actor
        return RoleAssignment(
            id=self._ids.new(),
            agency=actor.agency,
            account=command.account,
            role=command.role,
            department=command.department,
            valid_from=command.valid_from,
            valid_to=command.valid_to,
            decision_ref=command.decision_ref.strip(),
            recorded_by=actor.subject,
            recorded_at=self._clock.now(),
        )


class EndRoleHandler:
    def __init__(self, unit_of_work: UnitOfWork, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock

    async def __call__(self, command: EndRole) -> RoleAssignment:
        """The assignment with its new last day. Problems: of ``staffing.end``, ``reason-required``."""
        actor, reason, now = command.asked.actor, written(command.reason), self._clock.now()
        staffing.check_keeper(actor, actor.agency)
        async with self._unit_of_work.begin() as tx:
            found = await _known(tx, command.assignment_id, actor.agency)
            journalled = _command("end-role", command.asked, found, reason)
            if await tx.earlier(journalled) is not None:
                return found
            ended = staffing.end(found, actor, command.valid_to, now, local_day(now))
            await tx.staff.save_end(ended)
            await tx.record(journalled, ())
            await tx.commit()
        return ended


async def _known(tx: Transaction, assignment_id: str, agency: str) -> RoleAssignment:
    found = await tx.staff.assignment(assignment_id)
    if found is None or found.agency != agency:
        raise staffing.unknown(assignment_id)
    return found


def _command(name: str, asked: Asked, assignment: RoleAssignment, reason: str) -> Command:
    return Command(
        name=name,
        actor=asked.actor,
        subject=assignment.id,
        reason=reason,
        unit=f"{assignment.agency}/{assignment.department}",
        idempotency=asked.idempotency,
    )
