"""Result files of a case: attached, listed, opened, signed."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from pydantic import Field
from starlette.responses import Response, StreamingResponse

from chassis.http.deps import ActorDep, IdempotencyKeyDep, IfMatchDep, allow_seconds
from chassis.http.uploads import sha256_of, upload_of
from chassis.telemetry import logs
from processing.api.http import answers
from processing.api.http.tasks import AskedDep
from processing.application.changing import Asked
from processing.application.results import AttachResult, SignResult
from processing.application.use_cases import UseCases
from processing.domain.results import Media, ResultFile

# Every look at a result is recorded with who looked.
_log = logs.get(__name__)

_SLOW_LINE_SECONDS = 600.0
_ENVELOPE = 64 * 1024  # what a form adds to its file
_SHA256 = Annotated[
    str | None, Query(pattern=r"^[0-9a-fA-F]{64}$", description="what must arrive; a digest header says the same")
]
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_FORM = {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}, "required": ["file"]}
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "A form with one file, or the file itself with `Content-Disposition: attachment; filename*=…`.",
        "content": {"multipart/form-data": {"schema": _FORM}, "application/octet-stream": _BINARY},
    }
}
_CONTENT: dict[int | str, dict[str, Any]] = {
    200: {"description": "The whole file", "content": {"application/octet-stream": _BINARY}}
}


async def sender(actor: ActorDep, key: IdempotencyKeyDep, version: IfMatchDep) -> tuple[Asked, str]:
    """Who asks, and the key; the body is a stream, digested on its way."""
    return Asked(actor=actor, if_version=version), key or ""


SenderDep = Annotated[tuple[Asked, str], Depends(sender)]


class SignatureOut(answers.Answer):
    """Chữ ký số / over the file's SHA-256. ``certificate``: base64 of DER."""

    signed_by: str = Field(description="account that had it signed")
    signed_at: datetime
    value: str = Field(description="base64")
    certificate: str


class ResultOut(answers.Answer):
    """Kết quả giải quyết / one version of the result; the last one counts."""

    id: str
    number: int
    media: Media
    size: int
    sha256: str
    attached_by: str
    attached_at: datetime
    is_signed: bool
    signature: SignatureOut | None


class ResultList(answers.Answer):
    """Every version, oldest first."""

    items: list[ResultOut]
    total_size: int


def router(use_cases: UseCases) -> APIRouter:
    made = APIRouter(prefix="/v1/cases/{dossier_id}/results", tags=["Kết quả · Results"])
    _changes(made, use_cases)
    _reads(made, use_cases)
    return made


def _changes(made: APIRouter, use_cases: UseCases) -> None:
    ask = use_cases.results

    @made.post(
        "",
        status_code=201,
        response_model=ResultOut,
        max_body_size=ask.most_bytes + _ENVELOPE,
        openapi_extra=_BODY,
        summary="Đính kèm kết quả · Attach a result",
    )
    async def attach_result(request: Request, dossier_id: str, sender: SenderDep, sha256: _SHA256 = None) -> ResultOut:
        """By an officer who has an open step. PDF, PNG, JPEG or XML, told from its content; each one is a version more,
        earlier ones stay. The name on your machine is not kept. An `Idempotency-Key` makes trying again safe."""
        allow_seconds(request, _SLOW_LINE_SECONDS)
        said = sha256 or sha256_of(request) or ""
        upload = await upload_of(request)
        asked, key = sender
        command = AttachResult(asked=asked, dossier_id=dossier_id, content=upload.content, sha256=said, key=key)
        return _out(await ask.attach(command))

    @made.post(
        "/{result_id}/signature", status_code=201, response_model=ResultOut, summary="Ký số kết quả · Sign a result"
    )
    async def sign_result(dossier_id: str, result_id: str, asked: AskedDep) -> ResultOut:
        """The agency's signing gateway signs the file's SHA-256; what it answers is verified before it is kept. By who
        decided, a leader, or an officer who has an open step. Asking again is safe, also after the gateway was away."""
        return _out(await ask.sign(SignResult(asked=asked, dossier_id=dossier_id, result_id=result_id)))


def _reads(made: APIRouter, use_cases: UseCases) -> None:
    ask = use_cases.results.read

    @made.get("", response_model=ResultList, summary="Các phiên bản kết quả · List results")
    async def list_results(dossier_id: str, actor: ActorDep) -> ResultList:
        """Every version, for those who see the case."""
        found = [_out(result) for result in await ask(actor, dossier_id)]
        return ResultList(items=found, total_size=len(found))

    @made.get(
        "/{result_id}/content",
        response_class=StreamingResponse,
        responses=_CONTENT,
        summary="Mở kết quả · Open a result",
    )
    async def get_result_content(request: Request, dossier_id: str, result_id: str, actor: ActorDep) -> Response:
        """The file as it was attached, to be saved. Each look is recorded."""
        allow_seconds(request, _SLOW_LINE_SECONDS)
        result = await ask.one(actor, dossier_id, result_id)
        _log.info("result shown", result=result.id, dossier=dossier_id, to=actor.subject)
        content = ask.content(result)
        first = await anext(content, b"")  # what cannot be opened is refused before the answer begins
        headers = {
            "Content-Disposition": f"attachment; filename={result.name}",
            "Content-Length": str(result.size),
            "X-Content-Type-Options": "nosniff",
        }
        return StreamingResponse(_sent(first, content), media_type="application/octet-stream", headers=headers)


async def _sent(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for part in rest:
        yield part


def _out(result: ResultFile) -> ResultOut:
    signature = result.signature
    return ResultOut(
        id=result.id,
        number=result.number,
        media=result.media,
        size=result.size,
        sha256=result.sha256,
        attached_by=result.attached_by,
        attached_at=result.attached_at,
        is_signed=result.is_signed,
        signature=SignatureOut(
            signed_by=signature.officer,
            signed_at=signature.signed_at,
            value=base64.b64encode(signature.value).decode(),
            certificate=base64.b64encode(signature.certificate).decode(),
        )
        if signature
        else None,
    )
