"""Drafts: save a filing that is not finished, see what is missing, file it."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter
from starlette.responses import Response

from chassis.http.deps import ActorDep, IdempotencyDep, IfMatchDep, etag
from chassis.http.paging import PageDep, encode_cursor
from intake.api.http.answers import DossierOut
from intake.api.http.draft_shapes import DraftOut, DraftPage, draft_item, draft_shape
from intake.api.http.file_requests import DraftIn
from intake.api.http.shapes import DossierShapes, answer
from intake.application import UseCases
from intake.application.drafts.get_draft import ListDrafts, ShownDraft
from intake.application.drafts.ports import DraftPlace
from intake.application.drafts.save_draft import SaveDraft, UpdateDraft
from intake.application.drafts.submit_draft import SubmitDraft


def router(use_cases: UseCases, shapes: DossierShapes) -> APIRouter:
    made = APIRouter(prefix="/v1/drafts", tags=["Hồ sơ nháp · Drafts"])
    _many(made, use_cases)
    _one(made, use_cases)
    _submission(made, use_cases, shapes)
    return made


def _many(made: APIRouter, use_cases: UseCases) -> None:
    @made.post("", status_code=201, response_model=DraftOut, summary="Lưu nháp · Save a draft")
    async def save_draft(body: DraftIn, actor: ActorDep, idempotency: IdempotencyDep) -> Response:
        """Kept sealed for you until `expires_at`; every change puts that off. `missing` says what a filing would still
        be refused for, `limit` and `fee` what the procedure takes."""
        draft = await use_cases.drafts.save(SaveDraft(actor=actor, content=body.content(), idempotency=idempotency))
        shown = await use_cases.drafts.get.shown(draft)
        return _told(shown, status=201, location=f"/v1/drafts/{draft.id}")

    @made.get("", response_model=DraftPage, summary="Hồ sơ nháp của tôi · My drafts")
    async def list_drafts(actor: ActorDep, page: PageDep) -> Response:
        """Your own that were not submitted, newest first."""
        position = page.after({})
        after = position and DraftPlace(created_at=datetime.fromisoformat(str(position[0])), id=str(position[1]))
        found = await use_cases.drafts.get.list(ListDrafts(actor=actor, after=after or None, size=page.page_size))
        following = found.following
        token = following and encode_cursor((following.created_at.isoformat(), following.id), {})
        items = [draft_item(draft) for draft in found.drafts]
        return answer({"items": items, "next_page_token": token, "total_size": found.total})


def _one(made: APIRouter, use_cases: UseCases) -> None:
    @made.get("/{draft_id}", response_model=DraftOut, summary="Một hồ sơ nháp · One draft")
    async def get_draft(draft_id: str, actor: ActorDep) -> Response:
        """Your own; `ETag` is its version, for `If-Match`. A submitted draft names its dossier and nothing else."""
        return _told(await use_cases.drafts.get(actor, draft_id))

    @made.put("/{draft_id}", response_model=DraftOut, summary="Sửa nháp · Change a draft")
    async def update_draft(draft_id: str, body: DraftIn, actor: ActorDep, version: IfMatchDep) -> Response:
        """All of it anew."""
        command = UpdateDraft(actor=actor, draft_id=draft_id, content=body.content(), if_version=version)
        return _told(await use_cases.drafts.get.shown(await use_cases.drafts.save.update(command)))

    @made.delete("/{draft_id}", status_code=204, summary="Xoá nháp · Delete a draft")
    async def delete_draft(draft_id: str, actor: ActorDep) -> Response:
        """Its uploads stay until they expire."""
        await use_cases.drafts.end.delete(actor, draft_id)
        return Response(status_code=204)


def _submission(made: APIRouter, use_cases: UseCases, shapes: DossierShapes) -> None:
    @made.post(
        "/{draft_id}/submission", status_code=201, response_model=DossierOut, summary="Nộp hồ sơ nháp · File a draft"
    )
    async def submit_draft(
        draft_id: str, actor: ActorDep, idempotency: IdempotencyDep, version: IfMatchDep
    ) -> Response:
        """Registers the dossier as `POST /v1/dossiers` does, with the same refusals. However often it is sent, there is
        one dossier, and it is the answer."""
        command = SubmitDraft(actor=actor, draft_id=draft_id, if_version=version, idempotency=idempotency)
        return shapes.created(shapes.whole(await use_cases.drafts.submit(command)))


def _told(shown: ShownDraft, *, status: int = 200, location: str = "") -> Response:
    headers = {"ETag": etag(shown.draft.version)} | ({"Location": location} if location else {})
    return answer(draft_shape(shown), status=status, headers=headers)
