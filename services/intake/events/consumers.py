"""Which of processing's events means what to intake: type → report → ``FollowProcessing``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from google.protobuf.timestamp_pb2 import Timestamp

from chassis.messaging.envelope import Envelope
from intake.application import FollowProcessing, FollowProcessingHandler
from intake.domain import progress
from intake.domain.fees.accounts import PayableKind
from intake.domain.progress import Report
from intake.events.handovers import handover_of
from motcua.common.v1 import vocabulary_pb2
from motcua.events.v1 import dossier_pb2, handling_pb2

SOURCES = frozenset({"processing"})

OUTCOMES = {
    vocabulary_pb2.DECISION_OUTCOME_GRANTED: "granted",
    vocabulary_pb2.DECISION_OUTCOME_REFUSED: "refused",
}
STOP_CAUSES = {
    vocabulary_pb2.STOP_CAUSE_WITHDRAWN: "withdrawn",
    vocabulary_pb2.STOP_CAUSE_APPLICANT_DEADLINE_PASSED: "applicant_deadline_passed",
    vocabulary_pb2.STOP_CAUSE_AUTHORITY: "authority",
}


KINDS = {
    vocabulary_pb2.PAYABLE_KIND_FEE: PayableKind.FEE,
    vocabulary_pb2.PAYABLE_KIND_CHARGE: PayableKind.CHARGE,
    vocabulary_pb2.PAYABLE_KIND_TAX: PayableKind.TAX,
    vocabulary_pb2.PAYABLE_KIND_LAND: PayableKind.LAND,
}


class FollowingConsumer:
    """The handler of intake's durable consumer. Each event counts once; one that says nothing here only counts."""

    def __init__(self, follow: FollowProcessingHandler) -> None:
        self._follow = follow

    async def __call__(self, envelope: Envelope) -> None:
        read = _READERS.get(envelope.event)
        report = None if read is None else read(envelope)
        await self._follow(FollowProcessing(envelope=envelope, report=report, handover=handover_of(envelope)))


def _assigned(envelope: Envelope) -> Report:
    event = envelope.payload(handling_pb2.DossierAssigned)
    return progress.Assigned(officer=event.officer, step=event.step_key, at=_instant(event.assigned_at))


def _step_started(envelope: Envelope) -> Report:
    event = envelope.payload(handling_pb2.DossierStepStarted)
    return progress.Assigned(officer=event.officer, step=event.step_key, at=_instant(event.started_at))


def _supplement_requested(envelope: Envelope) -> Report:
    event = envelope.payload(dossier_pb2.DossierSupplementRequested)
    return progress.SupplementAsked(
        request_id=event.request_id,
        requested_at=_instant(event.requested_at),
        applicant_deadline_at=_instant(event.applicant_deadline_at)
        if event.HasField("applicant_deadline_at")
        else None,
    )


def _payment_requested(envelope: Envelope) -> Report:
    event = envelope.payload(handling_pb2.DossierPaymentRequested)
    return progress.PaymentAsked(
        duty_id=event.duty_id,
        kind=KINDS.get(event.kind, PayableKind.OTHER),
        amount_vnd=event.amount_vnd,
        requested_at=_instant(event.requested_at),
        pay_by_at=_instant(event.pay_by_at) if event.HasField("pay_by_at") else None,
        pauses=event.clock_effect == vocabulary_pb2.CLOCK_EFFECT_PAUSE,
    )


def _paused(envelope: Envelope) -> Report:
    return progress.Paused(paused_at=_instant(envelope.payload(handling_pb2.DossierPaused).paused_at))


def _resumed(envelope: Envelope) -> Report:
    return progress.Resumed(resumed_at=_instant(envelope.payload(handling_pb2.DossierResumed).resumed_at))


def _due_moved(envelope: Envelope) -> Report:
    event = envelope.payload(handling_pb2.DossierDueDateChanged)
    return progress.DueMoved(
        due_at=_instant(event.due_at),
        original_due_at=_instant(event.original_due_at),
        is_provisional=event.due_is_provisional,
    )


def _decided(envelope: Envelope) -> Report:
    event = envelope.payload(handling_pb2.DossierDecided)
    return progress.Decided(decided_at=_instant(event.decided_at), outcome=OUTCOMES.get(event.outcome, ""))


def _result_issued(envelope: Envelope) -> Report:
    event = envelope.payload(handling_pb2.DossierResultIssued)
    return progress.ResultIssued(
        issued_at=_instant(event.issued_at),
        decided_at=_instant(event.decided_at),
        outcome=OUTCOMES.get(event.outcome, ""),
        due_at=_instant(event.due_at),
        original_due_at=_instant(event.original_due_at),
    )


def _stopped(envelope: Envelope) -> Report:
    event = envelope.payload(handling_pb2.DossierStopped)
    return progress.Stopped(stopped_at=_instant(event.stopped_at), cause=STOP_CAUSES.get(event.cause, ""))


def _corrected(envelope: Envelope) -> Report:
    event = envelope.payload(handling_pb2.DossierCorrected)
    return progress.Corrected(event=event.corrected_type.removeprefix("motcua.").removesuffix(".v1"))


_READERS: Mapping[str, Callable[[Envelope], Report]] = {
    "dossier.assigned": _assigned,
    "dossier.step-started": _step_started,
    "dossier.supplement-requested": _supplement_requested,
    "dossier.payment-requested": _payment_requested,
    "dossier.paused": _paused,
    "dossier.resumed": _resumed,
    "dossier.due-date-changed": _due_moved,
    "dossier.decided": _decided,
    "dossier.result-issued": _result_issued,
    "dossier.stopped": _stopped,
    "dossier.corrected": _corrected,
}


def _instant(stamp: Timestamp) -> datetime:
    return stamp.ToDatetime(tzinfo=UTC)
