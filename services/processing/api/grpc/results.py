"""motcua.processing.v1.ResultService: files, as streams in both directions."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any

from chassis.kernel.errors import invalid
from chassis.rpc.server import current_actor
from chassis.telemetry import logs
from motcua.processing.v1 import result_service_pb2 as pb
from motcua.processing.v1 import result_service_pb2_grpc
from processing.api.grpc.messages import asked, checked_key
from processing.application.changing import Asked
from processing.application.results import AttachResult, SignResult
from processing.application.use_cases import UseCases
from processing.domain.results import ResultFile, unknown
from processing.protocol import stamp

# Every look at a result is recorded with who looked.
_log = logs.get(__name__)
_DIGEST = re.compile(r"(?:[0-9a-fA-F]{64})?")
_PIECE = 256 * 1024


class ResultServicer(result_service_pb2_grpc.ResultServiceServicer):
    def __init__(self, use_cases: UseCases) -> None:
        self._ask = use_cases.results

    async def AttachResult(  # noqa: N802
        self, request_iterator: AsyncIterator[pb.AttachResultRequest], context: Any
    ) -> pb.AttachResultResponse:
        header = await _header(request_iterator)
        command = AttachResult(
            asked=Asked(actor=current_actor(), if_version=header.expected_version or None),
            dossier_id=header.dossier_id,
            content=_content(request_iterator),
            sha256=header.sha256,
            key=checked_key(header.idempotency_key),
        )
        return pb.AttachResultResponse(result=_message(await self._ask.attach(command)))

    async def ListResults(self, request: pb.ListResultsRequest, context: Any) -> pb.ListResultsResponse:  # noqa: N802
        found = await self._ask.read(current_actor(), request.dossier_id)
        return pb.ListResultsResponse(results=[_message(result) for result in found])

    async def DownloadResult(  # noqa: N802
        self, request: pb.DownloadResultRequest, context: Any
    ) -> AsyncIterator[pb.DownloadResultResponse]:
        actor, wanted = current_actor(), request.result_id
        found = await self._ask.read(actor, request.dossier_id)
        result = next((each for each in reversed(found) if wanted in ("", each.id)), None)
        if result is None:
            raise unknown(wanted)
        _log.info("result shown", result=result.id, dossier=request.dossier_id, to=actor.subject)
        async for part in self._ask.read.content(result):
            for start in range(0, len(part), _PIECE):
                yield pb.DownloadResultResponse(content=part[start : start + _PIECE])

    async def SignResult(self, request: pb.SignResultRequest, context: Any) -> pb.SignResultResponse:  # noqa: N802
        command = SignResult(
            asked=asked("SignResult", request), dossier_id=request.dossier_id, result_id=request.result_id
        )
        return pb.SignResultResponse(result=_message(await self._ask.sign(command)))


async def _header(parts: AsyncIterator[pb.AttachResultRequest]) -> pb.ResultHeader:
    async for part in parts:
        if part.HasField("header"):
            if _DIGEST.fullmatch(part.header.sha256):
                return part.header
            raise invalid("invalid-request", "sha256 cannot be read.", sha256="64 hexadecimal digits")
        break
    raise invalid("invalid-request", "The first message is the header.", header="is missing")


async def _content(parts: AsyncIterator[pb.AttachResultRequest]) -> AsyncIterator[bytes]:
    async for part in parts:
        yield part.content


def _message(result: ResultFile) -> pb.ResultFile:
    signature = result.signature
    return pb.ResultFile(
        id=result.id,
        number=result.number,
        media=result.media.value,
        size=result.size,
        sha256=result.sha256,
        attached_by=result.attached_by,
        attached_at=stamp(result.attached_at),
        signature=pb.ResultSignature(
            signed_by=signature.officer,
            signed_at=stamp(signature.signed_at),
            value=signature.value,
            certificate=signature.certificate,
        )
        if signature
        else None,
    )
