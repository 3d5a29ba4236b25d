"""RunAudits: the conservation audit, once a night and by nobody's hand; and what the last one found, for operators."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.errors import Kind, Problem
from reporting.application.audit_conservation import AskAudit, AuditConservation
from reporting.domain.audit_rounds import STALE_AFTER, AuditRun, is_due

SERVICE = Actor(subject="service:reporting", roles=frozenset({"system"}))


class AuditRuns(Protocol):
    """Of audits of everything, whoever asked for them."""

    async def last(self) -> AuditRun | None: ...

    async def keep(self, run: AuditRun) -> None:
        """In place of the one before."""
        ...


class RunAuditsHandler:
    """clock: the machine's, for it is the machine that is watched. show: told of the last one, or that there is
    none."""

    def __init__(
        self, ask: AskAudit, runs: AuditRuns, clock: Clock, *, show: Callable[[AuditRun | None], None]
    ) -> None:
        self._ask = ask
        self._runs = runs
        self._clock = clock
        self._show = show
        self._started_at = clock.now()

    async def __call__(self) -> None:
        """A look; and an audit, if one is due. Raises Problem ``neighbour-unavailable``: tried again."""
        last = await self._runs.last()
        self._show(last)
        if is_due(last, self._started_at, self._clock.now()):
            await self._ask(AuditConservation(actor=SERVICE))
            self._show(await self._runs.last())

    async def check(self) -> None:
        """For readiness. Raises Problem ``audit-found-faults`` or ``audit-not-run``."""
        last = await self._runs.last()
        if last is None:
            return
        if last.faults:
            detail = f"The audit of {last.ran_at:%Y-%m-%d %H:%M}Z found {last.faults} faults: motcua audit conservation"
            raise Problem("audit-found-faults", Kind.UNAVAILABLE, detail)
        if self._clock.now() - last.ran_at > STALE_AFTER:
            detail = f"The last conservation audit ran at {last.ran_at:%Y-%m-%d %H:%M}Z."
            raise Problem("audit-not-run", Kind.UNAVAILABLE, detail)
