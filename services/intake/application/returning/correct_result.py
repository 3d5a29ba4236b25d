"""Put a faulty result right, at the agency's cost: ask for it, have it at the counter, hand it over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from chassis.kernel.worktime import due
from intake.application.law_in_force import LawInForce
from intake.application.opening import Change, open_for
from intake.application.ports import UnitOfWork
from intake.application.reading import Register
from intake.domain import rights
from intake.domain.dossier import Dossier
from intake.domain.reception import written_reason
from intake.domain.returning.corrections import (
    Fault,
    FoundBy,
    ResultCorrection,
    known,
    request,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestCorrection:
    """reason: what is wrong, 1 to 2,000 characters."""

    change: Change
    reason: str
    found_by: FoundBy
    fault: Fault = Fault.ERROR


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvanceCorrection:
    """The correction takes its next step: at the counter, or handed over."""

    change: Change
    correction_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListCorrections:
    actor: Actor
    dossier_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrections:
    """Of one dossier, oldest first. now: what lateness is judged at. shows_words: false: reasons are left out."""

    dossier: Dossier
    corrections: tuple[ResultCorrection, ...]
    now: datetime
    shows_words: bool = True


Step = Callable[[ResultCorrection, datetime, str], ResultCorrection]


class ListCorrectionsHandler:
    def __init__(self, register: Register, clock: Clock) -> None:
        self._register = register
        self._clock = clock

    async def __call__(self, query: ListCorrections) -> Corrections:
        """Raises DossierUnknown for what does not exist and for what is not the actor's to see."""
        dossier = rights.must_see(query.actor, await self._register.dossier(query.dossier_id))
        return Corrections(
            dossier=dossier,
            corrections=await self._register.corrections(dossier.id),
            now=self._clock.now(),
            shows_words=rights.sees_applicant(query.actor, dossier),
        )


class RequestCorrectionHandler:
    def __init__(self, unit_of_work: UnitOfWork, law: LawInForce, clock: Clock, ids: Ids) -> None:
        self._unit_of_work = unit_of_work
        self._law = law
        self._clock = clock
        self._ids = ids

    async def __call__(self, command: RequestCorrection) -> Corrections:
        """The dossier's corrections, the new one last. Nothing is asked of the applicant, and no clock starts again.

        Raises what ``open_for`` and ``corrections.request`` raise, ``invalid-request``, CalendarUnknown.
        """
        reason, now = written_reason(command.reason), self._clock.now()
        async with self._unit_of_work.begin() as tx:
            opened = await open_for(
                tx, command.change, name="request-result-correction", right=rights.may_receive, reason=reason
            )
            earlier = await tx.corrections.of(opened.dossier.id)
            if opened.was_done:
                return Corrections(dossier=opened.dossier, corrections=earlier, now=now)
            correction = ResultCorrection(
                id=self._ids.new(),
                fault=command.fault,
                found_by=command.found_by,
                reason=reason,
                requested_at=now,
                requested_by=command.change.actor.subject,
                due_at=self._due_at(now),
                result_issued_at=opened.dossier.result_issued_at,
            )
            dossier = request(opened.dossier, correction, earlier)
            await tx.dossiers.save(dossier)
            await tx.corrections.add(dossier.id, correction)
            await tx.record(opened.command, [])
            await tx.commit()
        return Corrections(dossier=dossier, corrections=(*earlier, correction), now=now)

    def _due_at(self, now: datetime) -> datetime | None:
        limit = self._law.pack.agency.correction_limit
        return due(self._law.pack.calendar, now, limit).at.astimezone(UTC) if limit else None


class AdvanceCorrectionHandler:
    """name: of the command in the journal. step: what becomes of the correction."""

    def __init__(self, unit_of_work: UnitOfWork, clock: Clock, *, name: str, step: Step) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._name = name
        self._step = step

    async def __call__(self, command: AdvanceCorrection) -> Corrections:
        """The dossier's corrections. Raises what ``open_for`` and the step raise, and ``correction-unknown``."""
        now = self._clock.now()
        async with self._unit_of_work.begin() as tx:
            opened = await open_for(tx, command.change, name=self._name, right=rights.may_receive)
            earlier = await tx.corrections.of(opened.dossier.id)
            if opened.was_done:
                return Corrections(dossier=opened.dossier, corrections=earlier, now=now)
            before = known(earlier, command.correction_id)
            after = self._step(before, now, command.change.actor.subject)
            dossier = opened.dossier.next()
            await tx.dossiers.save(dossier)
            await tx.corrections.advance(after)
            await tx.record(opened.command, [])
            await tx.commit()
        corrections = tuple(after if each.id == after.id else each for each in earlier)
        return Corrections(dossier=dossier, corrections=corrections, now=now)
