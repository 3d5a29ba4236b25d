"""Which event others see for which fact: one pure table. No free text, no person but officers' accounts."""

from __future__ import annotations

from google.protobuf.message import Message

from chassis.messaging.envelope import OutgoingEvent
from motcua.common.v1.vocabulary_pb2 import SUPPLEMENT_STAGE_APPRAISAL
from motcua.events.v1 import dossier_pb2, handling_pb2
from processing.domain import facts
from processing.domain.facts import Fact
from processing.events.consultations import consultation_event
from processing.protocol import (
    CAUSES,
    EFFECTS,
    KINDS,
    OUTCOMES,
    STOPS,
    TIMELINESS,
    dossier_ref,
    own_time_message,
    slice_message,
    stamp,
)


def published(fact: Fact) -> OutgoingEvent:
    """The event of a fact, on the subject of the department that answers for the dossier."""
    name, data = _step(fact) or _clock(fact) or consultation_event(fact) or _ending(fact)
    dossier = fact.dossier
    return OutgoingEvent(
        type=f"dossier.{name}",
        agency=dossier.agency,
        department=dossier.department,
        subject=dossier.dossier_id,
        data=data,
    )


def _step(fact: Fact) -> tuple[str, Message] | None:
    """Who has what."""
    ref = dossier_ref(fact.dossier)
    match fact:
        case facts.Assigned():
            return "assigned", handling_pb2.DossierAssigned(
                dossier=ref,
                step_key=fact.step_key,
                task_id=fact.task_id,
                officer=fact.officer,
                assigned_department=fact.department,
                assigned_at=stamp(fact.assigned_at),
                due_at=stamp(fact.due_at),
            )
        case facts.StepStarted():
            return "step-started", handling_pb2.DossierStepStarted(
                dossier=ref,
                task_id=fact.task_id,
                step_key=fact.step_key,
                officer=fact.officer,
                assigned_department=fact.department,
                started_at=stamp(fact.started_at),
                due_at=stamp(fact.due_at),
            )
        case facts.StepCompleted():
            return "step-completed", _step_completed(fact)
        case facts.ResultAttached():
            return "result-attached", handling_pb2.DossierResultAttached(
                dossier=ref,
                result_id=fact.result_id,
                number=fact.number,
                sha256=fact.sha256,
                is_signed=fact.is_signed,
                attached_at=stamp(fact.attached_at),
            )
        case _:
            return None


def _step_completed(fact: facts.StepCompleted) -> handling_pb2.DossierStepCompleted:
    return handling_pb2.DossierStepCompleted(
        dossier=dossier_ref(fact.dossier),
        task_id=fact.task_id,
        step_key=fact.step_key,
        officer=fact.officer,
        assigned_department=fact.department,
        started_at=stamp(fact.started_at),
        due_at=stamp(fact.due_at),
        completed_at=stamp(fact.completed_at),
        working_seconds=fact.working_seconds,
    )


def _clock(fact: Fact) -> tuple[str, Message] | None:
    """How the clock moves."""
    ref = dossier_ref(fact.dossier)
    match fact:
        case facts.SupplementRequested():
            return "supplement-requested", _supplement_requested(fact)
        case facts.PaymentRequested():
            return "payment-requested", _payment_requested(fact)
        case facts.Paused():
            cause = CAUSES[fact.cause]
            return "paused", handling_pb2.DossierPaused(dossier=ref, paused_at=stamp(fact.paused_at), cause=cause)
        case facts.Resumed():
            return "resumed", handling_pb2.DossierResumed(
                dossier=ref, resumed_at=stamp(fact.resumed_at), cause=CAUSES[fact.cause], restarted=fact.restarted
            )
        case facts.DueDateChanged():
            return "due-date-changed", handling_pb2.DossierDueDateChanged(
                dossier=ref,
                previous_due_at=stamp(fact.previous_due_at),
                due_at=stamp(fact.due_at),
                original_due_at=stamp(fact.original_due_at),
                cause=CAUSES[fact.cause],
                due_is_provisional=fact.due_is_provisional,
            )
        case _:
            return _alarm(fact)


