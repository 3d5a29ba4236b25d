"""Everything one can ask, made once by wiring and handed to HTTP, gRPC and the consumer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from chassis.timers.firing import Now, by
from processing.application.apologise_and_extend import ApologiseAndExtendHandler
from processing.application.assign_task import AssignTaskHandler
from processing.application.batches import RunBatchHandler
from processing.application.calendars import CalendarUseCases
from processing.application.clocks import ClockUseCases
from processing.application.complete_task import CompleteTaskHandler
from processing.application.consultations import ConsultationUseCases
from processing.application.consultations.links import Links
from processing.application.correct_case import CorrectCaseHandler
from processing.application.decide import DecideHandler
from processing.application.draft_apology import ApologyPaper, DraftApologyHandler, NoApologyPaper
from processing.application.fire_timers import FireTimersHandler
from processing.application.get_inbox import GetInboxHandler
from processing.application.get_letters import GetLettersHandler
from processing.application.mandates import MandateUseCases
from processing.application.note_event import NoteEventHandler
from processing.application.notes import NoteUseCases
from processing.application.open_case import OpenCaseHandler
from processing.application.ports import Catalogue, Reading, UnitOfWork
from processing.application.reading import GetCaseHandler, GetDeadlineHandler, ListCasesHandler, ListTasksHandler
from processing.application.receive_payment import ReceivePaymentHandler
from processing.application.receive_supplement import ReceiveSupplementHandler
from processing.application.request_payment import RequestPaymentHandler
from processing.application.request_supplement import RequestSupplementHandler
from processing.application.results import ResultUseCases
from processing.application.results.required import SignatureRule
from processing.application.results.results import Cabinet
from processing.application.return_task import ReturnTaskHandler
from processing.application.staffing import StaffUseCases
from processing.application.stop_case import StopCaseHandler
from processing.application.withdraw_case import WithdrawCaseHandler


@dataclass(frozen=True, slots=True, kw_only=True)
class UseCases:
    """See ``processing.application`` for what each is."""

    open_case: OpenCaseHandler
    receive_supplement: ReceiveSupplementHandler
    withdraw_case: WithdrawCaseHandler
    note_event: NoteEventHandler
    assign_task: AssignTaskHandler
    complete_task: CompleteTaskHandler
    return_task: ReturnTaskHandler
    request_supplement: RequestSupplementHandler
    decide: DecideHandler
    apologise_and_extend: ApologiseAndExtendHandler
    stop_case: StopCaseHandler
    correct_case: CorrectCaseHandler
    fire_timers: FireTimersHandler
    get_case: GetCaseHandler
    get_deadline: GetDeadlineHandler
    list_cases: ListCasesHandler
    list_tasks: ListTasksHandler
    request_payment: RequestPaymentHandler
    receive_payment: ReceivePaymentHandler
    get_letters: GetLettersHandler
    draft_apology: DraftApologyHandler
    calendars: CalendarUseCases
    consultations: ConsultationUseCases
    get_inbox: GetInboxHandler
    run_batch: RunBatchHandler
    clocks: ClockUseCases
    mandates: MandateUseCases
    staff: StaffUseCases
    results: ResultUseCases
    notes: NoteUseCases

    @classmethod
    def on(
        cls,
        unit_of_work: UnitOfWork,
        reading: Reading,
        catalogue: Catalogue,
        clock: Clock,
        ids: Ids,
        *,
        cabinet: Cabinet,
        now: Now | None = None,
        links: Links | None = None,
        paper: ApologyPaper | None = None,
    ) -> Self:
        """The use cases on one store. cabinet: where result files are, who signs them.

        now: by which timers are due; null: by the clock. links, paper: null: none."""
        get_case = GetCaseHandler(reading, clock)
        rule = SignatureRule(cabinet.signed_procedures)
        assign_task = AssignTaskHandler(unit_of_work, clock)
        complete_task = CompleteTaskHandler(unit_of_work, clock, ids, rule)
        return_task = ReturnTaskHandler(unit_of_work, clock, ids)
        return cls(
            open_case=OpenCaseHandler(unit_of_work, reading, catalogue, clock, ids),
            receive_supplement=ReceiveSupplementHandler(unit_of_work, clock),
            withdraw_case=WithdrawCaseHandler(unit_of_work, clock),
            note_event=NoteEventHandler(unit_of_work),
            assign_task=assign_task,
            complete_task=complete_task,
            return_task=return_task,
            request_supplement=RequestSupplementHandler(unit_of_work, clock, ids),
            decide=DecideHandler(unit_of_work, clock, ids, rule),
            apologise_and_extend=ApologiseAndExtendHandler(unit_of_work, clock),
            stop_case=StopCaseHandler(unit_of_work, clock),
            correct_case=CorrectCaseHandler(unit_of_work, clock, ids),
            fire_timers=FireTimersHandler(unit_of_work, reading, now or by(clock)),
            get_case=get_case,
            get_deadline=GetDeadlineHandler(get_case),
            list_cases=ListCasesHandler(reading, clock),
            list_tasks=ListTasksHandler(reading, clock),
            request_payment=RequestPaymentHandler(unit_of_work, clock, ids),
            receive_payment=ReceivePaymentHandler(unit_of_work, clock),
            get_letters=GetLettersHandler(get_case),
            draft_apology=DraftApologyHandler(get_case, reading, paper or NoApologyPaper()),
            calendars=CalendarUseCases.on(unit_of_work, reading, catalogue, clock),
            consultations=ConsultationUseCases.on(
                unit_of_work, reading, catalogue, clock, ids, links=links or Links(key=b"", site="")
            ),
            get_inbox=GetInboxHandler(reading, clock),
            run_batch=RunBatchHandler(assign_task, complete_task, return_task),
            clocks=ClockUseCases.on(get_case),
            mandates=MandateUseCases.on(unit_of_work, reading, clock, ids),
            staff=StaffUseCases.on(unit_of_work, reading, clock, ids),
            results=ResultUseCases.on(unit_of_work, reading, get_case, cabinet=cabinet, clock=clock, ids=ids),
            notes=NoteUseCases.on(unit_of_work, reading, get_case, clock, ids),
        )
