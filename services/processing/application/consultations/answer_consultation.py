"""Answer a consultation: the opinion of the body that was asked. Kept also if it is late."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.clock import Clock
from processing.application.changing import Asked, keep, written
from processing.application.consultations.opening import SeenConsultation, open_consultation
from processing.application.ports import UnitOfWork
from processing.domain import consultation_rights as rights
from processing.domain.consultations import Reply, answer
from processing.domain.vocabulary import Opinion

EXPLAINED = (Opinion.AGREE_WITH_CONDITIONS, Opinion.DISAGREE)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerConsultation:
    """text: in the body's own words; needed for conditions and for a disagreement."""

    asked: Asked
    consultation_id: str
    opinion: Opinion
    text: str = ""


class AnswerConsultationHandler:
    def __init__(self, unit_of_work: UnitOfWork, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock

    async def __call__(self, command: AnswerConsultation) -> SeenConsultation:
        """Problems: those of ``open_consultation`` and ``consultations.answer``, ``answer-not-allowed``,
        ``reason-required``."""
        text = written(command.text, field="text", needed=command.opinion in EXPLAINED)
        now = self._clock.now()
        async with self._unit_of_work.begin() as tx:
            opened = await open_consultation(
                tx,
                command.asked,
                command.consultation_id,
                name="answer-consultation",
                right=rights.check_answer,
            )
            case = opened.case
            if not opened.was_done:
                reply = Reply(answered_by=command.asked.actor.subject, opinion=command.opinion, text=text)
                case = await keep(tx, opened, answer(case, opened.law, command.consultation_id, reply, now))
        return SeenConsultation(consultation=case.consultation(command.consultation_id), case=case, now=now)
