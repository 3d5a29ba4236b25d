"""What clients receive, as the OpenAPI document tells it. ``shapes.py`` makes it; a test holds the two together."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from intake.domain.documents import ScanExemption
from intake.domain.dossier import Timeliness
from intake.domain.facts import Stage
from intake.domain.fees.accounts import PaymentStatus
from intake.domain.procedures import Channel, DocumentForm, Subject
from intake.domain.states import State


class Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class RepresentativeOut(Answer):
    name: str
    identity_number: str
    address: str
    phone: str
    email: str
    authority: str


class ApplicantOut(Answer):
    kind: Subject
    name: str
    identity_number: str
    address: str
    phone: str
    email: str
    language: str
    representative: RepresentativeOut | None


class ProcedureOut(Answer):
    """The version in force when the dossier was received."""

    key: str = Field(examples=["cap-gpld"])
    code: str | None = Field(description="national code, null when not known", examples=["1.014199"])
    version: int
    name: str


class DocumentOut(Answer):
    key: str
    name: str
    form: DocumentForm
    quantity: int


class FileOut(Answer):
    """A file of a document. All but the id: null where the answer is not GET /v1/dossiers/{id}, or not for you."""

    id: str = Field(description="open it at GET /v1/documents/{id}/content")
    name: str | None
    size: int | None
    media_type: str | None
    sha256: str | None


class HandedInOut(DocumentOut):
    """A document of a dossier with what the national portal asks of it."""

    files: list[FileOut]
    digitised: bool = Field(description="DuocSoHoa")
    reused: bool = Field(description="DuocTaiSuDung")
    from_national_store: bool = Field(description="DuocLayTuKhoDMQG")
    replaces_result_code: str | None = Field(description="MaKetQuaThayThe")
    exemption: ScanExemption | None = Field(description="why it is not scanned")


class SupplementOut(Answer):
    """Phiếu yêu cầu bổ sung / a request for documents (form 02)."""

    request_id: str
    stage: Stage
    requested_at: datetime
    documents: list[str]
    reason: str
    applicant_deadline_at: datetime | None
    supplemented_at: datetime | None


class OriginOut(Answer):
    """The agency and site that took the dossier in; its result returns there."""

    agency: str
    site: str


class ForwardingOut(Answer):
    """Tiếp nhận phi địa giới / taken in elsewhere, and the papers' way to the competent site."""

    origin: OriginOut
    to_site: str
    due_at: datetime = Field(description="until when the papers must be on their way")
    sent_at: datetime | None
    sent_by: str = Field(description="account; empty: passed on electronically, or not yet")
    arrived_at: datetime | None
    arrived_by: str


class ExternalRefOut(Answer):
    """What another system calls the dossier."""

    system: str
    number: str
    url: str
    received_at: datetime | None = Field(description="when that system received it; the clock started there")


class DossierItem(Answer):
    """A dossier in a list. Instants are RFC 3339, UTC; null: has not happened."""

    id: str = Field(description="UUIDv7")
    code: str | None = Field(description="mã hồ sơ, null before acceptance", examples=["H24.15-260426-0001"])
    agency: str
    department: str
    procedure: ProcedureOut
    channel: Channel
    state: State
    portal_status: int = Field(ge=1, le=10, description="trạng thái hồ sơ of the national portal")
    state_name: str = Field(description="trạng thái, in Vietnamese", examples=["Được tiếp nhận"])
    received_at: datetime
    accepted_at: datetime | None
    clock_started_at: datetime | None
    due_at: datetime | None = Field(description="hẹn trả, extensions included")
    due_is_provisional: bool = Field(description="true: the days off of a year it touches are not decided yet")
    original_due_at: datetime | None = Field(description="without extensions; what lateness is judged by")
    decided_at: datetime | None
    outcome: Literal["granted", "refused"] | None
    result_issued_at: datetime | None
    returned_at: datetime | None
    refused_at: datetime | None
    withdrawn_at: datetime | None
    stopped_at: datetime | None
    timeliness: Timeliness
    officer: str | None = Field(description="account of who has the current step")
    step: str | None = Field(description="key of the current step")
    rating: int | None
    payment_status: PaymentStatus = Field(description="see GET /v1/dossiers/{id}/fees")
    version: int = Field(description="send it as If-Match to change what you saw and nothing else")
    transfer_due_at: datetime | None = Field(description="until when the department is to take it over (ND61 art. 18)")
    transferred_at: datetime | None = Field(description="when an officer of the department first had it")
    reception_due_at: datetime | None = Field(description="online: until when the counter is to accept or refuse it")
    site: str | None = Field(description="where it was taken in and its result is handed over, see GET /v1/sites")
    counter: str | None = Field(description="quầy")


