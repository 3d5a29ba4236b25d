"""Which event others see for which fact of intake: one pure table."""

from __future__ import annotations

from datetime import datetime

from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp

from chassis.kernel.worktime import Limit, Unit
from chassis.messaging.envelope import OutgoingEvent
from intake.domain import facts
from intake.domain.facts import DossierFact, DossierRef, Fact
from intake.domain.feedback.facts import FeedbackFact
from intake.domain.fees.accounts import PayableKind
from intake.domain.procedures import Channel, ClockEffect
from intake.events.feedback import feedback_event
from motcua.common.v1 import types_pb2, vocabulary_pb2
from motcua.events.v1 import catalogue_pb2, dossier_pb2

CHANNELS = {
    Channel.COUNTER: vocabulary_pb2.CHANNEL_COUNTER,
    Channel.POST: vocabulary_pb2.CHANNEL_POST,
    Channel.ONLINE: vocabulary_pb2.CHANNEL_ONLINE,
}
STAGES = {
    facts.Stage.INTAKE: vocabulary_pb2.SUPPLEMENT_STAGE_INTAKE,
    facts.Stage.APPRAISAL: vocabulary_pb2.SUPPLEMENT_STAGE_APPRAISAL,
}
UNITS = {
    Unit.WORKING_DAY: vocabulary_pb2.TIME_UNIT_WORKING_DAY,
    Unit.CALENDAR_DAY: vocabulary_pb2.TIME_UNIT_CALENDAR_DAY,
    Unit.WORKING_HOUR: vocabulary_pb2.TIME_UNIT_WORKING_HOUR,
}
EFFECTS = {
    ClockEffect.RESTART: vocabulary_pb2.CLOCK_EFFECT_RESTART,
    ClockEffect.PAUSE: vocabulary_pb2.CLOCK_EFFECT_PAUSE,
    ClockEffect.NONE: vocabulary_pb2.CLOCK_EFFECT_NONE,
}
METHODS = {
    Channel.COUNTER: vocabulary_pb2.COLLECTION_METHOD_COUNTER,
    Channel.POST: vocabulary_pb2.COLLECTION_METHOD_POST,
    Channel.ONLINE: vocabulary_pb2.COLLECTION_METHOD_ONLINE,
}
KINDS = {
    PayableKind.FEE: vocabulary_pb2.PAYABLE_KIND_FEE,
    PayableKind.CHARGE: vocabulary_pb2.PAYABLE_KIND_CHARGE,
    PayableKind.TAX: vocabulary_pb2.PAYABLE_KIND_TAX,
    PayableKind.LAND: vocabulary_pb2.PAYABLE_KIND_LAND,
    PayableKind.OTHER: vocabulary_pb2.PAYABLE_KIND_OTHER,
}
NO_DEPARTMENT = "all"


def published(fact: Fact) -> OutgoingEvent:
    """The event of a fact. Its subject is the dossier, or what the law speaks of."""
    match fact:
        case facts.ProcedurePublished():
            return _law("procedure.published", fact.agency, fact.department, fact.key, _procedure(fact))
        case facts.CalendarChanged():
            calendar = catalogue_pb2.CalendarChanged(
                agency=fact.agency, law_revision=fact.law_revision, known_years=fact.known_years
            )
            return _law("calendar.changed", fact.agency, NO_DEPARTMENT, fact.agency, calendar)
        case _ if isinstance(fact, FeedbackFact):
            return feedback_event(fact)
        case facts.DepartmentChanged():
            department = catalogue_pb2.DepartmentChanged(department=fact.department, law_revision=fact.law_revision)
            return _law("department.changed", fact.agency, fact.department, fact.department, department)
        case _:
            return _dossier(fact)


def _dossier(fact: DossierFact) -> OutgoingEvent:
    event, data = _said(fact, _ref(fact.dossier))
    return OutgoingEvent(
        type=f"dossier.{event}",
        agency=fact.dossier.agency,
        department=fact.dossier.department,
        subject=fact.dossier.id,
        data=data,
    )


def _said(fact: DossierFact, dossier: types_pb2.DossierRef) -> tuple[str, Message]:
    match fact:
        case facts.DossierReceived():
            return "received", dossier_pb2.DossierReceived(
                dossier=dossier,
                received_at=stamp(fact.received_at),
                papers=_papers(fact.papers),
                synthetic=fact.is_synthetic,
            )
        case facts.DossierAccepted():
            return "accepted", _accepted(fact, dossier)
        case facts.DossierRefused():
            return "refused", dossier_pb2.DossierRefused(
                dossier=dossier, refused_at=stamp(fact.refused_at), stage=STAGES[fact.stage]
            )
        case facts.SupplementRequested():
            return "supplement-requested", _supplement_requested(fact, dossier)
        case facts.DossierSupplemented():
            return "supplemented", dossier_pb2.DossierSupplemented(
                dossier=dossier,
                request_id=fact.request_id,
                supplemented_at=stamp(fact.supplemented_at),
                stage=STAGES[fact.stage],
                papers=_papers(fact.papers),
            )
        case facts.DossierWithdrawn():
            return "withdrawn", dossier_pb2.DossierWithdrawn(dossier=dossier, withdrawn_at=stamp(fact.withdrawn_at))
        case facts.DossierCollected():
            return "collected", dossier_pb2.DossierCollected(
                dossier=dossier, collected_at=stamp(fact.collected_at), method=METHODS[fact.method]
            )
        case facts.DossierRated():
            return "rated", dossier_pb2.DossierRated(dossier=dossier, rated_at=stamp(fact.rated_at), rating=fact.rating)
        case facts.PapersScanned() | facts.DossierPaid() | facts.FeeAssessed():
            return _of_the_desk(fact, dossier)
        case _:
            return _happened_by_itself(fact, dossier)


