"""Get the link by which a body without an account answers, to hand it on by whatever way is open."""

from __future__ import annotations

from chassis.kernel.actor import Actor
from processing.application.consultations.links import Links
from processing.application.consultations.opening import may_manage
from processing.application.consultations.reading import GetConsultationHandler
from processing.domain.consultations import check_awaited_by_link


class GetLinkHandler:
    def __init__(self, get: GetConsultationHandler, links: Links) -> None:
        self._get = get
        self._links = links

    async def __call__(self, actor: Actor, consultation_id: str) -> str:
        """The address. Problems: ``consultation-unknown``, ``consultation-not-allowed``, ``consultation-closed``,
        ``answers-in-its-inbox``, ``links-not-configured``."""
        seen = await self._get(actor, consultation_id)
        may_manage(actor, seen.case, seen.consultation)
        check_awaited_by_link(seen.consultation)
        return self._links.address(consultation_id)
