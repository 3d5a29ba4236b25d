"""Get where the link of a consultation is to be sent: for notify alone, at the moment of sending."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem
from processing.application.consultations.consultees import Consultees
from processing.application.consultations.links import Links
from processing.application.consultations.opening import SeenConsultation
from processing.application.consultations.reading import GetConsultationHandler
from processing.domain.consultations import check_awaited_by_link


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationMail:
    """mailbox: the body's office mailbox as the law pack has it now. Both empty where nothing is to be sent: it has no
    mailbox, it has an inbox here, it is not awaited any more, or no links are given out."""

    seen: SeenConsultation
    mailbox: str
    link: str


class GetMailHandler:
    def __init__(self, get: GetConsultationHandler, consultees: Consultees, links: Links) -> None:
        self._get = get
        self._consultees = consultees
        self._links = links

    async def __call__(self, actor: Actor, consultation_id: str) -> ConsultationMail:
        """Problems: ``role-not-allowed``, ``consultation-unknown``, and of kind unavailable."""
        if not actor.has("system"):
            raise Problem("role-not-allowed", Kind.FORBIDDEN, "This is for the service that sends mail.")
        seen = await self._get(actor, consultation_id)
        listed = (await self._consultees()).get(seen.consultation.consultee.key)
        try:
            check_awaited_by_link(seen.consultation)
            link = self._links.address(consultation_id)
        except Problem:
            return ConsultationMail(seen=seen, mailbox="", link="")
        return ConsultationMail(seen=seen, mailbox=listed.mailbox if listed else "", link=link)
