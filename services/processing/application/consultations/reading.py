"""Reading consultations. Nobody learns of one that they may not see."""

from __future__ import annotations

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from processing.application.consultation_lists import ConsultationFilter, FoundConsultations
from processing.application.consultations.opening import SeenConsultation
from processing.application.ports import Place, Reading
from processing.domain import consultation_rights as rights
from processing.domain.consultation import consultation_unknown


class GetConsultationHandler:
    def __init__(self, reading: Reading, clock: Clock) -> None:
        self._reading = reading
        self._clock = clock

    async def __call__(self, actor: Actor, consultation_id: str) -> SeenConsultation:
        """Problems: ``consultation-unknown``, also for one that the actor may not see; ``role-not-allowed``."""
        rights.scope(actor)
        case = await self._reading.case_of_consultation(consultation_id)
        if case is None:
            raise consultation_unknown(consultation_id)
        consultation = case.consultation(consultation_id)
        rights.check_seen(actor, case, consultation)
        return SeenConsultation(consultation=consultation, case=case, now=self._clock.now())


class ListConsultationsHandler:
    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    async def __call__(
        self, actor: Actor, wanted: ConsultationFilter, after: Place | None, size: int
    ) -> FoundConsultations:
        """Nearest deadline first, those that the actor may see. Problem ``role-not-allowed``."""
        return await self._reading.find_consultations(rights.scope(actor), wanted, after, size)
