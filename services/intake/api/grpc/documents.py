"""motcua.intake.v1.DocumentService: files, as streams in both directions."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

from chassis.http.paging import decode_cursor, encode_cursor
from chassis.kernel.errors import invalid
from chassis.rpc.server import current_actor
from chassis.telemetry import logs
from intake.api.grpc.catalogue import page_size
from intake.api.grpc.dossiers import change_of, key_of
from intake.api.grpc.shapes import DossierMessages, file_message
from intake.api.grpc.vocabulary import from_wire_or_none
from intake.application import UseCases
from intake.application.files.attach_files import AttachFiles
from intake.application.files.delete_file import DeleteFile
from intake.application.files.find_reusable import FindReusable
from intake.application.files.get_file import GetFile
from intake.application.files.ports import FilePlace
from intake.application.files.upload_file import UploadFile
from intake.domain.documents import ScanExemption
from intake.domain.procedures import DocumentForm
from motcua.intake.v1 import document_pb2, document_service_pb2_grpc, procedures_pb2
from motcua.intake.v1 import document_service_pb2 as pb

# Every look at an applicant's papers is recorded with who looked (NĐ 13/2023 art. 38(2)).
_log = logs.get(__name__)
_SHA256 = re.compile(r"[0-9a-fA-F]{64}")
_PIECE = 256 * 1024


class DocumentServicer(document_service_pb2_grpc.DocumentServiceServicer):
    def __init__(self, use_cases: UseCases, messages: DossierMessages) -> None:
        self._ask = use_cases.files
        self._messages = messages

    async def UploadDocument(  # noqa: N802
        self, request_iterator: AsyncIterator[pb.UploadDocumentRequest], context: Any
    ) -> pb.UploadDocumentResponse:
        header = await _header(request_iterator)
        if header.sha256 and not _SHA256.fullmatch(header.sha256):
            raise invalid("invalid-request", "sha256 cannot be read.", sha256="64 hexadecimal digits")
        command = UploadFile(
            actor=current_actor(),
            name=header.name,
            content=_content(request_iterator),
            sha256=header.sha256 or None,
            idempotency_key=key_of(header.idempotency_key),
        )
        return pb.UploadDocumentResponse(file=file_message(await self._ask.upload(command)))

    async def GetDocument(self, request: pb.GetDocumentRequest, context: Any) -> pb.GetDocumentResponse:  # noqa: N802
        file = await self._ask.get(GetFile(actor=current_actor(), file_id=request.document_id))
        return pb.GetDocumentResponse(file=file_message(file))

    async def DownloadDocument(  # noqa: N802
        self, request: pb.DownloadDocumentRequest, context: Any
    ) -> AsyncIterator[pb.DownloadDocumentResponse]:
        actor = current_actor()
        file = await self._ask.get(GetFile(actor=actor, file_id=request.document_id))
        _log.info("document shown", document=file.id, dossier=file.dossier_id, to=actor.subject)
        async for part in self._ask.get.content(file):
            for start in range(0, len(part), _PIECE):
                yield pb.DownloadDocumentResponse(content=part[start : start + _PIECE])

    async def DeleteDocument(self, request: pb.DeleteDocumentRequest, context: Any) -> pb.DeleteDocumentResponse:  # noqa: N802
        await self._ask.delete(DeleteFile(actor=current_actor(), file_id=request.document_id))
        return pb.DeleteDocumentResponse()

    async def AttachDocumentFiles(  # noqa: N802
        self, request: pb.AttachDocumentFilesRequest, context: Any
    ) -> pb.AttachDocumentFilesResponse:
        said = request.HasField
        command = AttachFiles(
            change=change_of("AttachDocumentFiles", request),
            key=request.key,
            files=tuple(request.files),
            replacing=request.is_replacing,
            form=from_wire_or_none(procedures_pb2.DocumentForm, "DOCUMENT_FORM", DocumentForm, request.form),
            exemption=from_wire_or_none(document_pb2.ScanExemption, "SCAN_EXEMPTION", ScanExemption, request.exemption),
            is_from_national_store=request.is_from_national_store if said("is_from_national_store") else None,
            replaces_result_code=request.replaces_result_code if said("replaces_result_code") else None,
        )
        return pb.AttachDocumentFilesResponse(dossier=self._messages.whole(await self._ask.attach(command)))

    async def ListReusableDocuments(  # noqa: N802
        self, request: pb.ListReusableDocumentsRequest, context: Any
    ) -> pb.ListReusableDocumentsResponse:
        dossier_id = request.dossier_id or None
        filters = {"dossier": dossier_id}
        position = decode_cursor(request.page_token, filters) if request.page_token else None
        after = position and FilePlace(attached_at=datetime.fromisoformat(str(position[0])), id=str(position[1]))
        query = FindReusable(
            actor=current_actor(), dossier_id=dossier_id, after=after or None, size=page_size(request.page_size)
        )
        found = await self._ask.reusable(query)
        following = found.following
        return pb.ListReusableDocumentsResponse(
            documents=[
                pb.ReusableDocument(
                    file=file_message(item.file),
                    reuse=document_pb2.DocumentReuse(dossier=item.dossier.id, key=item.file.document_key or ""),
                    code=item.dossier.code,
                )
                for item in found.items
            ],
            next_page_token=encode_cursor((following.attached_at.isoformat(), following.id), filters)
            if following
            else "",
            total_size=found.total,
        )


async def _header(requests: AsyncIterator[pb.UploadDocumentRequest]) -> pb.UploadHeader:
    """The first message; raises ``invalid-request`` if it is something else."""
    async for request in requests:
        if request.WhichOneof("part") == "header":
            return request.header
        break
    raise invalid("invalid-request", "An upload begins with its header.", header="must be the first message")


async def _content(requests: AsyncIterator[pb.UploadDocumentRequest]) -> AsyncIterator[bytes]:
    async for request in requests:
        if request.WhichOneof("part") == "header":
            raise invalid("invalid-request", "An upload has one header.", header="only in the first message")
        yield request.content
