"""How the result of a dossier was, is or will be given to the applicant; reading who took it is recorded."""

from __future__ import annotations

from dataclasses import dataclass, replace

from chassis.kernel.actor import Actor
from chassis.kernel.worktime import working_days_between
from intake.application.law_in_force import LawInForce
from intake.application.reading import ReadsOfApplicants, Register
from intake.domain import rights
from intake.domain.dossier import Dossier
from intake.domain.reads import RECEIVER_FIELDS, Purpose
from intake.domain.returning.attempts import NOT_NOTED, ReturnAttempt


@dataclass(frozen=True, slots=True, kw_only=True)
class GetReturn:
    actor: Actor
    dossier_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """days_early: working days between the result and its due day, 0 on that day or later; null without a result.

    attempts: oldest first. shows_people: false: who took the result is left out, for it is not the caller's to see.
    """

    dossier: Dossier
    days_early: int | None
    attempts: tuple[ReturnAttempt, ...]
    shows_people: bool


class GetReturnHandler:
    def __init__(self, register: Register, law: LawInForce, reads: ReadsOfApplicants) -> None:
        self._register = register
        self._reads = reads
        self._law = law

    async def __call__(self, query: GetReturn) -> Returned:
        """Raises DossierUnknown for what does not exist and for what is not the actor's to see."""
        dossier = rights.must_see(query.actor, await self._register.dossier(query.dossier_id))
        attempts = await self._register.attempts(dossier.id)
        shows_people = rights.sees_applicant(query.actor, dossier)
        if shows_people and any(attempt.receiver != NOT_NOTED for attempt in attempts):
            await self._reads.record(query.actor, dossier, Purpose.DOSSIER, RECEIVER_FIELDS)
        if not shows_people:
            attempts = tuple(replace(attempt, receiver=NOT_NOTED) for attempt in attempts)
        days_early = self._days_early(dossier)
        return Returned(dossier=dossier, days_early=days_early, attempts=attempts, shows_people=shows_people)

    def _days_early(self, dossier: Dossier) -> int | None:
        if dossier.result_issued_at is None or dossier.original_due_at is None:
            return None
        calendar = self._law.pack.calendar
        issued, due = (at.astimezone(calendar.tz).date() for at in (dossier.result_issued_at, dossier.original_due_at))
        return working_days_between(calendar, issued, due) if issued < due else 0
