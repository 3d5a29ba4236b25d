"""What happened to a case, in the past tense. ``events/publishing.py`` turns each into a published event."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from processing.domain.owners import DepartmentShare, Share
from processing.domain.vocabulary import (
    Channel,
    ClockCause,
    ClockEffect,
    ConsulteeKind,
    OnSilence,
    Outcome,
    PayableKind,
    StopCause,
    Timeliness,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierRef:
    """Which dossier, and all that routing and counting need to know of it. procedure_code: empty if unknown."""

    dossier_id: str
    code: str
    agency: str
    department: str
    procedure_key: str
    procedure_code: str
    procedure_version: int
    channel: Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned:
    """A step got its officer. department: the one that has the step. due_at: by the step's own budget."""

    dossier: DossierRef
    step_key: str
    task_id: str
    officer: str
    department: str
    assigned_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StepStarted:
    dossier: DossierRef
    task_id: str
    step_key: str
    officer: str
    department: str
    started_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StepCompleted:
    """working_seconds: from start to completion, time waited for the applicant left out."""

    dossier: DossierRef
    task_id: str
    step_key: str
    officer: str
    department: str
    started_at: datetime
    due_at: datetime
    completed_at: datetime
    working_seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementRequested:
    dossier: DossierRef
    request_id: str
    requested_at: datetime
    applicant_deadline_at: datetime | None
    clock_effect: ClockEffect


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRequested:
    """A financial duty arose. amount_vnd: whole đồng."""

    dossier: DossierRef
    duty_id: str
    requested_at: datetime
    kind: PayableKind
    amount_vnd: int
    pay_by_at: datetime | None
    clock_effect: ClockEffect


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused:
    dossier: DossierRef
    paused_at: datetime
    cause: ClockCause


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed:
    """restarted: the whole limit counts again from resumed_at."""

    dossier: DossierRef
    resumed_at: datetime
    cause: ClockCause
    restarted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDateChanged:
    """original_due_at: what due_at would be without any extension."""

    dossier: DossierRef
    previous_due_at: datetime
    due_at: datetime
    original_due_at: datetime
    cause: ClockCause
    due_is_provisional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DueSoon:
    """rung: ``T-3``, ``T-2``, ``T-1`` (working days before) or ``T-2h`` (office hours). officer: empty if nobody has
    it."""

    dossier: DossierRef
    due_at: datetime
    rung: str
    officer: str
    department: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue:
    """overdue_since: the due instant itself, also when it was noticed afterwards."""

    dossier: DossierRef
    due_at: datetime
    overdue_since: datetime
    officer: str
    department: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    dossier: DossierRef
    decided_at: datetime
    outcome: Outcome
    officer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultIssued:
    """working_seconds: nominal working time (28,800 a day) that the clock ran. slices: all of the time, by its owners.
    departments: the time of each against its own budgets."""

    dossier: DossierRef
    issued_at: datetime
    decided_at: datetime
    outcome: Outcome
    due_at: datetime
    original_due_at: datetime
    timeliness: Timeliness
    working_seconds: int
    slices: tuple[Share, ...] = field(default=(), compare=False)  # follow from the case
    departments: tuple[DepartmentShare, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """slices, departments: as of ResultIssued."""

    dossier: DossierRef
    stopped_at: datetime
    cause: StopCause
    slices: tuple[Share, ...] = field(default=(), compare=False)  # follow from the case
    departments: tuple[DepartmentShare, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """An earlier event does not hold. cause: kebab-case. corrected_type: ``motcua.dossier.decided.v1``."""

    dossier: DossierRef
    corrected_event_id: str
    corrected_type: str
    cause: str
    corrected_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StepDueSoon:
    """An open step nears the end of its own budget. rung: ``T-1`` or ``T-2h``. officer: empty if nobody has it."""

    dossier: DossierRef
    task_id: str
    step_key: str
    due_at: datetime
    rung: str
    officer: str
    department: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which body was asked, without a word of what. department: of this agency, empty for another body."""

    consultation_id: str
    consultee: str
    kind: ConsulteeKind
    department: str
    requested_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationRequested:
    dossier: DossierRef
    asked: Asked
    clock_effect: ClockEffect
    on_silence: OnSilence


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationAnswered:
    """is_late: after the deadline, be it that the body was still awaited or its silence was consent already."""

    dossier: DossierRef
    asked: Asked
    answered_at: datetime
    is_late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationOverdue:
    """counter: token of the one-stop counter, whose head is to urge; empty if there is none."""

    dossier: DossierRef
    asked: Asked
    counter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationDeemed:
    dossier: DossierRef
    asked: Asked


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationWithdrawn:
    dossier: DossierRef
    asked: Asked
    withdrawn_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationReminded:
    """is_automatic: by a timer, before the deadline."""

    dossier: DossierRef
    asked: Asked
    reminded_at: datetime
    is_automatic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultAttached:
    """A version of the result is there, or was signed. number: from 1; sha256: hexadecimal."""

    dossier: DossierRef
    result_id: str
    number: int
    sha256: str
    is_signed: bool
    attached_at: datetime


Fact = (
    Assigned
    | StepStarted
    | StepCompleted
    | SupplementRequested
    | PaymentRequested
    | Paused
    | Resumed
    | DueDateChanged
    | DueSoon
    | Overdue
    | Decided
    | ResultIssued
    | Stopped
    | Corrected
    | StepDueSoon
    | ConsultationRequested
    | ConsultationAnswered
    | ConsultationOverdue
    | ConsultationDeemed
    | ConsultationWithdrawn
    | ConsultationReminded
    | ResultAttached
)
