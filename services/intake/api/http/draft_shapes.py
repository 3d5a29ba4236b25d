"""Drafts as JSON, and what the OpenAPI document says of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import Field

from intake.api.http.answers import Answer, LimitOut
from intake.application.drafts.draft import Draft, DraftContent
from intake.application.drafts.get_draft import ShownDraft
from intake.application.files.given import GivenDocument
from intake.domain.canonical import to_plain
from intake.domain.documents import ScanExemption
from intake.domain.procedures import Channel, DocumentForm, Subject


class MissingOut(Answer):
    field: str = Field(examples=["documents.ho-chieu"])
    detail: str = Field(examples=["missing: Hộ chiếu còn giá trị"])


class DraftFeeOut(Answer):
    amount_vnd: int | None = Field(description="null: the law pack does not know it")
    note: str | None


class DraftReuseOut(Answer):
    dossier: str
    key: str


class DraftDocumentOut(Answer):
    key: str
    form: DocumentForm | None
    quantity: int
    files: list[str]
    digitised: bool | None
    from_national_store: bool
    replaces_result_code: str
    exemption: ScanExemption | None
    reuse: DraftReuseOut | None


class DraftPersonOut(Answer):
    name: str
    identity_number: str
    address: str
    phone: str
    email: str
    authority: str


class DraftApplicantOut(Answer):
    kind: Subject
    name: str
    identity_number: str
    address: str
    phone: str
    email: str
    language: str
    representative: DraftPersonOut | None


class DraftContentOut(Answer):
    """What was filled in; PUT takes it back as it is."""

    procedure: str
    channel: Channel
    applicant: DraftApplicantOut | None
    documents: list[DraftDocumentOut]
    request: str
    sets: int
    result_by: Channel | None


class DraftItem(Answer):
    id: str
    version: int = Field(description="send it as If-Match to change what you saw and nothing else")
    procedure: str | None = Field(description="key; null once it was submitted")
    created_at: datetime
    updated_at: datetime
    expires_at: datetime = Field(description="when it is deleted unless it is changed or submitted before")
    dossier: str | None = Field(description="id of the dossier it has become")


class DraftOut(DraftItem):
    """content, limit, fee: null once it was submitted; limit and fee also when the procedure is not in force."""

    content: DraftContentOut | None
    missing: list[MissingOut] = Field(description="what a filing would be refused for now, all of it")
    limit: LimitOut | None = Field(description="how long the procedure takes, by the draft's channel")
    fee: DraftFeeOut | None


class DraftPage(Answer):
    items: list[DraftItem]
    next_page_token: str | None = None
    total_size: int = Field(description="all of yours, exactly")


def draft_item(draft: Draft) -> dict[str, Any]:
    return {
        "id": draft.id,
        "version": draft.version,
        "procedure": draft.content and draft.content.procedure,
        "created_at": draft.created_at,
        "updated_at": draft.updated_at,
        "expires_at": draft.expires_at,
        "dossier": draft.dossier_id,
    }


def draft_shape(shown: ShownDraft) -> dict[str, Any]:
    return draft_item(shown.draft) | {
        "content": shown.draft.content and _content(shown.draft.content),
        "missing": shown.missing,
        "limit": shown.limit and shown.limit.to_dict(),
        "fee": shown.fee and {"amount_vnd": shown.fee.amount_vnd, "note": shown.fee.note},
    }


def _content(content: DraftContent) -> dict[str, Any]:
    return {
        "procedure": content.procedure,
        "channel": content.channel,
        "applicant": content.applicant and to_plain(content.applicant, whole=True),
        "documents": [_document(document) for document in content.documents],
        "request": content.request,
        "sets": content.sets,
        "result_by": content.result_by,
    }


def _document(document: GivenDocument) -> dict[str, Any]:
    return {
        "key": document.key,
        "form": document.form,
        "quantity": document.quantity,
        "files": document.files,
        "digitised": document.is_digitised,
        "from_national_store": document.is_from_national_store,
        "replaces_result_code": document.replaces_result_code,
        "exemption": document.exemption,
        "reuse": document.reuse,
    }
