"""Bodies that clients send. Form is checked here, meaning in the domain; both name fields the same way."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

from chassis.http.text import OptionalParagraph, Paragraph, RequestModel
from processing.application.request_payment import MOST_VND
from processing.domain.vocabulary import Outcome, PayableKind

Account = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


class AssignmentIn(RequestModel):
    """Phân công / who is to do it; oneself to take it."""

    officer: Account = Field(description="account id", examples=["cv.dautu.1"])
    reason: OptionalParagraph = Field(default="", description="for the file; needed if somebody has the step already")


class CompletionIn(RequestModel):
    """Hoàn thành / done."""

    note: OptionalParagraph = Field(default="", description="for the file")


class ReturnIn(RequestModel):
    """Trả lại bước trước / back to an earlier step."""

    reason: Paragraph = Field(examples=["Thiếu ý kiến về công nghệ, đề nghị bổ sung báo cáo thẩm định."])
    to_step: str = Field(default="", max_length=60, description="key of an earlier step; empty: the one before")


class SupplementRequestIn(RequestModel):
    """Yêu cầu bổ sung / papers that are missing, all at once (form 02)."""

    documents: list[Paragraph] = Field(min_length=1, max_length=50, examples=[["Giấy tờ về quyền sử dụng đất"]])
    reason: Paragraph = Field(examples=["Hồ sơ chưa có giấy tờ chứng minh địa điểm thực hiện dự án."])


class FinancialDutyIn(RequestModel):
    """Nghĩa vụ tài chính / an amount that the applicant has to pay before the case goes on."""

    amount_vnd: int = Field(ge=1, le=MOST_VND, description="whole đồng", examples=[125000000])
    kind: PayableKind = Field(description="fee (phí), charge (lệ phí), tax (thuế), land (tiền đất), other")
    reason: Paragraph = Field(examples=["Tiền thuê đất theo thông báo của cơ quan thuế (mẫu)."])
    pay_by_at: AwareDatetime | None = Field(default=None, description="a wish; nothing follows from its passing")


class DecisionIn(RequestModel):
    """Quyết định / granted, or refused with a reason (form 03)."""

    outcome: Outcome
    reason: OptionalParagraph = ""
    despite_consultations: OptionalParagraph = Field(
        default="", description="why opinions that are still awaited are not waited for; they are withdrawn by it"
    )


class ApologyIn(RequestModel):
    """Xin lỗi và hẹn lại / one new appointment (form 04)."""

    new_due_at: AwareDatetime = Field(examples=["2026-05-20T10:00:00Z"])
    reason: Paragraph = Field(examples=["Cần thêm thời gian lấy ý kiến cơ quan liên quan."])


class StopIn(RequestModel):
    """Dừng giải quyết / why."""

    reason: Paragraph


class CorrectionIn(RequestModel):
    """Đính chính / what was a mistake: the decision, or an entry of the ledger."""

    reason: Paragraph
    entry: int | None = Field(default=None, ge=0, description="index in `ledger`, from 0; null: the decision")
