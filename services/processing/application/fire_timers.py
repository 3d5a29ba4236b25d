"""Fire the timers whose time has come: due soon, overdue, the applicant's deadline. Each exactly once."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.clock import Clock
from chassis.kernel.errors import Kind, Problem
from chassis.messaging.journal import Command
from processing.application.changing import SERVICE, law_of
from processing.application.ports import Reading, Transaction, UnitOfWork
from processing.domain.timers import Timer, fire, timers_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Fired:
    """What a scan did. failed: dossiers whose timer could not fire, and the slug or name of the fault; tried again."""

    count: int
    failed: tuple[tuple[str, str], ...]


class FireTimersHandler:
    def __init__(self, unit_of_work: UnitOfWork, reading: Reading, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._reading = reading
        self._clock = clock

    async def __call__(self) -> Fired:
        """Fires everything that is due, in the order of the instants, one transaction each: the change, its event and
        the mark that the timer has fired. Several processes may scan at once.

        A case whose timer fails is left out of this scan and does not hold up the others. Problems of kind unavailable
        and conflict end the scan: the store is away.
        """
        failed: dict[str, str] = {}
        count = 0
        while await self._reading.is_due(self._clock.now()):
            timer = None
            try:
                async with self._unit_of_work.begin() as tx:
                    timer = await tx.timers.claim(self._clock.now(), beside=frozenset(failed))
                    if timer is None:
                        break
                    await self._fire(tx, timer)
                    count += 1
            except Problem as problem:
                if timer is None or problem.kind in (Kind.UNAVAILABLE, Kind.CONFLICT):
                    raise
                failed[timer.dossier_id] = problem.slug
            except LookupError as fault:
                failed[timer.dossier_id if timer else ""] = type(fault).__name__
        return Fired(count=count, failed=tuple(failed.items()))

    async def _fire(self, tx: Transaction, timer: Timer) -> None:
        now = self._clock.now()
        case = await tx.cases.locked(timer.dossier_id)
        if case is None:
            raise LookupError(f"case {timer.dossier_id} of a timer is missing")
        law = await law_of(tx.laws, case)
        change = fire(case, law, timer, now)
        await tx.timers.fired(timer, now)
        if change.case != case:
            saved = await tx.cases.save(change.case)
            await tx.timers.replace(saved.id, timers_of(saved, law))
        if change.facts:
            command = Command(
                name=f"fire-{timer.kind.value}",
                actor=SERVICE,
                subject=case.id,
                unit=f"{case.dossier.agency}/{case.dossier.department}",
            )
            await tx.record(command, change.facts)
        await tx.commit()
