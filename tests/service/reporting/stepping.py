"""Steps of a dossier, told as processing tells them."""

from __future__ import annotations

from typing import Any

from motcua.events.v1 import handling_pb2
from service.reporting.telling import Teller, local


def held(teller: Teller, step: str, at: str, officer: str = "cv.dautu.1") -> Teller:
    message = handling_pb2.DossierStepStarted(
        task_id=f"{teller.dossier_id}-{step}", step_key=step, officer=officer, assigned_department="dau-tu"
    )
    _set(message, started_at=at, due_at=at)
    return teller.tell("processing", "dossier.step-started", message, at)


def done(teller: Teller, step: str, began: str, at: str, officer: str = "cv.dautu.1") -> Teller:
    message = handling_pb2.DossierStepCompleted(
        task_id=f"{teller.dossier_id}-{step}",
        step_key=step,
        officer=officer,
        assigned_department="dau-tu",
        working_seconds=28_800,
    )
    _set(message, started_at=began, completed_at=at, due_at=began)
    return teller.tell("processing", "dossier.step-completed", message, at)


def _set(message: Any, **instants: str) -> None:
    for name, at in instants.items():
        getattr(message, name).FromDatetime(local(at))
