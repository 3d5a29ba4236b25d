"""Documents as files: upload, look, open, delete, attach scans, re-use."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request
from starlette.responses import Response, StreamingResponse

from chassis.http.deps import ActorDep, IdempotencyKeyDep, allow_seconds
from chassis.http.paging import PageDep, encode_cursor
from chassis.http.problems import problem_response
from chassis.http.uploads import sha256_of, upload_of
from chassis.kernel.errors import Kind, Problem
from chassis.telemetry import logs
from intake.api.http.actions import ChangeDep
from intake.api.http.answers import DossierOut
from intake.api.http.file_answers import ReusablePage, StoredFileOut
from intake.api.http.file_requests import AttachIn
from intake.api.http.file_shapes import content_headers, stored_shape
from intake.api.http.shapes import DossierShapes, answer
from intake.application import UseCases
from intake.application.files.attach_files import AttachFiles
from intake.application.files.delete_file import DeleteFile
from intake.application.files.find_reusable import FindReusable
from intake.application.files.get_file import GetFile, Span
from intake.application.files.ports import FilePlace
from intake.application.files.upload_file import UploadFile
from intake.domain.files.stored import StoredFile

# Every look at an applicant's papers is recorded with who looked (NĐ 13/2023 art. 38(2)).
_log = logs.get(__name__)

_SLOW_LINE_SECONDS = 600.0
_ENVELOPE = 64 * 1024  # what a form adds to its file
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
_SHA256 = Annotated[
    str | None, Query(pattern=r"^[0-9a-fA-F]{64}$", description="what must arrive; a digest header says the same")
]
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_FORM = {
    "type": "object",
    "properties": {"file": {"type": "string", "format": "binary"}},
    "required": ["file"],
}
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "A form with one file, or the file itself with `Content-Disposition: attachment; filename*=…`.",
        "content": {"multipart/form-data": {"schema": _FORM}, "application/octet-stream": _BINARY},
    }
}
_CONTENT: dict[int | str, dict[str, Any]] = {
    200: {"description": "The whole file", "content": {"application/octet-stream": _BINARY}},
    206: {"description": "The part that `Range` asked for", "content": {"application/octet-stream": _BINARY}},
}


def router(use_cases: UseCases, shapes: DossierShapes) -> APIRouter:
    made = APIRouter(tags=["Tài liệu · Documents"])
    _uploads(made, use_cases)
    _content(made, use_cases)
    _in_dossiers(made, use_cases, shapes)
    return made


def _uploads(made: APIRouter, use_cases: UseCases) -> None:
    most = use_cases.files.limits.most_bytes + _ENVELOPE

    @made.post(
        "/v1/documents",
        status_code=201,
        response_model=StoredFileOut,
        max_body_size=most,
        openapi_extra=_BODY,
        summary="Tải tài liệu lên · Upload a document",
    )
    async def upload_document(
        request: Request, actor: ActorDep, key: IdempotencyKeyDep, sha256: _SHA256 = None
    ) -> Response:
        """One file. What it is, is told from its content: PDF, PNG, JPEG, TIFF, DOCX, XLSX, ODT, P7S, XML or text; its
        name must end accordingly. Use its id in `documents[].files` of a dossier or a draft; an upload that finds no
        dossier is deleted at `expires_at`. An `Idempotency-Key` makes trying again safe."""
        allow_seconds(request, _SLOW_LINE_SECONDS)
        said = sha256 or sha256_of(request)
        upload = await upload_of(request)
        command = UploadFile(actor=actor, name=upload.name, content=upload.content, sha256=said, idempotency_key=key)
        file = await use_cases.files.upload(command)
        return answer(stored_shape(file), status=201, headers={"Location": f"/v1/documents/{file.id}"})

    @made.get("/v1/documents/{document_id}", response_model=StoredFileOut, summary="Một tài liệu · One document")
    async def get_document(document_id: str, actor: ActorDep) -> Response:
        """For its uploader; once it belongs to a dossier, for those who may see that applicant's data."""
        return answer(stored_shape(await use_cases.files.get(GetFile(actor=actor, file_id=document_id))))

    @made.delete("/v1/documents/{document_id}", status_code=204, summary="Xoá tài liệu · Delete an upload")
    async def delete_document(document_id: str, actor: ActorDep) -> Response:
        """By its uploader, while it belongs to no dossier."""
        await use_cases.files.delete(DeleteFile(actor=actor, file_id=document_id))
        return Response(status_code=204)