def _supplement_requested(fact: facts.SupplementRequested) -> dossier_pb2.DossierSupplementRequested:
    deadline_at = fact.applicant_deadline_at
    return dossier_pb2.DossierSupplementRequested(
        dossier=dossier_ref(fact.dossier),
        request_id=fact.request_id,
        stage=SUPPLEMENT_STAGE_APPRAISAL,
        requested_at=stamp(fact.requested_at),
        applicant_deadline_at=stamp(deadline_at) if deadline_at else None,
        clock_effect=EFFECTS[fact.clock_effect],
    )


def _payment_requested(fact: facts.PaymentRequested) -> handling_pb2.DossierPaymentRequested:
    return handling_pb2.DossierPaymentRequested(
        dossier=dossier_ref(fact.dossier),
        duty_id=fact.duty_id,
        requested_at=stamp(fact.requested_at),
        kind=KINDS[fact.kind],
        amount_vnd=fact.amount_vnd,
        pay_by_at=stamp(fact.pay_by_at) if fact.pay_by_at else None,
        clock_effect=EFFECTS[fact.clock_effect],
    )


def _alarm(fact: Fact) -> tuple[str, Message] | None:
    ref = dossier_ref(fact.dossier)
    match fact:
        case facts.DueSoon():
            return "due-soon", handling_pb2.DossierDueSoon(
                dossier=ref,
                due_at=stamp(fact.due_at),
                rung=fact.rung,
                officer=fact.officer,
                assigned_department=fact.department,
            )
        case facts.Overdue():
            return "overdue", handling_pb2.DossierOverdue(
                dossier=ref,
                due_at=stamp(fact.due_at),
                overdue_since=stamp(fact.overdue_since),
                officer=fact.officer,
                assigned_department=fact.department,
            )
        case facts.StepDueSoon():
            return "step-due-soon", handling_pb2.DossierStepDueSoon(
                dossier=ref,
                task_id=fact.task_id,
                step_key=fact.step_key,
                due_at=stamp(fact.due_at),
                rung=fact.rung,
                officer=fact.officer,
                assigned_department=fact.department,
            )
        case _:
            return None


def _ending(fact: Fact) -> tuple[str, Message]:
    """What was decided, and how it ended."""
    ref = dossier_ref(fact.dossier)
    match fact:
        case facts.Decided():
            return "decided", handling_pb2.DossierDecided(
                dossier=ref,
                decided_at=stamp(fact.decided_at),
                outcome=OUTCOMES[fact.outcome],
                officer=fact.officer,
            )
        case facts.ResultIssued():
            return "result-issued", _result_issued(fact)
        case facts.Stopped():
            return "stopped", _stopped(fact)
        case facts.Corrected():
            return "corrected", handling_pb2.DossierCorrected(
                dossier=ref,
                corrected_event_id=fact.corrected_event_id,
                corrected_type=fact.corrected_type,
                cause=fact.cause,
                corrected_at=stamp(fact.corrected_at),
            )
        case _:
            raise TypeError(f"no event for {type(fact).__name__}")


def _result_issued(fact: facts.ResultIssued) -> handling_pb2.DossierResultIssued:
    return handling_pb2.DossierResultIssued(
        dossier=dossier_ref(fact.dossier),
        issued_at=stamp(fact.issued_at),
        decided_at=stamp(fact.decided_at),
        outcome=OUTCOMES[fact.outcome],
        due_at=stamp(fact.due_at),
        original_due_at=stamp(fact.original_due_at),
        timeliness=TIMELINESS[fact.timeliness],
        working_seconds=fact.working_seconds,
        slices=[slice_message(share) for share in fact.slices],
        departments=[own_time_message(share) for share in fact.departments],
    )


def _stopped(fact: facts.Stopped) -> handling_pb2.DossierStopped:
    return handling_pb2.DossierStopped(
        dossier=dossier_ref(fact.dossier),
        stopped_at=stamp(fact.stopped_at),
        cause=STOPS[fact.cause],
        slices=[slice_message(share) for share in fact.slices],
        departments=[own_time_message(share) for share in fact.departments],
    )