class DossierOut(DossierItem):
    """A dossier. ``applicant`` and ``request`` are absent for those who may not see personal data."""

    documents: list[HandedInOut]
    supplements: list[SupplementOut]
    sets: int
    result_by: Channel
    refusal_reason: str | None
    forwarding: ForwardingOut | None = Field(description="null: it was taken in where it is handled")
    external_refs: list[ExternalRefOut]
    applicant: ApplicantOut | None = None
    request: str | None = None


class MaskedApplicantOut(Answer):
    """Who filed, as lists show it: enough to tell rows apart, not enough to know anybody."""

    kind: Subject
    name: str = Field(examples=["Công ty TNHH M… H… P…"])
    identity_number: str = Field(examples=["020•••••67"])
    phone: str = Field(examples=["09•••••678"])


class ListedDossier(DossierItem):
    applicant: MaskedApplicantOut | None = Field(description="null for those who may not see personal data")


class DossierPage(Answer):
    items: list[ListedDossier]
    next_page_token: str | None = None
    total_size: int = Field(description="all that match, exactly")


class LimitOut(Answer):
    amount: str = Field(examples=["10"])
    unit: str = Field(examples=["working_day"])


class ReceiptOut(Answer):
    """Mẫu 01: Giấy tiếp nhận hồ sơ và hẹn trả kết quả. received_at and due_at are in local time."""

    form_number: int
    form_name: str
    form_legal_ref: str
    paper_size: str | None
    agency: str
    one_stop_unit: str
    number: str
    code: str
    tracking_secret: str = Field(description="with the code it opens GET /v1/tracking/{code}")
    applicant: ApplicantOut
    request: str = Field(description="nội dung yêu cầu giải quyết: the name of the procedure")
    documents: list[DocumentOut]
    sets: int
    limit: LimitOut
    received_at: datetime
    due_at: datetime
    due_is_provisional: bool
    result_by: Channel
    book: str
    entry: str
    received_by: str


class AcceptedOut(DossierOut):
    receipt: ReceiptOut


class AnsweredOut(DossierOut):
    receipt: ReceiptOut | None = Field(description="only if the applicant asked for one")


class DerivationLineOut(Answer):
    on: str
    kind: str
    counted: str
    vi: str
    en: str
    legal_ref: str


class DeadlineOut(Answer):
    """Why the dossier is due when it is. source: ``processing`` now, or ``receipt`` as it stood at acceptance."""

    dossier_id: str
    code: str
    source: Literal["processing", "receipt"]
    due_at: datetime | None = Field(description="null while the clock is paused with time left")
    original_due_at: datetime | None
    provisional: bool
    law_revision: str
    lines: list[DerivationLineOut]


class TrackingOut(Answer):
    """What the public may know: nothing about any person."""

    code: str
    procedure: str
    department: str = Field(description="name of the unit that has the dossier now")
    step: str | None = Field(description="name of the current step")
    state: State
    state_name: str
    portal_status: int
    received_at: datetime
    accepted_at: datetime | None
    due_at: datetime | None
    due_is_provisional: bool
    decided_at: datetime | None
    result_issued_at: datetime | None
    returned_at: datetime | None
    timeliness: Timeliness
    documents_requested: list[str] = Field(description="what the applicant is asked for at the moment")
    live: bool = Field(description="true: asked from the department just now; false: as last reported by it")


class DepartmentOut(Answer):
    token: str
    name: str
    name_en: str
    kind: str
    valid_from: date
    valid_to: date | None
    mark: str
    note: str | None


class DepartmentPage(Answer):
    items: list[DepartmentOut]
    next_page_token: str | None = None
    total_size: int


class DeskOut(Answer):
    token: str
    name: str


class UnitCodeOut(Answer):
    value: str
    valid_from: date
    valid_to: date | None
    mark: str
    note: str | None


class SiteOut(Answer):
    """Nơi tiếp nhận / a place where dossiers are taken in and results handed over."""

    token: str
    name: str
    name_en: str
    default: bool = Field(description="the site of whoever does not name one")
    codes: list[UnitCodeOut] = Field(description="its own unit codes; without one the agency's number its dossiers")
    counters: list[DeskOut]
    office_hours: str | None = Field(description="for people")
    forwards_to: str | None = Field(description="the site that is competent for what is taken in here")


class SitePage(Answer):
    items: list[SiteOut]
    next_page_token: str | None = None
    total_size: int


class CalendarOut(BaseModel):
    """Lịch làm việc: office hours, days off and working Saturdays, each with its legal reference."""

    model_config = ConfigDict(extra="allow")
    revision: str
    agency: str
    zone: str
    days: list[dict[str, Any]]
    decided_years: list[int]
    known_years: list[int]
