"""What clients receive, as the OpenAPI document tells it. Instants are RFC 3339, UTC; null: has not happened."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from processing.api.http.consultation_shapes import ConsultationOut, WhereaboutsOut
from processing.domain.vocabulary import (
    CaseState,
    Channel,
    ClockEffect,
    Outcome,
    PayableKind,
    Role,
    StopCause,
    TaskState,
    Timeliness,
)


class Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ProcedureOut(Answer):
    """The version in force when the dossier was received."""

    key: str = Field(examples=["cap-gpld"])
    code: str | None = Field(description="national code, null when not known", examples=["1.014199"])
    version: int
    name: str
    name_en: str


class ApologyDraftOut(Answer):
    """Dự thảo văn bản xin lỗi / form 04 as it would be signed now; sign it with `POST …/apology`."""

    dossier_id: str
    promised_at: datetime = Field(description="the appointment that cannot be kept")
    new_due_at: datetime = Field(description="a proposal; whoever signs sets the day")
    reason: str = Field(description="for the applicant; to be changed as needed")
    sign_by_at: datetime = Field(description="until when it may be signed (NĐ 61/2018 Điều 19 khoản 9)")


class StepOut(Answer):
    """One step of the internal procedure (quy trình nội bộ)."""

    key: str = Field(examples=["tham-dinh"])
    name: str = Field(examples=["Chuyên viên thẩm định hồ sơ, dự thảo kết quả"])
    name_en: str
    decides: bool = Field(description="completed by a decision, not by a completion")


class DossierOut(Answer):
    """Which dossier a task belongs to."""

    id: str
    code: str = Field(examples=["H24.15-260426-0001"])
    agency: str
    department: str = Field(description="that answers for the dossier")
    procedure: ProcedureOut
    channel: Channel
    due_at: datetime = Field(description="hẹn trả kết quả, as last announced")
    timeliness: Timeliness = Field(description="of the dossier, as of now")


class GuardOut(Answer):
    """When a step is needed. Everything that is said must hold; null or empty is not asked."""

    outcome: Outcome | None
    channels: list[Channel]
    supplemented: bool | None = Field(description="papers were asked for after acceptance")
    consulted: bool | None = Field(description="somebody was asked for an opinion")


class TaskOut(Answer):
    """Việc phải làm / a step with its one accountable officer."""

    id: str
    step: StepOut
    department: str
    role: Role
    officer: str | None = Field(description="account id; null: nobody yet", examples=["cv.dautu.1"])
    state: TaskState
    opened_at: datetime = Field(description="when it became the department's turn")
    started_at: datetime | None
    due_at: datetime = Field(description="by the step's own budget")
    completed_at: datetime | None
    working_seconds: int = Field(description="nominal, 28,800 a day; 0: not done yet")
    forms: list[str] = Field(description="keys of the forms that are issued with the step")
    unmet: GuardOut | None = Field(description="of a skipped step: the guard that did not hold")


class TaskItem(TaskOut):
    """A task with its dossier. ``version`` is the case's: send it as If-Match."""

    dossier: DossierOut
    version: int
    working_seconds_left: int | None = Field(
        description="nominal, 28,800 a day, until the step is due, negative when late; what was left when the "
        "dossier's clock was stopped, while it stands; null: not open any more"
    )
    is_paused: bool = Field(description="the dossier's clock stands")


class TaskPage(Answer):
    items: list[TaskItem]
    next_page_token: str | None = None
    total_size: int = Field(description="all that match, exactly")


class SupplementOut(Answer):
    """Phiếu yêu cầu bổ sung / a request for papers after acceptance (form 02)."""

    request_id: str
    requested_at: datetime
    requested_by: str
    documents: list[str]
    reason: str
    clock_effect: ClockEffect
    applicant_deadline_at: datetime | None
    supplemented_at: datetime | None
    lapsed: bool = Field(description="the applicant's deadline passed without an answer")


