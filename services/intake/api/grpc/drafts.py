"""motcua.intake.v1.DraftService: filings that are not finished."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chassis.http.paging import decode_cursor, encode_cursor
from chassis.rpc.server import current_actor
from intake.api.grpc.catalogue import page_size
from intake.api.grpc.dossiers import idempotency_of
from intake.api.grpc.shapes import DossierMessages, applicant_message, applicant_of, documents_of
from intake.api.grpc.vocabulary import from_wire_or_none, limit, on_wire, on_wire_or_unsaid, stamp
from intake.application import UseCases
from intake.application.drafts.draft import Draft, DraftContent
from intake.application.drafts.get_draft import ListDrafts, ShownDraft
from intake.application.drafts.ports import DraftPlace
from intake.application.drafts.save_draft import SaveDraft, UpdateDraft
from intake.application.drafts.submit_draft import SubmitDraft
from intake.application.files.given import GivenDocument
from intake.domain.applicant import tidy
from intake.domain.procedures import Channel
from motcua.common.v1 import vocabulary_pb2
from motcua.intake.v1 import document_pb2, dossier_pb2, draft_service_pb2_grpc, procedures_pb2
from motcua.intake.v1 import draft_service_pb2 as pb


class DraftServicer(draft_service_pb2_grpc.DraftServiceServicer):
    def __init__(self, use_cases: UseCases, messages: DossierMessages) -> None:
        self._ask = use_cases.drafts
        self._messages = messages

    async def SaveDraft(self, request: pb.SaveDraftRequest, context: Any) -> pb.SaveDraftResponse:  # noqa: N802
        command = SaveDraft(
            actor=current_actor(),
            content=_content_of(request.content),
            idempotency=idempotency_of("SaveDraft", request, request.idempotency_key),
        )
        return pb.SaveDraftResponse(draft=_shown(await self._ask.get.shown(await self._ask.save(command))))

    async def UpdateDraft(self, request: pb.UpdateDraftRequest, context: Any) -> pb.UpdateDraftResponse:  # noqa: N802
        command = UpdateDraft(
            actor=current_actor(),
            draft_id=request.draft_id,
            content=_content_of(request.content),
            if_version=request.expected_version or None,
        )
        return pb.UpdateDraftResponse(draft=_shown(await self._ask.get.shown(await self._ask.save.update(command))))

    async def GetDraft(self, request: pb.GetDraftRequest, context: Any) -> pb.GetDraftResponse:  # noqa: N802
        return pb.GetDraftResponse(draft=_shown(await self._ask.get(current_actor(), request.draft_id)))

    async def ListDrafts(self, request: pb.ListDraftsRequest, context: Any) -> pb.ListDraftsResponse:  # noqa: N802
        position = decode_cursor(request.page_token, {}) if request.page_token else None
        after = position and DraftPlace(created_at=datetime.fromisoformat(str(position[0])), id=str(position[1]))
        query = ListDrafts(actor=current_actor(), after=after or None, size=page_size(request.page_size))
        found = await self._ask.get.list(query)
        following = found.following
        return pb.ListDraftsResponse(
            drafts=[_item(draft) for draft in found.drafts],
            next_page_token=encode_cursor((following.created_at.isoformat(), following.id), {}) if following else "",
            total_size=found.total,
        )

    async def DeleteDraft(self, request: pb.DeleteDraftRequest, context: Any) -> pb.DeleteDraftResponse:  # noqa: N802
        await self._ask.end.delete(current_actor(), request.draft_id)
        return pb.DeleteDraftResponse()

    async def SubmitDraft(self, request: pb.SubmitDraftRequest, context: Any) -> pb.SubmitDraftResponse:  # noqa: N802
        command = SubmitDraft(
            actor=current_actor(),
            draft_id=request.draft_id,
            if_version=request.expected_version or None,
            idempotency=idempotency_of("SubmitDraft", request, request.idempotency_key),
        )
        return pb.SubmitDraftResponse(dossier=self._messages.whole(await self._ask.submit(command)))


def _content_of(message: pb.DraftContent) -> DraftContent:
    applicant = None
    if message.HasField("applicant"):
        said = dossier_pb2.Applicant()
        said.CopyFrom(message.applicant)
        said.kind = said.kind or dossier_pb2.APPLICANT_KIND_ORGANISATION
        applicant = applicant_of(said)
    channel = from_wire_or_none(vocabulary_pb2.Channel, "CHANNEL", Channel, message.channel)
    return DraftContent(
        procedure=message.procedure,
        channel=channel or Channel.ONLINE,
        applicant=applicant,
        documents=documents_of(list(message.documents)),
        request=tidy(message.request),
        sets=message.sets or 1,
        result_by=from_wire_or_none(vocabulary_pb2.Channel, "CHANNEL", Channel, message.result_by),
    )


def _item(draft: Draft) -> pb.Draft:
    return pb.Draft(
        id=draft.id,
        version=draft.version,
        created_at=stamp(draft.created_at),
        updated_at=stamp(draft.updated_at),
        expires_at=stamp(draft.expires_at),
        dossier_id=draft.dossier_id or "",
    )


def _shown(shown: ShownDraft) -> pb.Draft:
    message = _item(shown.draft)
    if shown.draft.content is not None:
        message.content.CopyFrom(_content_message(shown.draft.content))
    message.missing.extend([pb.DraftGap(field=gap.field, detail=gap.detail) for gap in shown.missing])
    if shown.limit is not None:
        message.limit.CopyFrom(limit(shown.limit))
    if shown.fee is not None and shown.fee.amount_vnd is not None:
        message.fee_vnd = shown.fee.amount_vnd
    return message


def _content_message(content: DraftContent) -> pb.DraftContent:
    applicant = content.applicant
    return pb.DraftContent(
        procedure=content.procedure,
        channel=on_wire(vocabulary_pb2.Channel, "CHANNEL", content.channel),
        applicant=None if applicant is None else applicant_message(applicant),
        documents=[_document_message(document) for document in content.documents],
        request=content.request,
        sets=content.sets,
        result_by=on_wire_or_unsaid(vocabulary_pb2.Channel, "CHANNEL", content.result_by),
    )


def _document_message(document: GivenDocument) -> dossier_pb2.Document:
    reuse = document.reuse
    return dossier_pb2.Document(
        key=document.key,
        form=on_wire_or_unsaid(procedures_pb2.DocumentForm, "DOCUMENT_FORM", document.form),
        quantity=document.quantity,
        files=document.files,
        is_digitised=document.is_digitised,
        is_from_national_store=document.is_from_national_store,
        replaces_result_code=document.replaces_result_code,
        exemption=on_wire_or_unsaid(document_pb2.ScanExemption, "SCAN_EXEMPTION", document.exemption),
        reuse=None if reuse is None else document_pb2.DocumentReuse(dossier=reuse.dossier, key=reuse.key),
    )
