"""motcua.audit.v1.LedgerService for any service: its messaging tables, page by page."""

from __future__ import annotations

import base64

import grpc

from chassis.data.database import Database
from chassis.kernel.errors import Kind, Problem, invalid
from chassis.messaging.figures import SubjectFigures, count_subjects, ledger_page
from chassis.messaging.tables import MessagingTables
from chassis.rpc.interceptor import current_actor
from motcua.audit.v1 import ledger_pb2 as pb
from motcua.audit.v1.ledger_pb2_grpc import LedgerServiceServicer

_DEFAULT_PAGE = 500
_LARGEST_PAGE = 1_000
#: Said in the service's own contract, the same for everyone who serves it.
_ROLES = ("operator", "control_team", "system")


class LedgerService(LedgerServiceServicer):
    """Register with ``add_LedgerServiceServicer_to_server``."""

    def __init__(self, database: Database, tables: MessagingTables) -> None:
        self._database = database
        self._tables = tables

    async def ListSubjects(  # noqa: N802 - the contract's name
        self,
        request: pb.ListSubjectsRequest,
        context: grpc.aio.ServicerContext[pb.ListSubjectsRequest, pb.ListSubjectsResponse],
    ) -> pb.ListSubjectsResponse:
        """Problems: actor-not-permitted, page-size-invalid, page-token-invalid, store-unavailable."""
        del context
        if not current_actor().has(*_ROLES):
            raise Problem("actor-not-permitted", Kind.FORBIDDEN, "The ledger is for operators and the control team.")
        size = _page_size(request.page_size)
        after = _decode(request.page_token)
        async with self._database.read() as connection:
            page = await ledger_page(connection, self._tables, after, size + 1)
            total = await count_subjects(connection, self._tables)
        return pb.ListSubjectsResponse(
            subjects=[_message(figures) for figures in page[:size]],
            next_page_token=_encode(page[size - 1].subject) if len(page) > size else "",
            total_size=total,
        )


def _page_size(asked: int) -> int:
    if not 0 <= asked <= _LARGEST_PAGE:
        raise invalid("page-size-invalid", f"Ask for 1 to {_LARGEST_PAGE} subjects.", page_size="out of range")
    return asked or _DEFAULT_PAGE


def _message(figures: SubjectFigures) -> pb.SubjectLedger:
    return pb.SubjectLedger(
        subject=figures.subject,
        commands=figures.commands,
        events_commanded=figures.events_commanded,
        last_sequence=figures.last_sequence,
        outbox_count=figures.outbox_count,
        missing_sequences=figures.missing_sequences,
        unpublished=figures.unpublished,
        inbox=[
            pb.InboxPosition(consumer=seen.consumer, source=seen.source, last_sequence=seen.last_sequence)
            for seen in figures.inbox
        ],
        parked=[
            pb.ParkedEvent(consumer=dead.consumer, source=dead.source, sequence=dead.sequence, event_id=dead.event_id)
            for dead in figures.parked
        ],
    )


def _encode(subject: str) -> str:
    return base64.urlsafe_b64encode(subject.encode()).decode()


def _decode(token: str) -> str:
    try:
        return base64.b64decode(token, altchars=b"-_", validate=True).decode()
    except ValueError:
        unreadable = {"page_token": "unreadable"}
        raise invalid("page-token-invalid", "Give the token of the previous answer as it was.", **unreadable) from None
