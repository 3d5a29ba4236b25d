"""Request papers from the applicant after acceptance (form 02): everything at once, as often as the law allows."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.errors import invalid
from chassis.kernel.ids import Ids
from processing.application.changing import LONGEST_TEXT, Asked, Seen, keep, open_case, written
from processing.application.ports import UnitOfWork
from processing.domain import rights
from processing.domain.case import Case
from processing.domain.supplements import request

MOST_DOCUMENTS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestSupplement:
    """documents: what is missing, 1 to 50 lines. reason: for the applicant."""

    asked: Asked
    dossier_id: str
    documents: tuple[str, ...]
    reason: str


class RequestSupplementHandler:
    def __init__(self, unit_of_work: UnitOfWork, clock: Clock, ids: Ids) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._ids = ids

    async def __call__(self, command: RequestSupplement) -> Seen:
        """The case waiting for papers, the request last in its list. Problems: those of ``open_case`` and
        ``supplements.request``, ``task-not-yours``, ``documents-required``, ``reason-required``."""
        reason, documents, now = written(command.reason), _listed(command.documents), self._clock.now()
        async with self._unit_of_work.begin() as tx:
            opened = await open_case(
                tx, command.asked, name="request-supplement", right=_right, dossier_id=command.dossier_id, reason=reason
            )
            case = opened.case
            if not opened.was_done:
                officer = command.asked.actor.subject
                change = request(
                    case, opened.law, officer=officer, documents=documents, reason=reason, at=now, ids=self._ids
                )
                case = await keep(tx, opened, change)
        return Seen(case=case, law=opened.law, now=now)


def _right(actor: Actor, case: Case) -> None:
    rights.check_ask_for_papers(actor, rights.own_step(actor, case))


def _listed(documents: tuple[str, ...]) -> tuple[str, ...]:
    listed = tuple(line.strip() for line in documents)
    if not 1 <= len(listed) <= MOST_DOCUMENTS or not all(0 < len(line) <= LONGEST_TEXT for line in listed):
        raise invalid(
            "documents-required",
            f"List everything that is missing, all at once: 1 to {MOST_DOCUMENTS} lines of text.",
            documents=f"1 to {MOST_DOCUMENTS} lines",
        )
    return listed