class FinancialDutyOut(Answer):
    """Nghĩa vụ tài chính / an amount asked for in the middle, in whole đồng."""

    duty_id: str
    requested_at: datetime
    requested_by: str
    kind: PayableKind
    amount_vnd: int
    reason: str
    clock_effect: ClockEffect
    pay_by_at: datetime | None
    settled_at: datetime | None = Field(description="paid in full or exempted; null: not yet")


class LedgerEntryOut(Answer):
    """One line of the clock's ledger. ``undoes``: index, from 0, of the entry that a correction undid."""

    kind: str = Field(examples=["started"])
    at: datetime
    recorded_at: datetime
    reason: str
    new_due_at: datetime | None
    undoes: int | None


class OpenStepOut(Answer):
    """A step that is somebody's turn now."""

    task_id: str
    step: str = Field(description="key of the step", examples=["tham-dinh"])
    department: str
    officer: str | None = Field(description="account id; null: nobody yet")
    due_at: datetime = Field(description="by the step's own budget")


class CaseItem(Answer):
    """A case in a list. ``id`` is the dossier's."""

    id: str
    code: str = Field(examples=["H24.15-260426-0001"])
    agency: str
    department: str
    procedure: ProcedureOut
    channel: Channel
    state: CaseState
    state_name: str = Field(description="trạng thái, in Vietnamese", examples=["Đang xử lý"])
    portal_status: int = Field(ge=1, le=10)
    step: str | None = Field(description="key of the open step that comes first", examples=["tham-dinh"])
    current_department: str | None
    officer: str | None = Field(description="account id of who has it")
    received_at: datetime
    accepted_at: datetime
    clock_started_at: datetime
    due_at: datetime = Field(description="extensions included; while the clock stands, as if it ran on from now")
    original_due_at: datetime = Field(description="without extensions; what lateness is judged by")
    due_is_provisional: bool
    is_paused: bool
    decided_at: datetime | None
    outcome: Outcome | None
    issued_at: datetime | None
    stopped_at: datetime | None
    stop_cause: StopCause | None
    timeliness: Timeliness
    working_seconds: int = Field(description="that the clock ran, at the result; 0 before")
    version: int = Field(description="send it as If-Match to change what you saw and nothing else")
    open_steps: list[OpenStepOut] = Field(description="every step that is somebody's turn, in the procedure's order")


class CaseOut(CaseItem):
    """A case with its steps, requests for papers, financial duties and ledger."""

    tasks: list[TaskOut]
    supplements: list[SupplementOut]
    financial_duties: list[FinancialDutyOut]
    ledger: list[LedgerEntryOut]
    consultations: list[ConsultationOut] = Field(description="ý kiến đã lấy, in the order of asking")
    whereabouts: WhereaboutsOut | None = Field(description="the higher agency that has the dossier; null: none")


class CasePage(Answer):
    items: list[CaseItem]
    next_page_token: str | None = None
    total_size: int = Field(description="all that match, exactly")


class TaskChanged(TaskItem):
    """The task as it is now, and what opened by it. ``next``: the first of them, the next step or the one returned to;
    null at the end and while a step side by side with this one is still to be done."""

    next: TaskOut | None
    opened: list[TaskOut] = Field(description="steps that follow the same one open together")


class LineOut(Answer):
    """One line of a derivation. ``counted``: so far, in the limit's unit."""

    on: str = Field(description="local day, ISO 8601")
    kind: str = Field(examples=["counted"])
    counted: str = Field(examples=["3"])
    vi: str
    en: str
    legal_ref: str


class DeadlineOut(Answer):
    """Hạn trả kết quả và cách tính / the due instant and how it was counted. null: the clock stands."""

    dossier_id: str
    code: str
    due_at: datetime | None
    original_due_at: datetime | None
    provisional: bool
    law_revision: str
    lines: list[LineOut]
