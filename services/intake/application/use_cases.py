"""Every use case, made from the ports: the whole of what the edges may call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from chassis.timers.firing import Now, by
from intake.application.accept_dossier import AcceptDossierHandler
from intake.application.consult_law import ConsultLawHandler
from intake.application.drafts.ports import DraftShelf
from intake.application.drafts.use_cases import DraftUseCases
from intake.application.explain_deadline import ExplainDeadlineHandler
from intake.application.exports import ExportPorts, ExportUseCases
from intake.application.external_refs import AddExternalRefHandler
from intake.application.feedback.ports import FeedbackShelf
from intake.application.feedback.tell_overdue import tell_overdue
from intake.application.feedback.use_cases import FeedbackUseCases
from intake.application.fees import FeeUseCases
from intake.application.files.attaching import Attaching
from intake.application.files.ports import FilePorts
from intake.application.files.use_cases import FileUseCases
from intake.application.fire_timers import FireTimersHandler
from intake.application.follow_processing import FollowProcessingHandler
from intake.application.forms import FormPrinter, FormUseCases, Letters
from intake.application.get_applicant import GetApplicantHandler
from intake.application.get_dossier import GetDossierHandler
from intake.application.get_receipt import GetReceiptHandler
from intake.application.issue_immediate_result import IssueImmediateResultHandler
from intake.application.law_in_force import LawInForce
from intake.application.law_packs import LawPackReader, LawPackUseCases, OpenDossiers
from intake.application.list_dossiers import ListDossiersHandler
from intake.application.list_reads import ListReadsHandler
from intake.application.load_law_pack import LoadLawPackHandler
from intake.application.neighbours import LiveCases
from intake.application.ports import TrackingSecrets, UnitOfWork
from intake.application.rate_by_receipt import RateByReceiptHandler
from intake.application.rate_dossier import RateDossierHandler
from intake.application.reading import ReadsOfApplicants, Register
from intake.application.record_collection import RecordCollectionHandler
from intake.application.record_forwarding import RecordForwardingHandler
from intake.application.refuse_dossier import RefuseDossierHandler
from intake.application.register_dossier import RegisterDossierHandler
from intake.application.request_supplement import RequestSupplementHandler
from intake.application.returning import ReturnUseCases
from intake.application.search_catalogue import SearchCatalogueHandler
from intake.application.submit_supplement import SubmitSupplementHandler
from intake.application.track_dossier import TrackDossierHandler
from intake.application.understanding import Understanding
from intake.application.withdraw_dossier import WithdrawDossierHandler
from intake.domain.feedback.timers import FEEDBACK_OVERDUE
from intake.domain.forms.public_pages import PublicPages


@dataclass(frozen=True, slots=True, kw_only=True)
class UseCases:
    register: RegisterDossierHandler
    accept: AcceptDossierHandler
    refuse: RefuseDossierHandler
    request_supplement: RequestSupplementHandler
    submit_supplement: SubmitSupplementHandler
    withdraw: WithdrawDossierHandler
    collect: RecordCollectionHandler
    rate: RateDossierHandler
    get: GetDossierHandler
    receipt: GetReceiptHandler
    applicant: GetApplicantHandler
    find: ListDossiersHandler
    track: TrackDossierHandler
    deadline: ExplainDeadlineHandler
    law: ConsultLawHandler
    catalogue: SearchCatalogueHandler
    load_law: LoadLawPackHandler
    law_packs: LawPackUseCases
    follow: FollowProcessingHandler
    rate_by_receipt: RateByReceiptHandler
    fees: FeeUseCases
    returning: ReturnUseCases
    forms: FormUseCases
    feedback: FeedbackUseCases
    files: FileUseCases
    drafts: DraftUseCases
    fire_timers: FireTimersHandler
    reads: ListReadsHandler
    exports: ExportUseCases
    forward: RecordForwardingHandler
    add_external_ref: AddExternalRefHandler
    answer_at_once: IssueImmediateResultHandler

    @classmethod
    def of(
        cls,
        *,
        unit_of_work: UnitOfWork,
        register: Register,
        live: LiveCases,
        law: LawInForce,
        reader: LawPackReader,
        open_dossiers: OpenDossiers,
        clock: Clock,
        ids: Ids,
        secrets: TrackingSecrets,
        printer: FormPrinter,
        pages: PublicPages,
        letters: Letters,
        shelf: FeedbackShelf,
        files: FilePorts,
        drafts: DraftShelf,
        reads: ReadsOfApplicants,
        exports: ExportPorts,
        now: Now | None = None,
    ) -> Self:
        """All of them on the same ports."""
        attaching = Attaching(register, files.shelf, clock, ids)
        file = RegisterDossierHandler(
            unit_of_work=unit_of_work,
            register=register,
            law=law,
            clock=clock,
            ids=ids,
            secrets=secrets,
            attaching=attaching,
        )
        return cls(
            register=file,
            accept=AcceptDossierHandler(unit_of_work, law, clock, reads),
            refuse=RefuseDossierHandler(unit_of_work, clock),
            submit_supplement=SubmitSupplementHandler(unit_of_work, law, clock, attaching),
            request_supplement=RequestSupplementHandler(unit_of_work, law, clock, ids),
            withdraw=WithdrawDossierHandler(unit_of_work, clock),
            collect=RecordCollectionHandler(unit_of_work, clock, ids),
            rate=RateDossierHandler(unit_of_work, clock),
            get=GetDossierHandler(register, files.shelf, reads),
            receipt=GetReceiptHandler(register, law, reads),
            applicant=GetApplicantHandler(register, reads),
            find=ListDossiersHandler(register, Understanding(law, clock)),
            track=TrackDossierHandler(register, live, law, clock),
            deadline=ExplainDeadlineHandler(register, live, law),
            law=ConsultLawHandler(law, register, clock),
            catalogue=SearchCatalogueHandler(law, clock),
            load_law=LoadLawPackHandler(unit_of_work, clock),
            follow=FollowProcessingHandler(unit_of_work, law),
            law_packs=LawPackUseCases.of(
                unit_of_work=unit_of_work,
                register=register,
                law=law,
                clock=clock,
                reader=reader,
                open_dossiers=open_dossiers,
            ),
            rate_by_receipt=RateByReceiptHandler(unit_of_work, register, clock),
            fees=FeeUseCases.on(unit_of_work, register, law=law, clock=clock, ids=ids),
            returning=ReturnUseCases.on(unit_of_work, register, law=law, clock=clock, ids=ids, reads=reads),
            forms=FormUseCases.of(
                register=register,
                law=law,
                letters=letters,
                printer=printer,
                pages=pages,
                reads=reads,
                clock=clock,
            ),
            feedback=FeedbackUseCases.of(
                unit_of_work=unit_of_work,
                register=register,
                shelf=shelf,
                law=law,
                clock=clock,
                ids=ids,
                secrets=secrets,
            ),
            files=FileUseCases.of(
                unit_of_work=unit_of_work,
                register=register,
                ports=files,
                attaching=attaching,
                reads=reads,
                clock=clock,
                ids=ids,
            ),
            reads=ListReadsHandler(reads, register),
            exports=ExportUseCases.on(
                exports,
                unit_of_work=unit_of_work,
                understand=Understanding(law, clock),
                register=register,
                reads=reads,
                clock=clock,
                ids=ids,
            ),
            drafts=DraftUseCases.of(
                unit_of_work=unit_of_work,
                register=register,
                shelf=drafts,
                files=files,
                file=file,
                law=law,
                clock=clock,
                ids=ids,
            ),
            fire_timers=FireTimersHandler(unit_of_work, register, now or by(clock), {FEEDBACK_OVERDUE: tell_overdue}),
            forward=RecordForwardingHandler(unit_of_work, clock),
            add_external_ref=AddExternalRefHandler(unit_of_work, clock),
            answer_at_once=IssueImmediateResultHandler(unit_of_work, law, clock, ids, reads),
        )
