"""Decide: granted, or refused with a written reason. Completes the deciding step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from processing.application.changing import Asked, Seen, keep, open_case, written
from processing.application.ports import UnitOfWork
from processing.application.results.required import SignatureRule
from processing.application.staffing.appointed import appointed
from processing.domain import rights, steps
from processing.domain.case import Case, Change
from processing.domain.consultations import decide_without
from processing.domain.law import Law
from processing.domain.vocabulary import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Decide:
    """reason: needed for a refusal. despite_consultations: why opinions that are still awaited are not waited for."""

    asked: Asked
    dossier_id: str
    outcome: Outcome
    reason: str = ""
    despite_consultations: str = ""


class DecideHandler:
    def __init__(self, unit_of_work: UnitOfWork, clock: Clock, ids: Ids, rule: SignatureRule) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._ids = ids
        self._rule = rule

    async def __call__(self, command: Decide) -> Seen:
        """The case as decided. Problems: those of ``open_case`` and ``steps.decide``, ``decision-not-allowed``,
        ``separation-of-duties``, ``consultations-open``."""
        reason, now = written(command.reason, needed=False), self._clock.now()
        despite = written(command.despite_consultations, field="despite_consultations", needed=False)
        async with self._unit_of_work.begin() as tx:
            opened = await open_case(
                tx, command.asked, name="decide", right=_right, dossier_id=command.dossier_id, reason=reason
            )
            case = opened.case
            if not opened.was_done:
                officer = command.asked.actor.subject
                if case.deciding and not case.deciding.officer and not opened.command.actor.on_behalf_of:
                    await appointed(tx, case, case.deciding, officer)  # who decides takes the step
                ready = decide_without(case, opened.law, despite, now)
                change = ready.then(self._decided(ready.case, opened.law, command, now))
                await self._rule.check(tx, change.case)
                case = await keep(tx, opened, change)
        return Seen(case=case, law=opened.law, now=now)

    def _decided(self, case: Case, law: Law, command: Decide, now: datetime) -> Change:
        return steps.decide(
            case,
            law,
            officer=command.asked.actor.subject,
            outcome=command.outcome,
            reason=command.reason.strip(),
            at=now,
            ids=self._ids,
        )


def _right(actor: Actor, case: Case) -> None:
    """At another step the state refuses, whoever asks; at the deciding one the right does."""
    if case.deciding is not None:
        rights.check_decide(actor, case, case.deciding)
