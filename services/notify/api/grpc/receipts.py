"""ReceiptService: a provider's report, passed on as it came."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from chassis.kernel.errors import Kind, Problem
from chassis.rpc.server import current_actor
from motcua.notify.v1 import receipt_service_pb2 as pb
from motcua.notify.v1.receipt_service_pb2_grpc import ReceiptServiceServicer
from notify.application.receipts import Report

ReadReceipt = Callable[[str, Mapping[str, str], bytes], Report]
_MOST_BYTES = 64 * 1024


class ReceiptServicer(ReceiptServiceServicer):
    def __init__(self, read: ReadReceipt, take: Callable[[Report], Awaitable[None]]) -> None:
        self._read, self._take = read, take

    async def TakeReceipt(self, request: pb.TakeReceiptRequest, context: Any) -> pb.TakeReceiptResponse:  # noqa: N802
        del context
        current_actor()  # whoever has no token is refused before anything is read
        if len(request.body) > _MOST_BYTES:
            raise Problem("receipt-unreadable", Kind.INVALID, "A receipt has at most 64 KiB.")
        await self._take(self._read(request.gateway, _Headers(request.headers), request.body))
        return pb.TakeReceiptResponse()


class _Headers(dict[str, str]):
    """Found by their name in any case, as those of HTTP are."""

    def __init__(self, given: Mapping[str, str]) -> None:
        super().__init__({name.lower(): value for name, value in given.items()})

    def get(self, name: str, default: Any = "") -> Any:
        return super().get(name.lower(), default)
