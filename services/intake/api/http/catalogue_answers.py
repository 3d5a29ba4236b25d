"""What clients receive of the law: procedures with every component, publications, forms, report forms."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from intake.api.http.answers import Answer, LimitOut
from intake.domain.components import FeeKind
from intake.domain.consultees import AnswersBy, ConsulteeKind
from intake.domain.organisation import Mark
from intake.domain.procedures import (
    Channel,
    ClockEffect,
    DecisionOutcome,
    DocumentForm,
    OnlineLevel,
    OnSilence,
    OnTimeout,
    Role,
    Subject,
    SupplementStage,
)
from intake.domain.publications import DutyState, PublicationKind

# How a fact is known: V read in the legal text, P practice, I inferred, M from memory.


class FeeOut(Answer):
    """Phí, lệ phí."""

    amount_vnd: int | None = Field(description="đồng; null: its decision is not in the pack", examples=[600000])
    mark: Mark
    note: str | None
    kind: FeeKind | None = Field(description="fee: phí; charge: lệ phí")
    unit: str | None = Field(description="what is charged for", examples=["giấy phép"])
    exemptions: list[str] = Field(description="who pays nothing or less")
    payable_online: bool | None = Field(description="on the national portal; null: nobody has looked")


class ChannelOfferOut(Answer):
    """Cách thức thực hiện. limit, fee: null: as of the procedure itself."""

    channel: Channel
    limit: LimitOut | None
    fee: FeeOut | None
    place: str | None = Field(description="địa điểm", examples=["Cổng Dịch vụ công quốc gia"])


class RequiredDocumentOut(Answer):
    """Thành phần hồ sơ."""

    key: str
    name: str
    form: DocumentForm
    quantity: int
    required: bool
    condition: str | None = Field(description="when it is needed")
    template: str | None = Field(description="key of the form it is written on")


class GuardOut(Answer):
    """When a step is needed: all that is not null or empty must hold."""

    outcome: DecisionOutcome | None
    channel: list[Channel]
    supplemented: bool | None = Field(description="papers were asked for after acceptance")
    consulted: bool | None = Field(description="somebody was asked for an opinion")


class StepOut(Answer):
    """Bước của quy trình nội bộ."""

    key: str
    name: str
    name_en: str
    department: str
    role: Role
    budget: LimitOut | None = Field(description="null: takes none of the limit")
    decides: bool
    after: list[str] = Field(description="keys of the steps directly before it; several: it waits for all of them")
    guard: GuardOut | None = Field(description="null: needed in every case")
    forms: list[str] = Field(description="keys of the one-stop forms that are issued with it, see GET /v1/forms")
    apart_from: list[str] = Field(description="keys of steps whose officers may not do this one")


class SupplementPolicyOut(Answer):
    stage: SupplementStage
    max_requests: int
    effect_on_clock: ClockEffect
    applicant_deadline: LimitOut | None
    on_timeout: OnTimeout
    legal_ref: str
    mark: Mark


class FinancialDutyOut(Answer):
    effect_on_clock: ClockEffect
    mark: Mark
    legal_ref: str | None


class ConsultationPolicyOut(Answer):
    """What asking another body for its opinion does."""

    limit: LimitOut | None = Field(description="its time to answer; null: none is written, the officer sets a day")
    on_silence: OnSilence
    effect_on_clock: ClockEffect
    legal_ref: str
    mark: Mark


class ConsulteeOut(Answer):
    """Cơ quan được lấy ý kiến / a body that may be consulted."""

    key: str = Field(examples=["so-tai-chinh"])
    name: str
    name_en: str
    kind: ConsulteeKind
    answers_by: AnswersBy
    department: str | None = Field(description="token, of a department here")
    agency: str | None = Field(description="token that its accounts carry")
    mailbox: str | None = Field(description="hộp thư công vụ; null: not known")
    valid_from: date
    valid_to: date | None
    mark: Mark
    note: str | None


class ConsulteePage(Answer):
    items: list[ConsulteeOut]
    next_page_token: str | None = None
    total_size: int


class ResultOut(Answer):
    name: str
    electronic: bool
    code: str | None


class LegalBasisOut(Answer):
    ref: str
    mark: Mark


class LimitCaseOut(Answer):
    """A time of its own for a case or a part of the handling."""

    case: str
    limit: LimitOut
    mark: Mark
    legal_ref: str | None


class CompetenceOut(Answer):
    """Cơ quan giải quyết."""

    performing: str = Field(description="cơ quan trực tiếp thực hiện")
    deciding: str = Field(description="cơ quan có thẩm quyền quyết định")
    mark: Mark
    coordinating: list[str] = Field(description="cơ quan phối hợp")
    delegated: str | None = Field(description="phân cấp, uỷ quyền")


class TemplateOut(Answer):
    """Mẫu đơn, tờ khai."""

    key: str
    name: str
    mark: Mark
    number: str | None
    legal_ref: str | None
    file: str | None


class MarksOut(Answer):
    """How each group of facts is known: V read in the law, P practice, I inferred, M from memory."""

    national_code: Mark
    validity: Mark
    limit: Mark
    documents: Mark
    steps: Mark
    online_level: Mark
    sequence: Mark
    channels: Mark
    sets: Mark
    subjects: Mark
    results: Mark
    conditions: Mark


class CatalogueProcedure(Answer):
    """Thủ tục hành chính: one version, with every component of a published procedure (NĐ 63/2010/NĐ-CP art. 8(2))."""

    key: str = Field(description="stable: codes change when a procedure is published again", examples=["cap-gpld"])
    code: str | None = Field(description="mã TTHC", examples=["1.014199"])
    version: int
    valid_from: date
    valid_to: date | None = Field(description="first day no longer in force; null: open")
    variant: str | None = Field(description="which case of a code that several share")
    name: str
    name_en: str
    field: str = Field(description="lĩnh vực", examples=["Việc làm, lao động"])
    department: str
    sequence: list[str] = Field(description="trình tự thực hiện")
    channels: list[ChannelOfferOut]
    documents: list[RequiredDocumentOut]
    sets: int = Field(description="số lượng hồ sơ (bộ)")
    limit: LimitOut
    limit_cases: list[LimitCaseOut]
    immediate: bool = Field(description="giải quyết ngay")
    subjects: list[Subject] = Field(description="đối tượng thực hiện")
    competence: CompetenceOut
    templates: list[TemplateOut]
    results: list[ResultOut]
    conditions: list[str] = Field(description="yêu cầu, điều kiện")
    fee: FeeOut
    legal_basis: list[LegalBasisOut]
    online_level: OnlineLevel = Field(description="toàn trình, một phần, chỉ cung cấp thông tin")
    online_level_reasons: list[str] = Field(description="why it is not toàn trình (NĐ 224/2026/NĐ-CP art. 14)")
    steps: list[StepOut]
    supplement: SupplementPolicyOut
    financial_duty: FinancialDutyOut | None
    consultation: ConsultationPolicyOut | None = Field(
        description="null: the general rule, NĐ 61/2018/NĐ-CP art. 19(5)"
    )
    marks: MarksOut
    comment: str | None


class CataloguePage(Answer):
    items: list[CatalogueProcedure]
    next_page_token: str | None = None
    total_size: int = Field(description="all that match, exactly")


class CatalogueFile(Answer):
    """The catalogue of a day as JSON, all that match."""

    on: date
    items: list[CatalogueProcedure]


class OneStopFormOut(Answer):
    """Mẫu của Bộ phận Một cửa. key: what it is for; its number changed meaning on 15/9/2025."""

    key: str = Field(examples=["receipt"])
    number: int = Field(examples=[1])
    name: str
    paper_size: str | None
    legal_ref: str
    valid_from: date
    valid_to: date | None
    mark: Mark


class OneStopFormPage(Answer):
    items: list[OneStopFormOut]
    next_page_token: str | None = None
    total_size: int


class ReportColumnOut(Answer):
    number: int
    label: str
    rule: str | None


class ReportFormOut(Answer):
    """Biểu mẫu báo cáo. complete: whether ``columns`` are all that the form has."""

    key: str = Field(examples=["settlement-by-unit"])
    number: str = Field(examples=["II.06a/VPCP/KSTT"])
    title: str
    unit: str | None
    columns: list[ReportColumnOut]
    complete: bool
    legal_ref: str
    valid_from: date
    valid_to: date | None
    mark: Mark
    note: str | None


class ReportFormPage(Answer):
    items: list[ReportFormOut]
    next_page_token: str | None = None
    total_size: int


class IndexThresholdOut(Answer):
    """Chỉ số của Bộ chỉ số theo QĐ 766/QĐ-TTg. mark: of the points; working_mark: of formula and threshold."""

    key: str = Field(examples=["2.1"])
    group: str
    name: str
    max_points: int | None = Field(description="null: for information only")
    formula: str | None
    full_at_percent: int | None = Field(description="the ratio that gives all points; null: none is known")
    legal_ref: str
    valid_from: date
    valid_to: date | None
    mark: Mark
    working_mark: Mark
    note: str | None


class IndexThresholdPage(Answer):
    items: list[IndexThresholdOut]
    next_page_token: str | None = None
    total_size: int


class DutyOut(Answer):
    """One thing that the publication asks for. none: no deadline can be counted yet."""

    key: str = Field(examples=["national-database"])
    name: str
    name_en: str
    deadline: date | None = Field(description="last day in time")
    done_on: date | None
    state: DutyState
    legal_ref: str
    mark: Mark


class PublicationOut(Answer):
    """Quyết định công bố. number: null while it is not known; such a decision is not judged."""

    key: str
    kind: PublicationKind = Field(description="mới ban hành; sửa đổi, bổ sung, thay thế; bãi bỏ")
    number: str | None
    signed_on: date | None
    effective_on: date
    law: str
    law_signed_on: date | None
    short: bool = Field(description="trình tự, thủ tục rút gọn")
    procedures: list[str] = Field(description="keys")
    duties: list[DutyOut]
    mark: Mark
    note: str | None


class PublicationPage(Answer):
    items: list[PublicationOut]
    next_page_token: str | None = None
    total_size: int
