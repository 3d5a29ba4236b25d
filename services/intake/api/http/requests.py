"""Bodies that clients send. Form is checked here, meaning in the domain; both name fields the same way."""

from __future__ import annotations

from datetime import UTC
from typing import Annotated, Literal

from pydantic import AwareDatetime, ConfigDict, Field, JsonValue

from chassis.http.text import Email, Line, LongLine, OptionalLine, OptionalParagraph, Paragraph, Phone, RequestModel
from intake.application.files.given import GivenDocument, Reuse
from intake.domain.applicant import Applicant, Representative
from intake.domain.documents import ScanExemption
from intake.domain.forwarding.moving import Leg
from intake.domain.forwarding.record import Origin
from intake.domain.procedures import Channel, DocumentForm, Subject
from intake.domain.references import ExternalRef
from intake.domain.returning.attempts import ReceivedBy, Receiver

Identity = Annotated[str, Field(max_length=20, examples=["0201234567"])]
Key = Annotated[str, Field(min_length=1, max_length=60, examples=["van-ban-de-nghi"])]


class RepresentativeIn(RequestModel):
    """Người được uỷ quyền nộp hồ sơ / who was authorised to file."""

    name: Line
    identity_number: Identity = Field(description="9 digits (CMND) or 12 digits (CCCD)", examples=["031090001234"])
    address: OptionalLine = ""
    phone: Phone = ""
    email: Email = ""
    authority: Line = Field(
        description="số giấy uỷ quyền, or số uỷ quyền trên VNeID / number of the letter of authority",
        examples=["GUQ 12/2026"],
    )

    def representative(self) -> Representative:
        return Representative(**self.model_dump())


class ApplicantIn(RequestModel):
    """Tổ chức, cá nhân nộp hồ sơ / who files. Stored sealed."""

    kind: Subject
    name: Line = Field(examples=["Công ty TNHH Mẫu Hải Phòng"])
    identity_number: Identity = Field(
        description="person: 9 or 12 digits (CMND, CCCD); organisation: 10 or 13 digits (mã số doanh nghiệp)"
    )
    address: LongLine = Field(examples=["Lô A1, KCN Đình Vũ, Hải An, Hải Phòng"])
    phone: Phone = Field(examples=["0912345678"])
    email: Email = Field(default="", examples=["lienhe@vidu.vn"])
    language: Literal["vi", "en"] = Field(default="vi", description="language of the messages to the applicant")
    representative: RepresentativeIn | None = None

    def applicant(self) -> Applicant:
        return Applicant(
            kind=self.kind,
            name=self.name,
            identity_number=self.identity_number,
            address=self.address,
            phone=self.phone,
            email=self.email,
            language=self.language,
            representative=self.representative.representative() if self.representative else None,
        )


FileId = Annotated[str, Field(min_length=1, max_length=36, examples=["0197f2c1-8d4e-7b3a-9c55-2f6d1e0a7b41"])]
FileIds = Annotated[list[FileId], Field(max_length=20)]
ResultCode = Annotated[str, Field(max_length=60)]


class ReuseIn(RequestModel):
    """Tái sử dụng / a document of an earlier dossier of the same applicant."""

    dossier: str = Field(min_length=1, max_length=60, description="id or code of the earlier dossier")
    key: Key = Field(description="key of the document there")

    def reuse(self) -> Reuse:
        return Reuse(dossier=self.dossier, key=self.key)


class DocumentIn(RequestModel):
    """Thành phần hồ sơ / a document that is handed in, on paper, as files or both."""

    key: Key = Field(description="key of one of the procedure's documents")
    form: DocumentForm | None = Field(default=None, description="default: as the procedure wants it")
    quantity: int = Field(default=1, ge=1, le=999, description="copies")
    files: FileIds = Field(default=[], description="ids of your uploads, see POST /v1/documents, in order of pages")
    digitised: bool | None = Field(default=None, description="DuocSoHoa; default: yes if the counter gives files")
    from_national_store: bool = Field(default=False, description="DuocLayTuKhoDMQG")
    replaces_result_code: ResultCode = Field(default="", description="MaKetQuaThayThe; empty for none")
    exemption: ScanExemption | None = Field(default=None, description="why it is not scanned (TT03/25 art. 5(2))")
    reuse: ReuseIn | None = Field(default=None, description="DuocTaiSuDung: take the files of an earlier dossier")

    def document(self) -> GivenDocument:
        return GivenDocument(
            key=self.key,
            form=self.form,
            quantity=self.quantity,
            files=tuple(self.files),
            is_digitised=self.digitised,
            is_from_national_store=self.from_national_store,
            replaces_result_code=self.replaces_result_code,
            exemption=self.exemption,
            reuse=self.reuse.reuse() if self.reuse else None,
        )


Documents = Annotated[list[DocumentIn], Field(max_length=100)]

Token = Annotated[str, Field(max_length=40)]


class OriginIn(RequestModel):
    """Cơ quan tiếp nhận phi địa giới / the agency whose counter took the dossier in; the result returns there."""

    agency: Annotated[Line, Field(max_length=120)] = Field(examples=["Trung tâm Phục vụ hành chính công Mẫu"])
    site: Annotated[OptionalLine, Field(max_length=120)] = ""

    def origin(self) -> Origin:
        return Origin(agency=self.agency, site=self.site)


