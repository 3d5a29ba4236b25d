"""A procedure (thủ tục hành chính) and its versions: what it needs, how long it takes, who does which step.

Law changes; a dossier keeps the version in force when it was received. A procedure has a stable ``key``,
because its national code changes when it is published again (``1.014199`` replaced ``2.000205``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from chassis.kernel.errors import Kind, Problem
from chassis.kernel.worktime import Limit
from intake.domain.canonical import from_plain, to_plain
from intake.domain.components import Competence, FeeKind, LimitCase, Template
from intake.domain.organisation import Mark, holds_on


class Channel(StrEnum):
    """How a dossier reaches the counter (ND61 art. 16; ND118 art. 15–16)."""

    COUNTER = "counter"  # trực tiếp tại Bộ phận Một cửa
    POST = "post"  # bưu chính công ích
    ONLINE = "online"  # trực tuyến


class OnlineLevel(StrEnum):
    """ND42 art. 11(1), since 2026-07-01 ND224 art. 14."""

    FULL = "full"  # toàn trình
    PARTIAL = "partial"  # một phần
    INFORMATION = "information"  # chỉ cung cấp thông tin


class Role(StrEnum):
    """Who is accountable for a step."""

    RECEPTIONIST = "receptionist"
    SPECIALIST = "specialist"
    DEPARTMENT_HEAD = "department_head"
    LEADER = "leader"


class Subject(StrEnum):
    ORGANISATION = "organisation"
    INDIVIDUAL = "individual"


class DocumentForm(StrEnum):
    ORIGINAL = "original"  # bản chính
    CERTIFIED = "certified"  # bản sao có chứng thực
    COPY = "copy"  # bản sao


class SupplementStage(StrEnum):
    INTAKE = "intake"  # only before acceptance
    APPRAISAL = "appraisal"  # also after acceptance


class ClockEffect(StrEnum):
    RESTART = "restart"  # tính lại từ đầu (ND61 art. 19(4))
    PAUSE = "pause"  # thời gian bổ sung không tính (ND96 art. 6)
    NONE = "none"


class DecisionOutcome(StrEnum):
    GRANTED = "granted"
    REFUSED = "refused"


class OnTimeout(StrEnum):
    STOP = "stop"  # dừng giải quyết
    REFUSE = "refuse"  # từ chối


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee:
    """amount_vnd: đồng per dossier; null when its decision is not in the pack; ``note`` says whose.

    unit: what is charged for (``giấy phép``), in Vietnamese. exemptions: who pays nothing or less. payable_online: on
    the national portal; null while nobody has looked.
    """

    amount_vnd: int | None
    mark: Mark
    note: str | None
    kind: FeeKind | None = None
    unit: str | None = None
    exemptions: tuple[str, ...] = ()
    payable_online: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelOffer:
    """A channel through which the version may be filed; null limit or fee: the version's own.

    place: where a dossier is handed in by it (địa điểm); null: the one-stop counter.
    """

    channel: Channel
    limit: Limit | None
    fee: Fee | None
    place: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRequirement:
    """One component of the dossier (thành phần hồ sơ).

    quantity: copies. condition: when it is needed, in Vietnamese. template: key of the form it is written on.
    """

    key: str
    name: str
    form: DocumentForm
    quantity: int
    required: bool
    condition: str | None
    template: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """When a step is needed: everything written must hold. channel: any of them; empty: not asked.

    supplemented: papers were asked for after acceptance. consulted: somebody was asked for an opinion.
    """

    outcome: DecisionOutcome | None = None
    channel: tuple[Channel, ...] = ()
    supplemented: bool | None = None
    consulted: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the internal procedure (quy trình nội bộ).

    budget: working time; null for a step that takes none of the limit (handing the result over waits for the
    applicant). decides: this step approves the result; exactly one does. after: keys of the steps directly before it,
    all above it; empty: the one above it. guard: when it is needed; null: always. forms: keys of the one-stop forms
    that are issued with it. apart_from: keys of earlier steps whose officers may not do it; null: see ``workflow``.
    """

    key: str
    name: str
    name_en: str
    department: str
    role: Role
    budget: Limit | None
    decides: bool
    after: tuple[str, ...] = ()
    guard: Guard | None = None
    forms: tuple[str, ...] = ()
    apart_from: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementPolicy:
    """What asking for more documents does to the clock.

    max_requests: after acceptance. applicant_deadline: time to answer, null when none is fixed.
    """

    stage: SupplementStage
    max_requests: int
    effect_on_clock: ClockEffect
    applicant_deadline: Limit | None
    on_timeout: OnTimeout
    legal_ref: str
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class FinancialDutyPolicy:
    """What a financial duty that arises in the middle does to the clock: pause or none.

    No law of the Government says it; provinces and working systems pause (Đồng Tháp QĐ 138/2025/QĐ-UBND art. 3, 5).
    """

    effect_on_clock: ClockEffect
    mark: Mark
    legal_ref: str | None = None


