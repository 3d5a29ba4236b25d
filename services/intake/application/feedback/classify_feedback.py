"""Classify feedback A to D and say who handles it (ND20 art. 9)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from chassis.kernel.clock import Clock
from chassis.kernel.errors import invalid
from intake.application.feedback.opening import FeedbackChange, keep, open_feedback
from intake.application.law_in_force import LawInForce
from intake.application.ports import UnitOfWork
from intake.domain.feedback import rights
from intake.domain.feedback.feedback import Feedback
from intake.domain.feedback.handling import classify
from intake.domain.feedback.vocabulary import FeedbackClass
from intake.domain.reception import written_reason


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassifyFeedback:
    """handler: token of the unit, for B (the official's superior) and C. note: why; the sender reads it where A."""

    change: FeedbackChange
    classification: FeedbackClass
    handler: str = ""
    concerned_officer: str = ""
    note: str = ""


class ClassifyFeedbackHandler:
    def __init__(self, unit_of_work: UnitOfWork, law: LawInForce, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._law = law
        self._clock = clock

    async def __call__(self, command: ClassifyFeedback) -> Feedback:
        """Raises what ``open_feedback`` raises, FeedbackStepNotAllowed, ``invalid-request``."""
        self._check_handler(command.handler)
        note = command.note.strip()
        if command.classification is FeedbackClass.NOT_TAKEN:
            note = written_reason(note)
        async with self._unit_of_work.begin() as transaction:
            opened = await open_feedback(transaction, command.change, name="classify-feedback", right=rights.may_direct)
            if opened.was_done:
                return opened.feedback
            classified, fact = classify(
                opened.feedback,
                classification=command.classification,
                handler=command.handler,
                concerned_officer=command.concerned_officer,
                at=self._clock.now(),
            )
            if note:
                file = await transaction.feedback.file(classified.id)
                await transaction.feedback.save_file(classified.id, replace(file, note=note))
            return await keep(transaction, opened, classified, [fact])

    def _check_handler(self, token: str) -> None:
        today = self._clock.now().astimezone(self._law.pack.calendar.tz).date()
        if token and token not in {d.token for d in self._law.pack.departments_on(today)}:
            raise invalid("invalid-request", "No such unit. GET /v1/departments lists them.", handler="unknown unit")
