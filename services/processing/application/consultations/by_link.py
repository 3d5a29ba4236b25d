"""A consultation as whoever holds its link sees it, and their answer. Nothing of the case but what was asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.messaging.journal import Command
from processing.application.changing import Opened, keep, law_of, written
from processing.application.consultations.answer_consultation import EXPLAINED
from processing.application.consultations.links import Links, LinkUnknown
from processing.application.ports import Reading, UnitOfWork
from processing.domain.case import Case
from processing.domain.consultation import Consultation
from processing.domain.consultations import Reply, answer
from processing.domain.vocabulary import Opinion

HOLDER = Actor(subject="link", roles=frozenset({"link"}))
"""Whoever holds a link: nobody in particular, who may answer one question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """What the holder of a link is shown. code, procedure: which dossier; nothing of its applicant."""

    consultation: Consultation
    code: str
    procedure: str
    procedure_en: str
    now: datetime

    @property
    def is_awaited(self) -> bool:
        """A deadline that silence has made into consent ends the link, noticed or not."""
        asked = self.consultation
        return asked.is_open and (self.now <= asked.due_at or not asked.silence_is_consent)


class ReadByLinkHandler:
    def __init__(self, reading: Reading, links: Links, clock: Clock) -> None:
        self._reading = reading
        self._links = links
        self._clock = clock

    async def __call__(self, token: str) -> Linked:
        """Raises LinkUnknown."""
        consultation_id = self._links.opened(token)
        case = await self._reading.case_of_consultation(consultation_id)
        if case is None:
            raise LinkUnknown
        version = (await law_of(self._reading, case)).version
        return Linked(
            consultation=case.consultation(consultation_id),
            code=case.dossier.code,
            procedure=version.name,
            procedure_en=version.name_en,
            now=self._clock.now(),
        )


class AnswerByLinkHandler:
    def __init__(self, unit_of_work: UnitOfWork, links: Links, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._links = links
        self._clock = clock

    async def __call__(self, token: str, opinion: Opinion, text: str) -> Case:
        """One answer. Raises LinkUnknown; Problems: those of ``consultations.answer``, ``reason-required``,
        ``consultation-closed`` where silence has become consent."""
        consultation_id = self._links.opened(token)
        text, now = written(text, field="text", needed=opinion in EXPLAINED), self._clock.now()
        async with self._unit_of_work.begin() as tx:
            case = await tx.cases.locked_by_consultation(consultation_id)
            if case is None:
                raise LinkUnknown
            law, reply = await law_of(tx.laws, case), Reply(answered_by=HOLDER.subject, opinion=opinion, text=text)
            unit = f"{case.dossier.agency}/{case.dossier.department}"
            command = Command(name="answer-consultation-by-link", actor=HOLDER, subject=case.id, unit=unit)
            opened = Opened(case=case, law=law, command=command, was_done=False)
            return await keep(tx, opened, answer(case, law, consultation_id, reply, now))
