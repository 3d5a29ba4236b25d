"""The addresses of ``Filing``."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from chassis.kernel.errors import Kind, Problem
from chassis.web.visitor import VisitorDep
from intake.web import uploads
from intake.web.filing import DRAFTS, HOME, STEPS, Filing

_FILES = 100


def add_to(made: APIRouter, filing: Filing) -> None:
    @made.get(HOME + "/{key}")
    async def filing_page(key: str, looking: VisitorDep) -> Response:
        return await filing.begin(key, looking)

    @made.post(HOME + "/{key}")
    async def filing_begun(request: Request, key: str, looking: VisitorDep) -> Response:
        form = await filing.chrome.sent(request, looking)
        return await filing.first(key, looking, form)

    @made.get(DRAFTS + "/{draft_id}")
    async def draft_resumed(draft_id: str, looking: VisitorDep) -> Response:
        return await filing.resume(draft_id, looking)

    @made.get(DRAFTS + "/{draft_id}/{step}")
    async def draft_page(draft_id: str, step: str, looking: VisitorDep) -> Response:
        return await filing.resume(draft_id, looking, _step(step))

    @made.post(DRAFTS + "/{draft_id}/xoa")
    async def draft_deleted(request: Request, draft_id: str, looking: VisitorDep) -> Response:
        await filing.chrome.sent(request, looking)
        return await filing.delete(draft_id, looking)

    @made.post(DRAFTS + "/{draft_id}/{step}", max_body_size=uploads.MOST_BYTES)
    async def draft_sent(request: Request, draft_id: str, step: str, looking: VisitorDep) -> Response:
        _ = looking.signed_in
        uploads.patience(request)
        form = await filing.chrome.sent(request, looking, files=_FILES)
        return await filing.go_on(draft_id, _step(step), looking, form)


def _step(name: str) -> str:
    if name not in STEPS:
        raise Problem("route-not-found", Kind.NOT_FOUND, "There is no such step.")
    return name
