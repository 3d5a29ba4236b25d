"""One event about a dossier's steps or clock, reduced to what foresight and the boards need. Free of personal data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class StepKind(StrEnum):
    """What is told. HELD: somebody has the step now."""

    HELD = "held"
    DONE = "done"
    PAUSED = "paused"
    RESUMED = "resumed"
    ISSUED = "issued"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepNote:
    """agency, department, procedure: of the dossier. step, task, officer, unit: of the step, empty where it is about
    the clock; unit: the department that has it. began_at, working_seconds: of a step that is done. due_at: its own.
    """

    dossier_id: str
    kind: StepKind
    at: datetime
    agency: str
    department: str
    procedure: str
    task: str = ""
    step: str = ""
    officer: str = ""
    unit: str = ""
    began_at: datetime | None = None
    due_at: datetime | None = None
    working_seconds: int = 0
