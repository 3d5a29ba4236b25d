"""Reading: one case, its deadline and why, lists of cases and tasks. Nobody learns of what they may not see."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.errors import Problem
from chassis.kernel.worktime import Derivation, explain
from processing.application.changing import Seen, law_of
from processing.application.ports import CaseFilter, Place, Reading, TaskFilter
from processing.application.work import FoundWork, works
from processing.domain import rights
from processing.domain.case import case_unknown
from processing.domain.mandates import seen_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """derivation: line by line; replaying it gives the case's due instant."""

    seen: Seen
    derivation: Derivation


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenCases:
    """One page of cases. total: all that match, exactly."""

    cases: tuple[Seen, ...]
    total: int
    following: Place | None


class GetCaseHandler:
    def __init__(self, reading: Reading, clock: Clock) -> None:
        self._reading = reading
        self._clock = clock

    async def __call__(self, actor: Actor, dossier_id: str) -> Seen:
        """Problems: ``case-unknown``, also for a case that the actor may not see; ``role-not-allowed``."""
        rights.scope(actor)
        case, now = await self._reading.case(dossier_id), self._clock.now()
        if case is None:
            raise case_unknown(dossier_id)
        try:
            rights.check_seen(actor, case)
        except Problem:
            standing = await self._reading.mandates.standing(actor.subject, now)
            if not seen_for(standing.of(actor), case):
                raise
        return Seen(case=case, law=await law_of(self._reading, case), now=now)


class GetDeadlineHandler:
    def __init__(self, get_case: GetCaseHandler) -> None:
        self._get_case = get_case

    async def __call__(self, actor: Actor, dossier_id: str) -> Deadline:
        """Problems: those of GetCase."""
        seen = await self._get_case(actor, dossier_id)
        return Deadline(seen=seen, derivation=explain(seen.case.entries, seen.case.limit, seen.law.calendar))


class ListCasesHandler:
    def __init__(self, reading: Reading, clock: Clock) -> None:
        self._reading = reading
        self._clock = clock

    async def __call__(self, actor: Actor, wanted: CaseFilter, after: Place | None, size: int) -> SeenCases:
        """Nearest due instant first, without tasks and ledger beyond what is shown. Problem ``role-not-allowed``."""
        found = await self._reading.find_cases(rights.scope(actor), wanted, after, size)
        now = self._clock.now()
        seen = [Seen(case=case, law=await law_of(self._reading, case), now=now) for case in found.cases]
        return SeenCases(cases=tuple(seen), total=found.total, following=found.following)


class ListTasksHandler:
    def __init__(self, reading: Reading, clock: Clock) -> None:
        self._reading = reading
        self._clock = clock

    async def __call__(self, actor: Actor, wanted: TaskFilter, after: Place | None, size: int) -> FoundWork:
        """Nearest due instant first. Problems: ``role-not-allowed``, ``not-your-department``."""
        rights.check_department(actor, wanted.department)
        found = await self._reading.find_tasks(rights.scope(actor), wanted, after, size)
        items = await works(self._reading, found.tasks, self._clock.now())
        return FoundWork(tasks=items, total=found.total, following=found.following)
