"""ListObligations, GetObligation: which reports are owed, how they stand, what was done about one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.errors import Kind, Problem
from reporting.application.obligations.access import may_see, obligations_scope
from reporting.application.obligations.ports import Entry, Found, ObligationReads, Wanted
from reporting.domain.days import local_day
from reporting.domain.obligation import Obligation, State


@dataclass(frozen=True, slots=True, kw_only=True)
class ListObligations:
    """Empty: any. department: for those who see more than one. after: due day and id of the last seen."""

    actor: Actor
    department: str = ""
    form: str = ""
    states: frozenset[State] = frozenset()
    due_from: date | None = None
    due_to: date | None = None
    after: tuple[date, str] | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """now, today: by which the states are told."""

    found: Found
    now: datetime
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class GetObligation:
    actor: Actor
    obligation_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """entries: what was done about it, oldest first."""

    obligation: Obligation
    entries: tuple[Entry, ...]
    now: datetime
    today: date


class ListObligationsHandler:
    def __init__(self, reads: ObligationReads, clock: Clock) -> None:
        self._reads = reads
        self._clock = clock

    async def __call__(self, query: ListObligations) -> Listed:
        """As far as the actor may see, by due day. Raises Problem ``not-allowed``."""
        scope = obligations_scope(query.actor)
        if scope.department and query.department not in ("", scope.department):
            raise Problem("not-allowed", Kind.FORBIDDEN, "Reports of another department are not for this account.")
        now = self._clock.now()
        today = local_day(now)
        wanted = Wanted(
            agency=scope.agency,
            department=scope.department or query.department,
            form=query.form,
            states=query.states,
            due_from=query.due_from,
            due_to=query.due_to,
            now=now,
            today=today,
            after=query.after,
            limit=query.limit,
        )
        return Listed(found=await self._reads.listed(wanted), now=now, today=today)


class GetObligationHandler:
    def __init__(self, reads: ObligationReads, clock: Clock) -> None:
        self._reads = reads
        self._clock = clock

    async def __call__(self, query: GetObligation) -> Told:
        """Raises Problem ``obligation-unknown``, ``not-allowed``."""
        found = may_see(query.actor, await self._reads.one(query.obligation_id))
        now = self._clock.now()
        entries = await self._reads.entries(found.id)
        return Told(obligation=found, entries=entries, now=now, today=local_day(now))


AskObligations = Callable[[ListObligations], Awaitable[Listed]]
AskObligation = Callable[[GetObligation], Awaitable[Told]]