def _of_the_desk(
    fact: facts.PapersScanned | facts.DossierPaid | facts.FeeAssessed, dossier: types_pb2.DossierRef
) -> tuple[str, Message]:
    match fact:
        case facts.PapersScanned():
            return "papers-scanned", dossier_pb2.DossierPapersScanned(
                dossier=dossier, scanned_at=stamp(fact.scanned_at), papers=_papers(fact.papers)
            )
        case facts.DossierPaid():
            return "paid", dossier_pb2.DossierPaid(
                dossier=dossier,
                payable=fact.payable,
                kind=KINDS[fact.kind],
                amount_vnd=fact.amount_vnd,
                settled_at=stamp(fact.settled_at),
                is_exempt=fact.is_exempt,
                online_vnd=fact.online_vnd,
            )
        case facts.FeeAssessed():
            return "fee-assessed", dossier_pb2.DossierFeeAssessed(
                dossier=dossier,
                payable=fact.payable,
                kind=KINDS[fact.kind],
                amount_vnd=fact.amount_vnd,
                assessed_at=stamp(fact.assessed_at),
            )


def _happened_by_itself(fact: facts.TimerFact, dossier: types_pb2.DossierRef) -> tuple[str, Message]:
    match fact:
        case facts.ResultUncollected():
            return "result-uncollected", dossier_pb2.DossierResultUncollected(
                dossier=dossier, reminded_at=stamp(fact.reminded_at), number=fact.number, is_last=fact.is_last
            )
        case facts.TransferLate():
            return "transfer-late", dossier_pb2.DossierTransferLate(
                dossier=dossier, transfer_due_at=stamp(fact.transfer_due_at)
            )
        case facts.ForwardingLate():
            return "forwarding-late", dossier_pb2.DossierForwardingLate(
                dossier=dossier, forward_due_at=stamp(fact.forward_due_at), to_site=fact.to_site
            )


def _accepted(fact: facts.DossierAccepted, dossier: types_pb2.DossierRef) -> Message:
    return dossier_pb2.DossierAccepted(
        dossier=dossier,
        received_at=stamp(fact.received_at),
        accepted_at=stamp(fact.accepted_at),
        clock_started_at=stamp(fact.clock_started_at),
        due_at=stamp(fact.due_at),
        due_is_provisional=fact.due_is_provisional,
        limit=limit(fact.limit),
        law_revision=fact.law_revision,
        officer=fact.officer,
        is_immediate=fact.is_immediate,
        transfer_due_at=None if fact.transfer_due_at is None else stamp(fact.transfer_due_at),
        fee_vnd=fact.fee_vnd,
    )


def _papers(counts: facts.PaperCounts) -> types_pb2.PaperCounts:
    return types_pb2.PaperCounts(
        total=counts.total, electronic=counts.electronic, exempt=counts.exempt, reused=counts.reused
    )


def _supplement_requested(fact: facts.SupplementRequested, dossier: types_pb2.DossierRef) -> Message:
    deadline = fact.applicant_deadline_at
    return dossier_pb2.DossierSupplementRequested(
        dossier=dossier,
        request_id=fact.request_id,
        stage=STAGES[fact.stage],
        requested_at=stamp(fact.requested_at),
        applicant_deadline_at=None if deadline is None else stamp(deadline),
        clock_effect=EFFECTS[fact.clock_effect],
    )


def _procedure(fact: facts.ProcedurePublished) -> Message:
    return catalogue_pb2.ProcedurePublished(
        key=fact.key,
        code=fact.code,
        version=fact.version,
        department=fact.department,
        valid_from=fact.valid_from.isoformat(),
        valid_to="" if fact.valid_to is None else fact.valid_to.isoformat(),
        law_revision=fact.law_revision,
        is_immediate=fact.is_immediate,
        is_at_counter=fact.is_at_counter,
        is_online=fact.is_online,
        is_posted=fact.is_posted,
        is_electronic=fact.is_electronic,
    )


def _law(event: str, agency: str, department: str, subject: str, data: Message) -> OutgoingEvent:
    return OutgoingEvent(type=event, agency=agency, department=department, subject=subject, data=data)


def _ref(dossier: DossierRef) -> types_pb2.DossierRef:
    return types_pb2.DossierRef(
        dossier_id=dossier.id,
        code=dossier.code,
        agency=dossier.agency,
        department=dossier.department,
        procedure_key=dossier.procedure_key,
        procedure_code=dossier.procedure_code,
        procedure_version=dossier.procedure_version,
        channel=CHANNELS[dossier.channel],
    )


def limit(value: Limit) -> types_pb2.Limit:
    """A limit as others read it: the amount as exact text."""
    return types_pb2.Limit(amount=value.to_dict()["amount"], unit=UNITS[value.unit])


def stamp(at: datetime) -> Timestamp:
    """An instant as a protobuf timestamp."""
    made = Timestamp()
    made.FromDatetime(at)
    return made
