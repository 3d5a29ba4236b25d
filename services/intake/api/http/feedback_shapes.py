"""Feedback as the HTTP API takes and shows it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import ConfigDict, Field, JsonValue

from chassis.http.text import Email, Line, OptionalLine, Paragraph, Phone, RequestModel, Token
from intake.api.http.answers import Answer
from intake.domain.feedback.feedback import Feedback
from intake.domain.feedback.sender import Sender
from intake.domain.feedback.vocabulary import (
    FEEDBACK_STATE_NAMES,
    Assessment,
    Criterion,
    Delivery,
    FeedbackClass,
    FeedbackForm,
    FeedbackKind,
    FeedbackOutcome,
    FeedbackState,
    Matter,
    Satisfaction,
)

FEEDBACK_EXAMPLE: dict[str, JsonValue] = {
    "kind": "conduct",
    "matter": "delay",
    "title": "Hồ sơ quá hẹn chưa có kết quả",
    "content": "Hồ sơ đã quá ngày hẹn trả kết quả mà chưa nhận được thông báo nào.",
    "sender": {"name": "Nguyễn Văn Mẫu", "address": "Quận Hải An, Hải Phòng", "phone": "0912345678"},
}


class SenderIn(RequestModel):
    """Người gửi / the sender. Sealed; kept from those complained of (ND61 art. 27(3))."""

    name: OptionalLine = Field(default="", description="họ tên; needed online")
    address: OptionalLine = Field(default="", description="địa chỉ; needed online")
    phone: Phone = Field(default="", description="phone or e-mail is needed online")
    email: Email = ""

    def sender(self) -> Sender:
        return Sender(**self.model_dump())


class FeedbackIn(RequestModel):
    """Phản ánh, kiến nghị / feedback (ND20 art. 5–7)."""

    model_config = ConfigDict(json_schema_extra={"examples": [FEEDBACK_EXAMPLE]})

    kind: FeedbackKind = Field(description="hành vi, quy định, kiến nghị")
    matter: Matter = Matter.OTHER
    form: FeedbackForm = Field(default=FeedbackForm.ONLINE, description="receptionists enter the other forms")
    title: Line
    content: Paragraph
    sender: SenderIn = SenderIn()
    dossier: str = Field(default="", max_length=60, description="code of the dossier it is about, as on the receipt")
    concerned_officer: str = Field(default="", max_length=100, description="account complained of; receptionists only")


class ClassificationIn(RequestModel):
    classification: FeedbackClass = Field(description="A not taken, B conduct, C in authority, D to be forwarded")
    handler: Token | None = Field(default=None, description="unit that handles it, for B and C", examples=["lanh-dao"])
    concerned_officer: str = Field(default="", max_length=100)
    note: str = Field(default="", max_length=2000, description="why; needed for A, where the sender reads it")


class ForwardingIn(RequestModel):
    to: Line = Field(examples=["Sở Xây dựng"])


class AssessmentIn(RequestModel):
    assessment: Assessment
    criteria: Annotated[list[Criterion], Field(max_length=6)] = Field(
        default=[], description="the criteria of ND20 art. 14 that the rule fails"
    )


class AnswerIn(RequestModel):
    outcome: FeedbackOutcome
    text: Paragraph = Field(examples=["Kết quả đã được trả ngày hôm nay; đơn vị xin lỗi về sự chậm trễ."])
    delivery: Delivery = Delivery.PAGE
    is_founded: bool | None = Field(default=None, description="needed for conduct: whether the complaint was right")


class PublicationIn(RequestModel):
    text: Paragraph = Field(
        description="for everybody, without anybody's name", examples=["Đã nhắc nhở đơn vị trả kết quả đúng hẹn."]
    )


class SatisfactionIn(RequestModel):
    satisfaction: Satisfaction


class FollowedSatisfactionIn(SatisfactionIn):
    secret: str = Field(max_length=40, description="the secret that came with the code", examples=["7K3M-9QXZ-04TB"])


class FeedbackOut(Answer):
    """Instants are RFC 3339, UTC; null: has not happened."""

    id: str
    code: str = Field(examples=["PAKN-260420-0001"])
    agency: str
    kind: FeedbackKind
    matter: Matter
    form: FeedbackForm
    state: FeedbackState
    state_name: str = Field(examples=["Mới tiếp nhận"])
    received_at: datetime
    forward_due_at: datetime | None
    answer_due_at: datetime | None
    is_overdue: bool = Field(description="a step is owed and late")
    dossier_id: str | None
    classification: FeedbackClass | None
    classified_at: datetime | None
    handler: str | None
    forwarded_to: str | None
    forwarded_at: datetime | None
    assessment: Assessment | None
    criteria: list[Criterion]
    outcome: FeedbackOutcome | None
    is_founded: bool | None
    answered_at: datetime | None
    delivery: Delivery | None
    published_at: datetime | None
    publication: str | None
    satisfaction: Satisfaction | None
    closed_at: datetime | None
    version: int


class SenderOut(Answer):
    name: str
    address: str
    phone: str
    email: str


class FeedbackWhole(FeedbackOut):
    """sender: null for those who may not know."""

    title: str
    content: str
    note: str | None
    answer: str | None
    sender: SenderOut | None


class SubmittedOut(FeedbackOut):
    tracking_secret: str = Field(description="with the code it opens GET /v1/feedback-tracking/{code}; shown once")


class FollowedOut(Answer):
    """What its sender may know."""

    code: str
    kind: FeedbackKind
    title: str
    state: FeedbackState
    state_name: str
    received_at: datetime
    answer_due_at: datetime | None
    forwarded_to: str | None
    forwarded_at: datetime | None
    note: str | None = Field(description="why it was not taken")
    answer: str | None
    answered_at: datetime | None
    satisfaction: Satisfaction | None


class PublishedOut(Answer):
    """What everybody may read."""

    code: str
    kind: FeedbackKind
    received_at: datetime
    outcome: FeedbackOutcome | None
    answered_at: datetime | None
    published_at: datetime
    text: str


class FeedbackPage(Answer):
    items: list[FeedbackOut]
    next_page_token: str | None = None
    total_size: int


class PublishedPage(Answer):
    items: list[PublishedOut]
    next_page_token: str | None = None
    total_size: int


def feedback_shape(feedback: Feedback, now: datetime) -> dict[str, Any]:
    """Without sender, title, content: those are sealed."""
    names = (name for name in FeedbackOut.model_fields if name not in ("state_name", "is_overdue"))
    shape = {name: getattr(feedback, name) for name in names}
    for name in ("dossier_id", "handler", "forwarded_to", "publication"):
        shape[name] = shape[name] or None
    return shape | {"state_name": FEEDBACK_STATE_NAMES[feedback.state], "is_overdue": feedback.is_overdue(now)}
