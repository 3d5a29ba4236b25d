"""Correct a case: undo a decision, a stop or an extension that was a mistake. What happened stays in the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from processing.application.changing import Asked, Opened, Seen, keep, open_case, written
from processing.application.ports import Transaction, UnitOfWork
from processing.domain import corrections, rights
from processing.domain.case import Case, Change
from processing.domain.states import Action, after


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectCase:
    """entry: index of the ledger's entry to undo, from 0; None for the decision. reason: for the file."""

    asked: Asked
    dossier_id: str
    reason: str
    entry: int | None = None


class CorrectCaseHandler:
    def __init__(self, unit_of_work: UnitOfWork, clock: Clock, ids: Ids) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._ids = ids

    async def __call__(self, command: CorrectCase) -> Seen:
        """The case as corrected. Problems: of ``open_case``, ``entry-not-correctable``, ``undo-…-not-allowed``."""

        def right(actor: Actor, case: Case) -> None:
            rights.check_correct(actor, case, decision=command.entry is None)

        reason, now = written(command.reason), self._clock.now()
        async with self._unit_of_work.begin() as tx:
            opened = await open_case(
                tx, command.asked, name="correct-case", right=right, dossier_id=command.dossier_id, reason=reason
            )
            case = opened.case
            if not opened.was_done:
                case = await keep(tx, opened, await self._change(tx, opened, command.entry, now))
        return Seen(case=case, law=opened.law, now=now)

    async def _change(self, tx: Transaction, opened: Opened, entry: int | None, now: datetime) -> Change:
        case, law = opened.case, opened.law
        if entry is None:
            after(case.state, Action.UNDO_DECISION)  # refused before the event is looked for
        event = await tx.published(case.id, corrections.mistaken(case, entry))
        if entry is None:
            return corrections.undo_decision(case, law, event, now, self._ids)
        if event.type.endswith(f"{corrections.STOPPED}.v1"):
            return corrections.undo_stop(case, law, event, entry=entry, cause="stop-undone", at=now)
        return corrections.undo_extension(case, law, event, entry, now)
