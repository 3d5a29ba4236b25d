"""Published event → note of a step or of the clock. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from google.protobuf.timestamp_pb2 import Timestamp

from chassis.messaging.envelope import Envelope, Malformed
from motcua.common.v1.types_pb2 import DossierRef
from motcua.events.v1 import handling_pb2
from reporting.domain.step_notes import StepKind, StepNote


def read_step(envelope: Envelope) -> StepNote | None:
    """None for an event that says nothing of steps. Raises Malformed."""
    reader = _READERS.get(envelope.event)
    return reader(envelope) if reader is not None and envelope.service == "processing" else None


def _assigned(envelope: Envelope) -> StepNote:
    data = envelope.payload(handling_pb2.DossierAssigned)
    return _of_step(envelope, StepKind.HELD, data, data.assigned_at)


def _started(envelope: Envelope) -> StepNote:
    data = envelope.payload(handling_pb2.DossierStepStarted)
    return _of_step(envelope, StepKind.HELD, data, data.started_at)


def _completed(envelope: Envelope) -> StepNote:
    data = envelope.payload(handling_pb2.DossierStepCompleted)
    began_at = _instant(data.started_at)
    return _of_step(
        envelope,
        StepKind.DONE,
        data,
        data.completed_at,
        began_at=began_at,
        working_seconds=data.working_seconds,
    )


def _paused(envelope: Envelope) -> StepNote:
    data = envelope.payload(handling_pb2.DossierPaused)
    return _note(envelope, StepKind.PAUSED, data.dossier, data.paused_at)


def _resumed(envelope: Envelope) -> StepNote:
    data = envelope.payload(handling_pb2.DossierResumed)
    return _note(envelope, StepKind.RESUMED, data.dossier, data.resumed_at)


def _issued(envelope: Envelope) -> StepNote:
    data = envelope.payload(handling_pb2.DossierResultIssued)
    return _note(envelope, StepKind.ISSUED, data.dossier, data.issued_at)


def _stopped(envelope: Envelope) -> StepNote:
    data = envelope.payload(handling_pb2.DossierStopped)
    return _note(envelope, StepKind.STOPPED, data.dossier, data.stopped_at)


_READERS: Mapping[str, Callable[[Envelope], StepNote]] = {
    "dossier.assigned": _assigned,
    "dossier.step-started": _started,
    "dossier.step-completed": _completed,
    "dossier.paused": _paused,
    "dossier.resumed": _resumed,
    "dossier.result-issued": _issued,
    "dossier.stopped": _stopped,
}
_OfStep = handling_pb2.DossierAssigned | handling_pb2.DossierStepStarted | handling_pb2.DossierStepCompleted


def _of_step(
    envelope: Envelope,
    kind: StepKind,
    data: _OfStep,
    at: Timestamp,
    *,
    began_at: datetime | None = None,
    working_seconds: int = 0,
) -> StepNote:
    """Earlier publishers did not name the department that has the step: it is the dossier's then."""
    ref = _checked(envelope, data.dossier)
    return StepNote(
        dossier_id=ref.dossier_id,
        kind=kind,
        at=_instant(at),
        agency=ref.agency,
        department=ref.department,
        procedure=ref.procedure_key,
        task=data.task_id or data.step_key,
        step=data.step_key,
        officer=data.officer,
        unit=data.assigned_department or ref.department,
        began_at=began_at,
        due_at=_instant(data.due_at) if data.HasField("due_at") else None,
        working_seconds=working_seconds,
    )


def _note(envelope: Envelope, kind: StepKind, dossier: DossierRef, at: Timestamp) -> StepNote:
    ref = _checked(envelope, dossier)
    return StepNote(
        dossier_id=ref.dossier_id,
        kind=kind,
        at=_instant(at),
        agency=ref.agency,
        department=ref.department,
        procedure=ref.procedure_key,
    )


def _checked(envelope: Envelope, dossier: DossierRef) -> DossierRef:
    if dossier.dossier_id != envelope.subject or not dossier.agency or not dossier.department:
        raise Malformed("malformed-data")
    return dossier


def _instant(at: Timestamp) -> datetime:
    if not at.seconds:
        raise Malformed("malformed-data")
    return at.ToDatetime(tzinfo=UTC)
