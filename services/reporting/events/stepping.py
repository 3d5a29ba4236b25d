"""What an event says of the step that it is about. Pure."""

from __future__ import annotations

from datetime import UTC, datetime

from motcua.events.v1 import handling_pb2
from reporting.domain.evidence import StepSaid

OfStep = handling_pb2.DossierAssigned | handling_pb2.DossierStepStarted | handling_pb2.DossierStepCompleted


def step_said(data: OfStep, *, began_at: datetime | None = None, working_seconds: int = 0) -> StepSaid | None:
    """None where it names no step. Earlier publishers did not name the department that has it: it is the dossier's."""
    task = data.task_id or data.step_key
    if not task:
        return None
    return StepSaid(
        task=task,
        step=data.step_key,
        unit=data.assigned_department or data.dossier.department,
        officer=data.officer,
        due_at=data.due_at.ToDatetime(tzinfo=UTC) if data.HasField("due_at") else None,
        began_at=began_at,
        working_seconds=working_seconds,
    )
