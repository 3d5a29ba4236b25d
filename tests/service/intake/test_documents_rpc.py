"""Documents and drafts over gRPC, on a real server: the same use cases, files as streams."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf.json_format import ParseDict

from chassis.auth.keys import JwksFile
from chassis.auth.tokens import TokenVerifier
from chassis.health import Health
from chassis.kernel.actor import Actor
from chassis.rpc.server import RpcServer
from intake.api.grpc import servicers
from intake.application.law_in_force import LawInForce
from motcua.intake.v1 import (
    document_pb2,
    document_service_pb2,
    document_service_pb2_grpc,
    dossier_pb2,
    dossier_service_pb2,
    dossier_service_pb2_grpc,
    draft_service_pb2,
    draft_service_pb2_grpc,
)
from service.intake.counter import Counter
from unit.intake.papers import PDF
from unit.intake.world import APPLICANT, NEIGHBOUR, RECEPTIONIST, WORK_PERMIT_DOCUMENTS, heza

LARGE = PDF + b"Nguyen Van Mau " * 60_000


class Caller:
    """Somebody with a channel of the grpc library itself, as another system has it."""

    def __init__(self, counter: Counter, port: int, actor: Actor) -> None:
        self.channel = grpc.aio.insecure_channel(f"127.0.0.1:{port}")
        self.metadata = (("authorization", counter.headers(actor)["Authorization"]),)
        self.documents: Any = document_service_pb2_grpc.DocumentServiceStub(self.channel)
        self.drafts: Any = draft_service_pb2_grpc.DraftServiceStub(self.channel)
        self.dossiers: Any = dossier_service_pb2_grpc.DossierServiceStub(self.channel)

    async def upload(self, content: bytes = PDF, **header: str) -> document_pb2.DocumentFile:
        sent = pieces(content, **({"name": "giay.pdf"} | header))
        answer = await self.documents.UploadDocument(sent, metadata=self.metadata, timeout=20)
        file: document_pb2.DocumentFile = answer.file
        return file

    async def download(self, file_id: str) -> bytes:
        request = document_service_pb2.DownloadDocumentRequest(document_id=file_id)
        stream = self.documents.DownloadDocument(request, metadata=self.metadata, timeout=20)
        return b"".join([piece.content async for piece in stream])

    async def call(self, method: Any, request: Any) -> Any:
        return await method(request, metadata=self.metadata, timeout=20)


def pieces(content: bytes, **header: str) -> Iterator[document_service_pb2.UploadDocumentRequest]:
    yield document_service_pb2.UploadDocumentRequest(header=document_service_pb2.UploadHeader(**header))
    for start in range(0, len(content), 100_000):
        yield document_service_pb2.UploadDocumentRequest(content=content[start : start + 100_000])


@pytest.fixture
async def callers(counter: Counter, tmp_path: Path) -> AsyncIterator[dict[str, Caller]]:
    verifier = TokenVerifier(JwksFile(tmp_path / "jwks.json"), counter.issuer.issuer, counter.issuer.audience)
    made = servicers(counter.use_cases, LawInForce(heza()), counter.clock)
    server = RpcServer("127.0.0.1", 0, made, verifier, Health(), grace_seconds=1)
    await server.start()
    calling = {actor.subject: Caller(counter, server.port, actor) for actor in (APPLICANT, NEIGHBOUR, RECEPTIONIST)}
    yield calling
    for caller in calling.values():
        await caller.channel.close()
    await server.stop()


def filing(file_id: str, **more: Any) -> dict[str, Any]:
    documents: list[dict[str, Any]] = [{"key": key} for key in WORK_PERMIT_DOCUMENTS]
    documents[5] |= {"files": [file_id]} if file_id else more
    applicant = {
        "kind": "APPLICANT_KIND_ORGANISATION",
        "name": "Công ty TNHH Mẫu Hải Phòng",
        "identityNumber": "0201234567",
        "address": "Lô A1, KCN Đình Vũ",
        "phone": "0912345678",
    }
    return {"procedure": "cap-gpld", "channel": "CHANNEL_ONLINE", "applicant": applicant, "documents": documents}


async def test_a_document_goes_up_and_comes_down_as_streams(callers: dict[str, Caller]) -> None:
    applicant, neighbour = callers[APPLICANT.subject], callers[NEIGHBOUR.subject]
    file = await applicant.upload(LARGE, name="Hộ chiếu.pdf", idempotency_key="k-1")
    assert (file.name, file.size, file.media_type) == ("Hộ chiếu.pdf", len(LARGE), "application/pdf")
    assert (await applicant.upload(LARGE, name="Hộ chiếu.pdf", idempotency_key="k-1")).id == file.id
    assert await applicant.download(file.id) == LARGE
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await neighbour.download(file.id)
    assert refusal.value.code() is grpc.StatusCode.NOT_FOUND
    request = document_service_pb2.DeleteDocumentRequest(document_id=file.id)
    await applicant.call(applicant.documents.DeleteDocument, request)
    with pytest.raises(grpc.aio.AioRpcError) as gone:
        await applicant.call(
            applicant.documents.GetDocument, document_service_pb2.GetDocumentRequest(document_id=file.id)
        )
    assert gone.value.code() is grpc.StatusCode.NOT_FOUND


async def test_uploads_that_cannot_be_are_refused(callers: dict[str, Caller], counter: Counter) -> None:
    applicant = callers[APPLICANT.subject]
    for content, header in (
        (b"", {}),
        (b"MZ\x90\x00", {}),
        (PDF, {"name": "a.docx"}),
        (PDF, {"sha256": "0" * 64}),
        (PDF, {"sha256": "x"}),
        (PDF, {"idempotency_key": "\n"}),
        (PDF + b"\n" * counter.use_cases.files.limits.most_bytes, {}),
    ):
        with pytest.raises(grpc.aio.AioRpcError) as refusal:
            await applicant.upload(content, **header)
        assert refusal.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    headless = iter([document_service_pb2.UploadDocumentRequest(content=PDF)])
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await applicant.documents.UploadDocument(headless, metadata=applicant.metadata, timeout=20)
    assert refusal.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert await counter.count("files") == 0


async def test_a_dossier_with_files_is_filed_scanned_and_reused(callers: dict[str, Caller]) -> None:
    applicant, receptionist = callers[APPLICANT.subject], callers[RECEPTIONIST.subject]
    file = await applicant.upload()
    register = ParseDict(filing(file.id), dossier_service_pb2.RegisterDossierRequest())
    filed = (await applicant.call(applicant.dossiers.RegisterDossier, register)).dossier
    get = dossier_service_pb2.GetDossierRequest(dossier_id=filed.id)
    passport = (await receptionist.call(receptionist.dossiers.GetDossier, get)).dossier.documents[5]
    assert (list(passport.files), passport.exemption) == ([file.id], document_pb2.SCAN_EXEMPTION_FILED_ONLINE)
    assert passport.stored_files[0].name == "giay.pdf"

    scan = await receptionist.upload()
    attach = document_service_pb2.AttachDocumentFilesRequest(dossier_id=filed.id, key="anh", files=[scan.id])
    scanned = (await receptionist.call(receptionist.documents.AttachDocumentFiles, attach)).dossier
    assert next(document for document in scanned.documents if document.key == "anh").is_digitised

    listing = document_service_pb2.ListReusableDocumentsRequest(page_size=1)
    page = await applicant.call(applicant.documents.ListReusableDocuments, listing)
    assert (page.total_size, len(page.documents), bool(page.next_page_token)) == (2, 1, True)
    listing.page_token = page.next_page_token
    reuse = (await applicant.call(applicant.documents.ListReusableDocuments, listing)).documents[0].reuse
    again = ParseDict(filing("", reuse={"dossier": reuse.dossier, "key": reuse.key}), register.__class__())
    document = (await applicant.call(applicant.dossiers.RegisterDossier, again)).dossier.documents[5]
    assert (document.is_reused, len(document.files)) == (True, 1)


async def test_a_draft_is_saved_changed_and_filed_once(callers: dict[str, Caller], counter: Counter) -> None:
    applicant = callers[APPLICANT.subject]
    nearly_nothing = draft_service_pb2.DraftContent(procedure="cap-gpld")
    begun = draft_service_pb2.SaveDraftRequest(content=nearly_nothing, idempotency_key="k-1")
    draft = (await applicant.call(applicant.drafts.SaveDraft, begun)).draft
    assert {gap.field for gap in draft.missing} >= {"applicant", "documents.ho-chieu"}
    assert (draft.limit.amount, draft.version) == ("10", 1)
    file = await applicant.upload()
    content = ParseDict(filing(file.id), draft_service_pb2.DraftContent())
    update = draft_service_pb2.UpdateDraftRequest(draft_id=draft.id, content=content, expected_version=1)
    assert not (await applicant.call(applicant.drafts.UpdateDraft, update)).draft.missing
    read = await applicant.call(applicant.drafts.GetDraft, draft_service_pb2.GetDraftRequest(draft_id=draft.id))
    assert list(read.draft.content.documents[5].files) == [file.id]
    assert read.draft.content.applicant.kind == dossier_pb2.APPLICANT_KIND_ORGANISATION
    submit = draft_service_pb2.SubmitDraftRequest(draft_id=draft.id, expected_version=2)
    filed = [(await applicant.call(applicant.drafts.SubmitDraft, submit)).dossier.id for _ in range(2)]
    assert len(set(filed)) == 1
    listed = await applicant.call(applicant.drafts.ListDrafts, draft_service_pb2.ListDraftsRequest())
    assert (listed.total_size, len(listed.drafts)) == (0, 0)
    delete = draft_service_pb2.DeleteDraftRequest(draft_id=draft.id)
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await applicant.call(applicant.drafts.DeleteDraft, delete)
    assert refusal.value.code() is grpc.StatusCode.FAILED_PRECONDITION
    assert await counter.count("dossiers") == 1
