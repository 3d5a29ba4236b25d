"""``/v1/receipts/{gateway}``: what providers report. They have no account here; each report proves itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from chassis.http.deps import OptionalActorDep
from chassis.kernel.errors import Kind, Problem
from notify.application.receipts import Report

ReadReceipt = Callable[[str, Mapping[str, str], bytes], Report]
_MOST_BYTES = 64 * 1024


def router(read: ReadReceipt, take: Callable[[Report], Awaitable[None]]) -> APIRouter:
    routes = APIRouter(tags=["receipts"])

    @routes.post(
        "/v1/receipts/{gateway}",
        status_code=204,
        summary="Nhà cung cấp báo kết quả gửi tin · A provider reports what became of a message",
    )
    async def take_receipt(
        gateway: Annotated[str, Path(pattern=r"^[a-z0-9-]{1,40}$")], request: Request, _actor: OptionalActorDep
    ) -> Response:
        """The body is the provider's own; where id and state stand in it, and how it is signed, is in the gateway's
        description. A state that says nothing new changes nothing. 404 asks the provider to report again later."""
        body = await request.body()
        if len(body) > _MOST_BYTES:
            raise Problem("receipt-unreadable", Kind.INVALID, "A receipt has at most 64 KiB.")
        await take(read(gateway, request.headers, body))
        return Response(status_code=204)

    return routes
