"""motcua.audit.v1.OutboxService for any service: what it has told, page by page, byte for byte."""

from __future__ import annotations

import base64

import grpc
from sqlalchemy import func, select

from chassis.data.database import Database
from chassis.kernel.errors import Kind, Problem, invalid
from chassis.messaging.tables import MessagingTables
from chassis.rpc.interceptor import current_actor
from motcua.audit.v1 import outbox_pb2 as pb
from motcua.audit.v1.outbox_pb2_grpc import OutboxServiceServicer

_DEFAULT_PAGE = 500
_LARGEST_PAGE = 2_000
_LARGEST_ANSWER = 3 * 1024 * 1024  # below gRPC's usual limit of 4 MiB, whatever the events weigh


class OutboxService(OutboxServiceServicer):
    """Register with ``add_OutboxServiceServicer_to_server``."""

    def __init__(self, database: Database, tables: MessagingTables) -> None:
        self._database = database
        self._outbox = tables.outbox

    async def ListEvents(  # noqa: N802 - the contract's name
        self,
        request: pb.ListEventsRequest,
        context: grpc.aio.ServicerContext[pb.ListEventsRequest, pb.ListEventsResponse],
    ) -> pb.ListEventsResponse:
        """Problems: actor-not-permitted, page-size-invalid, page-token-invalid, store-unavailable."""
        del context
        if not current_actor().has("operator", "system"):
            raise Problem("actor-not-permitted", Kind.FORBIDDEN, "What was told is listed for operators alone.")
        size, after = _page_size(request.page_size), _decode(request.page_token)
        columns = self._outbox.c
        # By the primary key: within a subject it grows with the sequence, and no sorting is needed.
        page = select(columns.position, columns.body).where(columns.position > after).order_by(columns.position)
        async with self._database.read() as connection:
            rows = (await connection.execute(page.limit(size + 1))).all()
            count = select(func.count()).select_from(self._outbox)
            total = 0 if request.page_token else await connection.scalar(count)
        taken = _taken([len(row.body) for row in rows[:size]])
        return pb.ListEventsResponse(
            events=[bytes(row.body) for row in rows[:taken]],
            next_page_token=_encode(rows[taken - 1].position) if taken < len(rows) else "",
            total_size=total or 0,
        )


def _taken(sizes: list[int]) -> int:
    """How many of them an answer holds, at least one."""
    weight = 0
    for count, size in enumerate(sizes):
        weight += size
        if weight > _LARGEST_ANSWER and count:
            return count
    return len(sizes)


def _page_size(asked: int) -> int:
    if not 0 <= asked <= _LARGEST_PAGE:
        raise invalid("page-size-invalid", f"Ask for 1 to {_LARGEST_PAGE} events.", page_size="out of range")
    return asked or _DEFAULT_PAGE


def _encode(position: int) -> str:
    return base64.urlsafe_b64encode(position.to_bytes(8)).decode()


def _decode(token: str) -> int:
    try:
        raw = base64.b64decode(token, altchars=b"-_", validate=True)
    except ValueError:
        raw = b"-"
    position = int.from_bytes(raw) if len(raw) in (0, 8) else 2**63
    if position >= 2**63:
        unreadable = {"page_token": "unreadable"}
        raise invalid("page-token-invalid", "Give the token of the previous answer as it was.", **unreadable)
    return position
