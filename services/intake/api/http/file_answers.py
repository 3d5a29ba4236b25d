"""What clients receive of files."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from intake.api.http.answers import Answer, ProcedureOut


class StoredFileOut(Answer):
    """A document as it was uploaded."""

    id: str = Field(description="UUIDv7; for documents[].files")
    name: str = Field(examples=["ho-chieu.pdf"])
    size: int = Field(description="bytes")
    media_type: str = Field(description="told from the content", examples=["application/pdf"])
    sha256: str = Field(description="hexadecimal")
    uploaded_at: datetime
    expires_at: datetime | None = Field(description="when it is deleted if it belongs to no dossier by then")
    dossier: str | None = Field(description="id of the dossier it belongs to")


class ReuseOut(Answer):
    """Send it as documents[].reuse."""

    dossier: str
    key: str


class ReusableOut(Answer):
    """A file of an earlier dossier."""

    id: str
    name: str
    size: int
    media_type: str
    sha256: str
    reuse: ReuseOut
    document: str = Field(description="name of the document there")
    code: str | None = Field(description="code of the dossier")
    procedure: ProcedureOut
    received_at: datetime


class ReusablePage(Answer):
    items: list[ReusableOut]
    next_page_token: str | None = None
    total_size: int = Field(description="all that match, exactly")
