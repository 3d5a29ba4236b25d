"""The use cases of consultations, as one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from processing.application.consultations.answer_consultation import AnswerConsultationHandler
from processing.application.consultations.by_link import AnswerByLinkHandler, ReadByLinkHandler
from processing.application.consultations.consultees import Consultees
from processing.application.consultations.get_link import GetLinkHandler
from processing.application.consultations.get_mail import GetMailHandler
from processing.application.consultations.links import Links
from processing.application.consultations.reading import GetConsultationHandler, ListConsultationsHandler
from processing.application.consultations.remind_consultation import RemindConsultationHandler
from processing.application.consultations.request_consultations import RequestConsultationsHandler
from processing.application.consultations.withdraw_consultation import WithdrawConsultationHandler
from processing.application.ports import Catalogue, Reading, UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationUseCases:
    """See ``processing.application.consultations``."""

    request: RequestConsultationsHandler
    answer: AnswerConsultationHandler
    remind: RemindConsultationHandler
    withdraw: WithdrawConsultationHandler
    get: GetConsultationHandler
    list: ListConsultationsHandler
    link: GetLinkHandler
    mail: GetMailHandler
    read_by_link: ReadByLinkHandler
    answer_by_link: AnswerByLinkHandler
    consultees: Consultees

    @classmethod
    def on(
        cls,
        unit_of_work: UnitOfWork,
        reading: Reading,
        catalogue: Catalogue,
        clock: Clock,
        ids: Ids,
        *,
        links: Links,
    ) -> Self:
        """The use cases on one store."""
        consultees, get = Consultees(catalogue, clock), GetConsultationHandler(reading, clock)
        return cls(
            request=RequestConsultationsHandler(unit_of_work, consultees, clock, ids),
            answer=AnswerConsultationHandler(unit_of_work, clock),
            remind=RemindConsultationHandler(unit_of_work, clock),
            withdraw=WithdrawConsultationHandler(unit_of_work, clock),
            get=get,
            list=ListConsultationsHandler(reading),
            link=GetLinkHandler(get, links),
            mail=GetMailHandler(get, consultees, links),
            read_by_link=ReadByLinkHandler(reading, links, clock),
            answer_by_link=AnswerByLinkHandler(unit_of_work, links, clock),
            consultees=consultees,
        )