class OnSilence(StrEnum):
    """What follows when a consulted body lets its deadline pass."""

    ESCALATE = "escalate"  # cơ quan chủ trì thông báo để đôn đốc (ND61 art. 19(5))
    DEEMED_CONSENT = "deemed_consent"  # quá hạn coi là đồng ý (ND96 art. 6(6), ND217 art. 54)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationPolicy:
    """What asking another body for its opinion does.

    limit: its time to answer; null where none is written: the officer sets a day. effect_on_clock: pause or none.
    """

    limit: Limit | None
    on_silence: OnSilence
    effect_on_clock: ClockEffect
    legal_ref: str
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What the applicant gets. electronic: issued as a digitally signed file. code: mã kết quả, where one is known."""

    name: str
    electronic: bool
    code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalBasis:
    ref: str
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class FactMarks:
    """How each group of facts of a version is known; those that carry a mark of their own are not here."""

    national_code: Mark
    validity: Mark
    limit: Mark
    documents: Mark
    steps: Mark
    online_level: Mark
    sequence: Mark = Mark.INFERENCE
    channels: Mark = Mark.INFERENCE
    sets: Mark = Mark.INFERENCE
    subjects: Mark = Mark.INFERENCE
    results: Mark = Mark.INFERENCE
    conditions: Mark = Mark.INFERENCE


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureVersion:
    """One procedure as the law had it in ``[valid_from, valid_to)``.

    procedure: key of the procedure. field: lĩnh vực. national_code: ``D.DDDDDD`` or null when unknown.
    variant: the case of the published procedure this covers, when several share one national code.
    financial_duty: null where nothing is written: the clock pauses.
    consultation: null: the general rule of ND61 art. 19(5), no limit of its own, silence is escalated.
    immediate: answered while the applicant waits (giải quyết ngay, ND61 art. 17(4)).
    sequence: trình tự thực hiện as published; empty: it is told from the steps. sets: số lượng hồ sơ, in sets.
    competence: null: the agency decides, its department performs. online_level_reasons: why not toàn trình.
    """

    procedure: str
    version: int
    valid_from: date
    valid_to: date | None
    national_code: str | None
    variant: str | None
    name: str
    name_en: str
    field: str
    department: str
    limit: Limit
    channels: tuple[ChannelOffer, ...]
    fee: Fee
    online_level: OnlineLevel
    immediate: bool
    documents: tuple[DocumentRequirement, ...]
    steps: tuple[Step, ...]
    supplement: SupplementPolicy
    results: tuple[Result, ...]
    subjects: tuple[Subject, ...]
    conditions: tuple[str, ...]
    legal_basis: tuple[LegalBasis, ...]
    marks: FactMarks
    comment: str | None
    financial_duty: FinancialDutyPolicy | None = None
    sequence: tuple[str, ...] = ()
    sets: int = 1
    limit_cases: tuple[LimitCase, ...] = ()
    competence: Competence | None = None
    templates: tuple[Template, ...] = ()
    online_level_reasons: tuple[str, ...] = ()
    consultation: ConsultationPolicy | None = None

    def in_force_on(self, on: date) -> bool:
        return holds_on(self.valid_from, self.valid_to, on)

    def offer(self, channel: Channel) -> ChannelOffer:
        """What the version offers on a channel; raises ``channel-not-offered``."""
        for offer in self.channels:
            if offer.channel is channel:
                return offer
        offered = ", ".join(o.channel.value for o in self.channels)
        raise Problem(
            "channel-not-offered",
            Kind.INVALID,
            f"Procedure {self.procedure} is not taken by channel {channel.value}. Use one of: {offered}.",
            fields={"channel": f"must be one of {offered}"},
        )

    def limit_for(self, channel: Channel) -> Limit:
        """The statutory time limit of a dossier filed through ``channel``."""
        return self.offer(channel).limit or self.limit

    def fee_for(self, channel: Channel) -> Fee:
        """The fee of a dossier filed through ``channel``."""
        return self.offer(channel).fee or self.fee

    def to_dict(self) -> dict[str, Any]:
        """Canonical JSON-able form: dates ISO, limits ``{amount: "0.25", unit}``, every field present."""
        plain: dict[str, Any] = to_plain(self)
        return plain

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> ProcedureVersion:
        """The version ``to_dict`` described; raises ValueError with the path of what is wrong."""
        return from_plain(cls, plain)


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """A procedure through time. versions: oldest first, without gap or overlap."""

    key: str
    versions: tuple[ProcedureVersion, ...]

    @property
    def latest(self) -> ProcedureVersion:
        return self.versions[-1]

    def carries_code(self, national_code: str) -> bool:
        """Whether any version was ever published under the code."""
        return any(version.national_code == national_code for version in self.versions)
