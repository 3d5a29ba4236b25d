"""Absences: recorded, cancelled, listed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from chassis.messaging.journal import Command
from processing.application.changing import Asked, written
from processing.application.mandate_ports import FoundAbsences, MandateFilter
from processing.application.ports import Reading, Transaction, UnitOfWork
from processing.domain import absences, rights
from processing.domain.absences import Absence, AbsenceKind, absence_unknown
from processing.domain.local_days import local_day
from processing.domain.vocabulary import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordAbsence:
    """officer: account id; empty: the actor's own. from_on, to_on: local days, both included."""

    asked: Asked
    from_on: date
    to_on: date
    substitute: str
    kind: AbsenceKind
    officer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelAbsence:
    """reason: for the file."""

    asked: Asked
    absence_id: str
    reason: str


class RecordAbsenceHandler:
    def __init__(self, unit_of_work: UnitOfWork, clock: Clock, ids: Ids) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._ids = ids

    async def __call__(self, command: RecordAbsence) -> Absence:
        """The absence, or the one that the same request recorded before. Problems: those of ``domain.absences``."""
        absence = self._wanted(command)
        absences.check_record(command.asked.actor, absence.officer)
        absences.check_form(absence, local_day(self._clock.now()))
        journalled = _command("record-absence", command.asked, absence, absence.kind.value)
        async with self._unit_of_work.begin() as tx:
            await tx.mandates.lock(absence.officer)
            earlier = await tx.earlier(journalled)
            if earlier is not None:
                return await _known(tx, earlier)
            absences.check_overlap(absence, await tx.mandates.overlapping(absence))
            await tx.mandates.add_absence(absence)
            await tx.record(journalled, ())
            await tx.commit()
        return absence

    def _wanted(self, command: RecordAbsence) -> Absence:
        actor = command.asked.actor
        officer = command.officer or actor.subject
        own = frozenset(role for role in Role if actor.has(role))
        return Absence(
            id=self._ids.new(),
            officer=officer,
            roles=own if officer == actor.subject else frozenset({Role.SPECIALIST}),
            agency=actor.agency,
            department=actor.department,
            from_on=command.from_on,
            to_on=command.to_on,
            substitute=command.substitute,
            kind=command.kind,
            recorded_by=actor.subject,
            recorded_at=self._clock.now(),
        )


class CancelAbsenceHandler:
    def __init__(self, unit_of_work: UnitOfWork, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock

    async def __call__(self, command: CancelAbsence) -> Absence:
        """The absence, which holds no longer. Problems: those of ``absences.cancel``, ``reason-required``."""
        reason, now = written(command.reason), self._clock.now()
        async with self._unit_of_work.begin() as tx:
            found = await _known(tx, command.absence_id)
            journalled = _command("cancel-absence", command.asked, found, reason)
            if await tx.earlier(journalled) is not None:
                return found
            cancelled = absences.cancel(found, command.asked.actor, now, local_day(now))
            await tx.mandates.save_absence(cancelled)
            await tx.record(journalled, ())
            await tx.commit()
        return cancelled


class ListAbsencesHandler:
    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    async def __call__(self, actor: Actor, wanted: MandateFilter, after: str, size: int) -> FoundAbsences:
        """Of one's department; leaders and the control team: of the agency. Problems: ``role-not-allowed``,
        ``not-your-department``."""
        rights.check_department(actor, wanted.department)
        return await self._reading.mandates.absences(rights.scope(actor), wanted, after, size)


async def _known(tx: Transaction, absence_id: str) -> Absence:
    found = await tx.mandates.absence(absence_id)
    if found is None:
        raise absence_unknown(absence_id)
    return found


def _command(name: str, asked: Asked, absence: Absence, reason: str) -> Command:
    return Command(
        name=name,
        actor=asked.actor,
        subject=absence.id,
        reason=reason,
        unit=f"{absence.agency}/{absence.department}",
        idempotency=asked.idempotency,
    )
