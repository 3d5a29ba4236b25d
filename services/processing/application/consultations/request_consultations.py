"""Request opinions of one or many bodies at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.errors import invalid
from chassis.kernel.ids import Ids
from processing.application.changing import LONGEST_TEXT, Asked, Seen, keep, open_case, written
from processing.application.consultations.consultees import Consultees
from processing.application.ports import UnitOfWork
from processing.domain import consultation_rights as rights
from processing.domain.case import Case
from processing.domain.consultation import Consultee
from processing.domain.consulting import Ask, Question, request

MOST_BODIES = 20
MOST_DOCUMENTS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """consultee: key. due_at: None for the law's own limit. later_reason: for a deadline after that."""

    consultee: str
    due_at: datetime | None = None
    later_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestConsultations:
    """question: for all of them. documents: names of those that they are shown."""

    asked: Asked
    dossier_id: str
    question: str
    wanted: tuple[Wanted, ...]
    documents: tuple[str, ...] = ()


class RequestConsultationsHandler:
    def __init__(self, unit_of_work: UnitOfWork, consultees: Consultees, clock: Clock, ids: Ids) -> None:
        self._unit_of_work = unit_of_work
        self._consultees = consultees
        self._clock = clock
        self._ids = ids

    async def __call__(self, command: RequestConsultations) -> Seen:
        """The case with what was asked last in its list. Who may be asked comes from intake before the transaction
        begins. Problems: those of ``open_case`` and ``consulting.request``, ``consultation-not-allowed``,
        ``consultee-unknown``, ``reason-required``, ``invalid-request``, and of kind unavailable."""
        question, documents = written(command.question, field="question"), _shared(command.documents)
        asks = _asks(command.wanted, await self._consultees())
        now = self._clock.now()
        async with self._unit_of_work.begin() as tx:
            opened = await open_case(
                tx, command.asked, name="request-consultations", right=_right, dossier_id=command.dossier_id
            )
            case = opened.case
            if not opened.was_done:
                officer = command.asked.actor.subject
                asked = Question(officer=officer, asked_at=now, text=question, documents=documents, asks=asks)
                case = await keep(tx, opened, request(case, opened.law, asked, self._ids))
        return Seen(case=case, law=opened.law, now=now)


def _right(actor: Actor, case: Case) -> None:
    rights.check_ask(actor, case)


def _asks(wanted: tuple[Wanted, ...], known: dict[str, Consultee]) -> tuple[Ask, ...]:
    if not 1 <= len(wanted) <= MOST_BODIES:
        raise invalid("invalid-request", f"Name 1 to {MOST_BODIES} bodies.", consultees=f"1 to {MOST_BODIES}")
    if len({each.consultee for each in wanted}) < len(wanted):
        raise invalid("invalid-request", "Each body is asked once.", consultees="names one twice")
    for each in wanted:
        if each.consultee not in known:
            detail = f"There is no body {each.consultee[:40]} to consult. GET /v1/consultees lists them."
            raise invalid("consultee-unknown", detail, consultees=f"unknown: {each.consultee[:40]}")
    return tuple(
        Ask(
            consultee=known[each.consultee],
            due_at=each.due_at,
            later_reason=written(each.later_reason, field="later_reason", needed=False),
        )
        for each in wanted
    )


def _shared(documents: tuple[str, ...]) -> tuple[str, ...]:
    named = tuple(name.strip() for name in documents)
    if len(named) > MOST_DOCUMENTS or not all(0 < len(name) <= LONGEST_TEXT for name in named):
        advice = f"at most {MOST_DOCUMENTS} lines of text"
        raise invalid("invalid-request", f"Name {advice}.", documents=advice)
    return named
