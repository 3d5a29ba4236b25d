"""Bodies about files and drafts."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from chassis.http.text import Email, OptionalLine, OptionalParagraph, Phone, RequestModel
from intake.api.http.requests import DOSSIER_EXAMPLE, Documents, FileIds, ResultCode
from intake.application.drafts.draft import DraftContent
from intake.domain.applicant import Applicant, Representative
from intake.domain.documents import ScanExemption
from intake.domain.procedures import Channel, DocumentForm, Subject

Unfinished = Annotated[str, Field(max_length=20)]


class AttachIn(RequestModel):
    """Số hoá / scans of a document, or why there are none."""

    files: FileIds = Field(default=[], description="ids of your uploads, in order of pages")
    replacing: bool = Field(default=False, description="true: instead of the earlier files; false: after them")
    form: DocumentForm | None = Field(default=None, description="default: as it is")
    exemption: ScanExemption | None = Field(default=None, description="instead of files: why it is not scanned")
    from_national_store: bool | None = Field(default=None, description="DuocLayTuKhoDMQG; default: as it is")
    replaces_result_code: ResultCode | None = Field(default=None, description="MaKetQuaThayThe; default: as it is")


class DraftRepresentativeIn(RequestModel):
    name: OptionalLine = ""
    identity_number: Unfinished = ""
    address: OptionalLine = ""
    phone: Phone = ""
    email: Email = ""
    authority: OptionalLine = ""


class DraftApplicantIn(RequestModel):
    """Who applies, as far as it is filled in."""

    kind: Subject = Subject.ORGANISATION
    name: OptionalLine = ""
    identity_number: Unfinished = ""
    address: OptionalLine = ""
    phone: Phone = ""
    email: Email = ""
    language: Literal["vi", "en"] = "vi"
    representative: DraftRepresentativeIn | None = None

    def applicant(self) -> Applicant:
        deputy = self.representative
        said = {name: getattr(self, name) for name in type(self).model_fields}
        return Applicant(**said | {"representative": deputy and Representative(**deputy.model_dump())})


class DraftIn(RequestModel):
    """Hồ sơ nháp / a filing as far as it goes; everything but the procedure may be missing."""

    model_config = ConfigDict(json_schema_extra={"examples": [{**DOSSIER_EXAMPLE, "channel": "online"}]})

    procedure: str = Field(min_length=1, max_length=60, description="key or national code", examples=["cap-gpld"])
    channel: Channel = Channel.ONLINE
    applicant: DraftApplicantIn | None = None
    documents: Documents = Field(default=[])
    request: Annotated[OptionalParagraph, Field(max_length=2000)] = ""
    sets: int = Field(default=1, ge=1, le=99)
    result_by: Channel | None = None

    def content(self) -> DraftContent:
        return DraftContent(
            procedure=self.procedure,
            channel=self.channel,
            applicant=self.applicant.applicant() if self.applicant else None,
            documents=tuple(document.document() for document in self.documents),
            request=self.request,
            sets=self.sets,
            result_by=self.result_by,
        )
