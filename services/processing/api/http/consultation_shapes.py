"""Consultations as clients send and receive them. Instants are RFC 3339, UTC; null: has not happened."""

from __future__ import annotations

from datetime import datetime

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from chassis.http.text import OptionalParagraph, Paragraph, RequestModel
from processing.application.consultations.request_consultations import MOST_BODIES, MOST_DOCUMENTS
from processing.domain.case import Case
from processing.domain.consultation import Consultation
from processing.domain.consulting import gone_up
from processing.domain.facts import DossierRef
from processing.domain.vocabulary import ClockEffect, ConsultationState, ConsulteeKind, OnSilence, Opinion


class Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AskIn(RequestModel):
    """Cơ quan được hỏi / one body and its deadline."""

    consultee: str = Field(min_length=1, max_length=40, description="key of GET /v1/consultees", examples=["lao-dong"])
    due_at: AwareDatetime | None = Field(default=None, description="null: the procedure's own limit, where it has one")
    later_reason: OptionalParagraph = Field(default="", description="why it is later than the law's; needed if it is")


class ConsultationsIn(RequestModel):
    """Lấy ý kiến / what is asked, of whom, and which documents they are shown."""

    question: Paragraph = Field(examples=["Đề nghị cho ý kiến về sự phù hợp của dự án với quy hoạch."])
    consultees: list[AskIn] = Field(min_length=1, max_length=MOST_BODIES)
    documents: list[Paragraph] = Field(
        default=[],
        max_length=MOST_DOCUMENTS,
        description="names of the documents to share",
        examples=[["Đề xuất dự án"]],
    )


class OpinionIn(RequestModel):
    """Ý kiến / needs words unless it simply agrees or has nothing to say."""

    opinion: Opinion
    text: OptionalParagraph = Field(default="", examples=["Thống nhất, đề nghị bổ sung phương án thoát nước."])


class WithdrawalIn(RequestModel):
    """Thôi lấy ý kiến / why."""

    reason: Paragraph


class ConsulteeOut(Answer):
    """Cơ quan được hỏi / the body as the law pack named it when it was asked."""

    key: str
    name: str
    name_en: str
    kind: ConsulteeKind
    department: str | None = Field(description="token, of a department here")
    agency: str | None = Field(description="token of another agency that answers by account")


class ConsultationOut(Answer):
    """Lấy ý kiến / one body asked for its opinion. ``closed_at``: answered, deemed (its deadline) or withdrawn."""

    id: str
    dossier_id: str
    code: str = Field(examples=["H24.15-260426-0001"])
    lead_department: str = Field(description="that answers for the dossier")
    consultee: ConsulteeOut
    question: str
    documents: list[str]
    asked_by: str
    asked_at: datetime
    due_at: datetime
    later_reason: str | None
    on_silence: OnSilence
    clock_effect: ClockEffect
    legal_ref: str
    state: ConsultationState
    is_late: bool = Field(description="the deadline passed before it was closed, or has passed by now")
    closed_at: datetime | None
    answered_at: datetime | None = Field(description="later than closed_at: kept as information after a deemed consent")
    answered_by: str | None
    opinion: Opinion | None
    text: str | None
    withdrawal_reason: str | None
    reminded_at: datetime | None
    escalated_at: datetime | None = Field(description="when the lead unit was told of the silence")
    returns_to: str | None = Field(description="counter to which the result of a dossier that went up comes back")
    version: int = Field(description="the case's; send it as If-Match")


class ConsultationPage(Answer):
    items: list[ConsultationOut]
    next_page_token: str | None = None
    total_size: int = Field(description="all that match, exactly")


class LinkOut(Answer):
    """Đường dẫn trả lời / where the body answers."""

    address: str = Field(examples=["https://mot-cua.example/y-kien/01976f00-0000-7000-8000-000000000001.k3…"])


class WhereaboutsOut(Answer):
    """Nơi giữ hồ sơ / the higher agency that has the dossier, and the counter to which its result returns."""

    consultee: str
    name: str
    since: datetime
    returns_to: str


def consultation_out(asked: Consultation, dossier: DossierRef, version: int, now: datetime) -> ConsultationOut:
    consultee = asked.consultee
    return ConsultationOut(
        id=asked.id,
        dossier_id=dossier.dossier_id,
        code=dossier.code,
        lead_department=dossier.department,
        consultee=ConsulteeOut(
            key=consultee.key,
            name=consultee.name,
            name_en=consultee.name_en,
            kind=consultee.kind,
            department=consultee.department or None,
            agency=consultee.agency or None,
        ),
        question=asked.question,
        documents=list(asked.documents),
        asked_by=asked.asked_by,
        asked_at=asked.asked_at,
        due_at=asked.due_at,
        later_reason=asked.later_reason or None,
        on_silence=asked.on_silence,
        clock_effect=asked.clock_effect,
        legal_ref=asked.legal_ref,
        state=asked.state,
        is_late=asked.is_late(now),
        closed_at=asked.closed_at,
        answered_at=asked.answered_at,
        answered_by=asked.answered_by or None,
        opinion=asked.opinion,
        text=asked.text or None,
        withdrawal_reason=asked.withdrawal_reason or None,
        reminded_at=asked.reminded_at,
        escalated_at=asked.escalated_at,
        returns_to=asked.returns_to or None,
        version=version,
    )


def of_case(case: Case, now: datetime) -> list[ConsultationOut]:
    """Everything that was asked on the case, in the order of asking."""
    return [consultation_out(asked, case.dossier, case.version, now) for asked in case.consultations]


def whereabouts_out(case: Case) -> WhereaboutsOut | None:
    """Where the dossier is; None: with the agency itself."""
    up = gone_up(case)
    if up is None:
        return None
    return WhereaboutsOut(
        consultee=up.consultee.key, name=up.consultee.name, since=up.asked_at, returns_to=up.returns_to
    )