def _content(made: APIRouter, use_cases: UseCases) -> None:
    @made.get(
        "/v1/documents/{document_id}/content",
        response_class=StreamingResponse,
        responses=_CONTENT,
        summary="Nội dung tài liệu · Open a document",
    )
    async def get_document_content(
        request: Request,
        document_id: str,
        actor: ActorDep,
        wanted: Annotated[str | None, Header(alias="Range", description="one range of bytes: `bytes=0-99`")] = None,
    ) -> Response:
        """The file as it was uploaded, to be saved. `Repr-Digest` is its SHA-256. Each look is recorded."""
        allow_seconds(request, _SLOW_LINE_SECONDS)
        file = await use_cases.files.get(GetFile(actor=actor, file_id=document_id))
        _log.info("document shown", document=file.id, dossier=file.dossier_id, to=actor.subject)
        try:
            span = _span(wanted, file.size)
        except Problem as problem:
            return problem_response(problem, status=416, headers={"Content-Range": f"bytes */{file.size}"})
        return await _sent(file, span, use_cases.files.get.content(file, span))


def _in_dossiers(made: APIRouter, use_cases: UseCases, shapes: DossierShapes) -> None:
    @made.post(
        "/v1/dossiers/{dossier_id}/documents/{key}/files",
        status_code=201,
        response_model=DossierOut,
        summary="Số hoá thành phần hồ sơ · Add scans to a document",
    )
    async def attach_files(key: str, body: AttachIn, change: ChangeDep) -> Response:
        """The counter scans what came on paper, or says why it is not scanned. The files are uploads of the same
        account."""
        command = AttachFiles(
            change=change,
            key=key,
            files=tuple(body.files),
            replacing=body.replacing,
            form=body.form,
            exemption=body.exemption,
            is_from_national_store=body.from_national_store,
            replaces_result_code=body.replaces_result_code,
        )
        return shapes.created(shapes.whole(await use_cases.files.attach(command)))

    @made.get(
        "/v1/reusable-documents", response_model=ReusablePage, summary="Tài liệu tái sử dụng · Documents to re-use"
    )
    async def list_reusable_documents(
        actor: ActorDep,
        page: PageDep,
        dossier: Annotated[
            str | None,
            Query(
                max_length=36,
                description="of the applicant: officers name one; default: all your own",
            ),
        ] = None,
    ) -> Response:
        """Files of earlier dossiers of the same applicant, newest first. Send `reuse` as it is here in
        `documents[].reuse` of a filing by that applicant, instead of uploading again."""
        filters = {"dossier": dossier}
        query = FindReusable(actor=actor, dossier_id=dossier, after=_place(page.after(filters)), size=page.page_size)
        found = await use_cases.files.reusable(query)
        following = found.following
        token = following and encode_cursor((following.attached_at.isoformat(), following.id), filters)
        items = [shapes.reusable(item) for item in found.items]
        return answer({"items": items, "next_page_token": token, "total_size": found.total})


async def _sent(file: StoredFile, span: Span | None, content: AsyncIterator[bytes]) -> Response:
    """A stream; its first part is read before the answer begins, so that a missing file is a problem in words."""
    first = await anext(content)

    async def all_of_it() -> AsyncIterator[bytes]:
        yield first
        async for part in content:
            yield part

    headers = content_headers(file)
    size = file.size
    if span is not None:
        size = span.end - span.start
        headers["Content-Range"] = f"bytes {span.start}-{span.end - 1}/{file.size}"
    headers["Content-Length"] = str(size)
    return StreamingResponse(all_of_it(), 200 if span is None else 206, headers)


def _span(wanted: str | None, size: int) -> Span | None:
    """What a Range header asks for; null for the whole file, also if it asks for several ranges (RFC 9110 14.2)."""
    found = _RANGE.fullmatch(wanted.strip()) if wanted else None
    if found is None or found[0] == "bytes=-":
        return None
    if not found[1]:
        start, end = max(size - int(found[2]), 0), size
    else:
        start, end = int(found[1]), min(int(found[2]) + 1, size) if found[2] else size
    if start >= end:
        raise Problem("range-not-satisfiable", Kind.INVALID, f"The document has {size} bytes; ask within them.")
    return Span(start=start, end=end)


def _place(position: list[str | int | None] | None) -> FilePlace | None:
    if position is None:
        return None
    return FilePlace(attached_at=datetime.fromisoformat(str(position[0])), id=str(position[1]))
