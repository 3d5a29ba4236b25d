"""Fire the timers whose time has come: due soon, overdue, the applicant's deadline. Each exactly once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from chassis.kernel.errors import Problem
from chassis.kernel.timers import Timer
from chassis.messaging.journal import Command
from chassis.timers.firing import Fired, Firing, Now, Settlement, is_away, name_of
from processing.application.changing import SERVICE, law_of
from processing.application.ports import Reading, Transaction, UnitOfWork
from processing.domain.case import Case, Change
from processing.domain.facts import Fact
from processing.domain.law import Law
from processing.domain.timers import Later, fire, kind_of, timers_of

BATCH = 100
"""Timers in one transaction: few enough that nobody who works on one of their cases has to wait for long."""


class FireTimersHandler:
    def __init__(self, unit_of_work: UnitOfWork, reading: Reading, now: Now, *, batch: int = BATCH) -> None:
        self._scan: Firing[Transaction] = Firing(
            service="processing",
            begin=unit_of_work.begin,
            oldest_due=reading.oldest_due,
            now=now,
            effect=_fire,
            most=batch,
        )

    async def __call__(self) -> Fired:
        """Everything that is due fires; see ``Firing``. A case whose law is missing waits for the next scan."""
        return await self._scan()


@dataclass(kw_only=True)
class _Batch:
    """What comes of some timers, in their order. cases: as they are by now; laws: of those that changed."""

    cases: dict[str, Case]
    laws: dict[str, Law] = field(default_factory=dict)
    fired: list[Timer] = field(default_factory=list)
    superseded: list[Timer] = field(default_factory=list)
    later: list[Timer] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    told: list[tuple[Command, Sequence[Fact]]] = field(default_factory=list)

    @property
    def settlement(self) -> Settlement:
        return Settlement(fired=self.fired, superseded=self.superseded, later=self.later, failed=self.failed)

    def note(self, timer: Timer, law: Law, came: Change | Later | None) -> None:
        match came:
            case None:
                self.superseded.append(timer)
            case Later(fire_at=fire_at):
                self.later.append(replace(timer, fire_at=fire_at))
            case Change(case=case, facts=facts):
                self.fired.append(timer)
                if case != self.cases[case.id]:
                    self.cases[case.id], self.laws[case.id] = case, law
                if facts:
                    self.told.append((_command(timer, case), facts))


async def _fire(tx: Transaction, timers: Sequence[Timer], now: datetime) -> Settlement:
    """Thinks of each timer by itself and writes for all of them at once."""
    before = await tx.cases.locked_many([timer.subject for timer in timers])
    batch = _Batch(cases=dict(before))
    for timer in timers:
        if timer.subject in batch.failed:
            continue
        try:
            case, law = await _case_and_law(tx, batch.cases, timer)
            batch.note(timer, law, fire(case, law, timer, now))
        except (Problem, LookupError) as fault:
            if is_away(fault):
                raise
            batch.failed[timer.subject] = name_of(fault)
    await tx.timers.settle(batch.settlement, now)
    for dossier_id, law in batch.laws.items():
        saved = await tx.cases.save(batch.cases[dossier_id])
        await tx.timers.replace(dossier_id, timers_of(saved, law), before=timers_of(before[dossier_id], law))
    await tx.record_all(batch.told)
    return batch.settlement


async def _case_and_law(tx: Transaction, cases: Mapping[str, Case], timer: Timer) -> tuple[Case, Law]:
    case = cases.get(timer.subject)
    if case is None:
        raise LookupError(f"case {timer.subject} of a timer is missing")
    return case, await law_of(tx.laws, case)


def _command(timer: Timer, case: Case) -> Command:
    return Command(
        name=f"fire-{kind_of(timer)}",
        actor=SERVICE,
        subject=case.id,
        unit=f"{case.dossier.agency}/{case.dossier.department}",
    )
