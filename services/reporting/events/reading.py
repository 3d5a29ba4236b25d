"""Published event → evidence: one table, one reader per event. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from google.protobuf.timestamp_pb2 import Timestamp

from chassis.messaging.envelope import Envelope, Malformed
from motcua.common.v1.vocabulary_pb2 import (
    OWN_TIME_VERDICT_MET,
    OWN_TIME_VERDICT_MISSED,
    SUPPLEMENT_STAGE_APPRAISAL,
    TIME_OWNER_KIND_DEPARTMENT,
    CollectionMethod,
    StopCause,
)
from motcua.events.v1 import dossier_pb2 as intake
from motcua.events.v1 import handling_pb2 as processing
from reporting.domain.departments import Department
from reporting.domain.evidence import SYNTHETIC, Evidence, EvidenceKind
from reporting.domain.notices import FeedbackNote, PublishedProcedure
from reporting.domain.own_time import OwnTime, OwnTimes
from reporting.events.digital import DIGITAL, papers_of
from reporting.events.evidence import evidence_of, instant, instant_if_any, outcome, word
from reporting.events.noticing import NOTICES
from reporting.events.stepping import step_said


def read_event(envelope: Envelope) -> Evidence | Department | PublishedProcedure | FeedbackNote | None:
    """Evidence, a department to be named, a procedure, feedback, or None for what says nothing about timeliness.

    Raises Malformed when an event lacks what its contract promises; redelivery cannot help then.
    """
    if envelope.event == "department.changed":
        return _department(envelope)
    if envelope.event in NOTICES:
        return NOTICES[envelope.event](envelope)
    reader = _READERS.get(envelope.event)
    return reader(envelope) if reader is not None else None


def _received(envelope: Envelope) -> Evidence:
    data = envelope.payload(intake.DossierReceived)
    label = SYNTHETIC if data.synthetic else ""
    papers = papers_of(data)
    return evidence_of(envelope, EvidenceKind.RECEIVED, data.dossier, data.received_at, label=label, papers=papers)


def _accepted(envelope: Envelope) -> Evidence:
    data = envelope.payload(intake.DossierAccepted)
    due_at = instant_if_any(data, "due_at")  # without one it counts as accepted, and as an error
    fee = data.fee_vnd if data.HasField("fee_vnd") else None
    return evidence_of(envelope, EvidenceKind.ACCEPTED, data.dossier, data.accepted_at, due_at=due_at, amount=fee)


def _refused(envelope: Envelope) -> Evidence:
    data = envelope.payload(intake.DossierRefused)
    return evidence_of(envelope, EvidenceKind.REFUSED, data.dossier, data.refused_at)


def _supplement_requested(envelope: Envelope) -> Evidence:
    data = envelope.payload(intake.DossierSupplementRequested)
    return evidence_of(
        envelope,
        EvidenceKind.SUPPLEMENT_REQUESTED,
        data.dossier,
        data.requested_at,
        label=data.request_id,
        amount=1 if data.stage == SUPPLEMENT_STAGE_APPRAISAL else None,
    )


def _withdrawn(envelope: Envelope) -> Evidence:
    data = envelope.payload(intake.DossierWithdrawn)
    return evidence_of(envelope, EvidenceKind.WITHDRAWN, data.dossier, data.withdrawn_at)


def _collected(envelope: Envelope) -> Evidence:
    data = envelope.payload(intake.DossierCollected)
    method = CollectionMethod.Name(data.method).removeprefix("COLLECTION_METHOD_").lower()
    label = "" if method == "unspecified" else method
    return evidence_of(envelope, EvidenceKind.COLLECTED, data.dossier, data.collected_at, label=label)


def _rated(envelope: Envelope) -> Evidence:
    data = envelope.payload(intake.DossierRated)
    if not 1 <= data.rating <= 5:
        raise Malformed("malformed-data")
    return evidence_of(envelope, EvidenceKind.RATED, data.dossier, data.rated_at, amount=data.rating)


def _assigned(envelope: Envelope) -> Evidence:
    data = envelope.payload(processing.DossierAssigned)
    return evidence_of(envelope, EvidenceKind.ASSIGNED, data.dossier, data.assigned_at, step=step_said(data))


def _step_started(envelope: Envelope) -> Evidence:
    data = envelope.payload(processing.DossierStepStarted)
    return evidence_of(envelope, EvidenceKind.STEP_STARTED, data.dossier, data.started_at, step=step_said(data))


def _step_completed(envelope: Envelope) -> Evidence:
    data = envelope.payload(processing.DossierStepCompleted)
    step = step_said(data, began_at=instant(data.started_at), working_seconds=data.working_seconds)
    return evidence_of(envelope, EvidenceKind.STEP_COMPLETED, data.dossier, data.completed_at, step=step)


def _paused(envelope: Envelope) -> Evidence:
    data = envelope.payload(processing.DossierPaused)
    return evidence_of(envelope, EvidenceKind.PAUSED, data.dossier, data.paused_at)


def _resumed(envelope: Envelope) -> Evidence:
    data = envelope.payload(processing.DossierResumed)
    return evidence_of(envelope, EvidenceKind.RESUMED, data.dossier, data.resumed_at)


def _due_date_changed(envelope: Envelope) -> Evidence:
    data = envelope.payload(processing.DossierDueDateChanged)
    return evidence_of(
        envelope,
        EvidenceKind.DUE_DATE_CHANGED,
        data.dossier,
        None,
        due_at=instant(data.due_at),
        original_due_at=instant_if_any(data, "original_due_at"),
    )


def _overdue(envelope: Envelope) -> Evidence:
    data = envelope.payload(processing.DossierOverdue)
    return evidence_of(envelope, EvidenceKind.OVERDUE, data.dossier, data.overdue_since, due_at=instant(data.due_at))


def _decided(envelope: Envelope) -> Evidence:
    data = envelope.payload(processing.DossierDecided)
    return evidence_of(
        envelope,
        EvidenceKind.DECIDED,
        data.dossier,
        data.decided_at,
        label=outcome(data.outcome),
        officer=data.officer,
    )


def _result_issued(envelope: Envelope) -> Evidence:
    data = envelope.payload(processing.DossierResultIssued)
    return evidence_of(
        envelope,
        EvidenceKind.RESULT_ISSUED,
        data.dossier,
        data.issued_at,
        due_at=instant_if_any(data, "due_at"),
        original_due_at=instant_if_any(data, "original_due_at"),
        label=outcome(data.outcome),
        amount=data.working_seconds,
        own=_own(data),
    )


def _opinion_given(envelope: Envelope) -> Evidence | None:
    data = envelope.payload(processing.DossierConsultationAnswered)
    return _opinion(envelope, EvidenceKind.OPINION_GIVEN, data, data.answered_at)


def _opinion_deemed(envelope: Envelope) -> Evidence | None:
    data = envelope.payload(processing.DossierConsultationDeemed)
    return _opinion(envelope, EvidenceKind.OPINION_DEEMED, data, data.deemed_at)


def _opinion(
    envelope: Envelope,
    kind: EvidenceKind,
    data: processing.DossierConsultationAnswered | processing.DossierConsultationDeemed,
    at: Timestamp,
) -> Evidence | None:
    """Of a department of this agency; other bodies are not evaluated here."""
    if not data.consulted_department:
        return None
    label = f"{data.consulted_department} {data.consultation_id}"
    return evidence_of(envelope, kind, data.dossier, at, due_at=instant(data.due_at), label=label)


def _stopped(envelope: Envelope) -> Evidence:
    data = envelope.payload(processing.DossierStopped)
    cause = word(StopCause.Name(data.cause), "STOP_CAUSE_")
    return evidence_of(envelope, EvidenceKind.STOPPED, data.dossier, data.stopped_at, label=cause, own=_own(data))


def _own(data: processing.DossierResultIssued | processing.DossierStopped) -> OwnTimes | None:
    """None for an event written before it said whose time it was."""
    if not data.departments:
        return None
    return OwnTimes(
        departments=tuple(
            OwnTime(
                department=each.department,
                officer="",
                seconds=each.own_seconds,
                budget_seconds=each.budget_seconds if each.HasField("budget_seconds") else None,
                verdict=_VERDICTS.get(each.verdict, ""),
            )
            for each in data.departments
        ),
        officers=tuple(
            OwnTime(
                department=each.department,
                officer=each.officer,
                seconds=each.counted_seconds,
                budget_seconds=each.budget_seconds if each.HasField("budget_seconds") else None,
            )
            for each in data.slices
            if each.owner == TIME_OWNER_KIND_DEPARTMENT and each.officer
        ),
    )


_VERDICTS = {OWN_TIME_VERDICT_MET: "met", OWN_TIME_VERDICT_MISSED: "missed"}


def _corrected(envelope: Envelope) -> Evidence:
    data = envelope.payload(processing.DossierCorrected)
    if not data.corrected_event_id:
        raise Malformed("malformed-data")
    return evidence_of(
        envelope,
        EvidenceKind.CORRECTED,
        data.dossier,
        data.corrected_at,
        undoes=data.corrected_event_id,
    )


_READERS: Mapping[str, Callable[[Envelope], Evidence | None]] = {
    "dossier.received": _received,
    "dossier.accepted": _accepted,
    "dossier.refused": _refused,
    "dossier.supplement-requested": _supplement_requested,
    "dossier.withdrawn": _withdrawn,
    "dossier.collected": _collected,
    "dossier.rated": _rated,
    **DIGITAL,
    "dossier.assigned": _assigned,
    "dossier.step-started": _step_started,
    "dossier.step-completed": _step_completed,
    "dossier.paused": _paused,
    "dossier.resumed": _resumed,
    "dossier.due-date-changed": _due_date_changed,
    "dossier.overdue": _overdue,
    "dossier.decided": _decided,
    "dossier.result-issued": _result_issued,
    "dossier.stopped": _stopped,
    "dossier.corrected": _corrected,
    "dossier.consultation-answered": _opinion_given,
    "dossier.consultation-deemed": _opinion_deemed,
}


def _department(envelope: Envelope) -> Department | None:
    """Which one; what it is called is asked from intake, the event does not say."""
    tokens = envelope.nats_subject.split(".")
    if len(tokens) < 6:
        return None
    return Department(agency=tokens[2], key=envelope.subject, name_vi="")