class ExternalRefIn(RequestModel):
    """Mã hồ sơ trên hệ thống khác / what another system calls this dossier."""

    system: str = Field(min_length=1, max_length=60, description="its token", examples=["fia.mpi.gov.vn"])
    number: str = Field(min_length=1, max_length=60, examples=["GBN-2026-0001"])
    url: str = Field(default="", max_length=500, description="https, where it can be looked up")
    received_at: AwareDatetime | None = Field(
        default=None, description="when that system received it by its own paper; the clock starts there (ND96 art. 43)"
    )

    def ref(self) -> ExternalRef:
        received_at = self.received_at and self.received_at.astimezone(UTC)
        return ExternalRef(system=self.system, number=self.number, url=self.url, received_at=received_at)


DOSSIER_EXAMPLE: dict[str, JsonValue] = {
    "procedure": "cap-gpld",
    "channel": "counter",
    "applicant": {
        "kind": "organisation",
        "name": "Công ty TNHH Mẫu Hải Phòng",
        "identity_number": "0201234567",
        "address": "Lô A1, KCN Đình Vũ, Hải An, Hải Phòng",
        "phone": "0912345678",
        "email": "lienhe@vidu.vn",
    },
    "documents": [
        {"key": "van-ban-de-nghi"},
        {"key": "suc-khoe"},
        {"key": "ly-lich-tu-phap"},
        {"key": "chung-minh-vi-tri"},
        {"key": "anh", "quantity": 2},
        {"key": "ho-chieu"},
        {"key": "hinh-thuc-lam-viec"},
    ],
}


class DossierIn(RequestModel):
    """Nộp hồ sơ / a dossier to register."""

    model_config = ConfigDict(json_schema_extra={"examples": [DOSSIER_EXAMPLE]})

    procedure: str = Field(
        min_length=1, max_length=60, description="key or national code, see GET /v1/procedures", examples=["cap-gpld"]
    )
    channel: Channel = Field(description="applicants file online; receptionists register counter and post")
    applicant: ApplicantIn
    documents: Documents = Field(description="all that are required, see GET /v1/procedures/{code}")
    request: Annotated[OptionalParagraph, Field(max_length=2000)] = Field(
        default="", description="what is asked for, in the applicant's words"
    )
    sets: int = Field(default=1, ge=1, le=99, description="số bộ hồ sơ / number of sets")
    result_by: Channel | None = Field(default=None, description="how the result is wanted; default: as it was filed")
    incomplete: bool = Field(
        default=False,
        description="counter and post: documents are missing and a supplement request (form 02) will follow",
    )
    site: Token = Field(default="", description="where it is taken in, see GET /v1/sites; default: the default site")
    counter: Token = Field(default="", description="quầy; the counter says it")
    origin: OriginIn | None = Field(default=None, description="another agency took it in (tiếp nhận phi địa giới)")
    external_refs: Annotated[list[ExternalRefIn], Field(max_length=10)] = Field(
        default=[], description="numbers other systems gave it; by the counter or a system"
    )
    synthetic: bool = Field(
        default=False, description="a trial of the system itself, by a system: counted nowhere, to be withdrawn"
    )


class ForwardingIn(RequestModel):
    leg: Leg = Field(description="sent: the papers left; arrived: the competent site has them")
    at: AwareDatetime | None = Field(default=None, description="when; default: now")


class ImmediateResultIn(RequestModel):
    method: Channel | None = Field(default=None, description="how it is handed over; default: as the applicant wished")
    receipt: bool = Field(default=False, description="the applicant asks for a receipt (form 01)")


class RefusalIn(RequestModel):
    reason: Annotated[Paragraph, Field(max_length=2000)] = Field(
        description="lý do từ chối / why, for the applicant", examples=["Thủ tục không thuộc thẩm quyền của cơ quan."]
    )


class SupplementRequestIn(RequestModel):
    documents: Annotated[list[LongLine], Field(min_length=1, max_length=50)] = Field(
        description="everything that is missing, at once: keys of documents, or words", examples=[["ho-chieu"]]
    )
    reason: Annotated[Paragraph, Field(max_length=2000)] = Field(examples=["Thiếu bản sao hộ chiếu còn giá trị."])


class SupplementIn(RequestModel):
    documents: Annotated[list[DocumentIn], Field(min_length=1, max_length=100)]
    request_id: str | None = Field(
        default=None, max_length=36, description="the request answered; default: the open one"
    )


class WithdrawalIn(RequestModel):
    reason: Annotated[OptionalParagraph, Field(max_length=2000)] = ""


class ReceiverIn(RequestModel):
    """Người nhận kết quả / who took the result."""

    name: OptionalLine = Field(default="", examples=["Nguyễn Văn Mẫu"])
    identity_number: OptionalLine = Field(default="", max_length=20, examples=["031090001234"])
    authority: OptionalLine = Field(default="", description="giấy uỷ quyền", examples=["GUQ 01/2026"])

    def receiver(self) -> Receiver:
        return Receiver(name=self.name, identity_number=self.identity_number, authority=self.authority)


class CollectionIn(RequestModel):
    method: Channel | None = Field(default=None, description="how it was handed over; default: as the applicant wished")
    received_by: ReceivedBy = Field(default=ReceivedBy.APPLICANT, description="who took it")
    receiver: ReceiverIn | None = Field(default=None, description="needed for somebody authorised. Stored sealed.")
    originals_returned: bool = Field(default=False, description="originals went back with it (NĐ 61/2018 Đ20)")


class RatingIn(RequestModel):
    rating: int = Field(ge=1, le=5, description="1: rất không hài lòng … 5: rất hài lòng")
    comment: Annotated[OptionalParagraph, Field(max_length=2000)] = ""


class ReceiptRatingIn(RatingIn):
    secret: str = Field(max_length=40, description="mã tra cứu on the receipt", examples=["7K3M-9QXZ-04TB"])
