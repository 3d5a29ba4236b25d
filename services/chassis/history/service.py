"""motcua.audit.v1.HistoryService for any service: its history, page by page, and its signed roots."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import grpc

from chassis.data.database import Database
from chassis.history.kept import SubjectHistory
from chassis.history.messages import command_message, head_message, root_message
from chassis.history.reading import History, HistoryReads, unreadable
from chassis.history.shelf import Roots
from chassis.kernel.errors import Kind, Problem, invalid
from chassis.messaging.tables import MessagingTables
from chassis.rpc.interceptor import current_actor
from motcua.audit.v1 import history_pb2 as pb
from motcua.audit.v1.history_pb2_grpc import HistoryServiceServicer

_DEFAULT_SUBJECTS, _MOST_SUBJECTS = 200, 500
_DEFAULT_ROOTS, _MOST_ROOTS = 500, 1_000
#: Subjects that are read, and held, at once.
_AT_ONCE = 50
#: Said in the service's own contract, the same for everyone who serves it.
_ROLES = ("operator", "control_team", "system")


class HistoryService(HistoryServiceServicer):
    """Register with ``add_HistoryServiceServicer_to_server``."""

    def __init__(self, database: Database, tables: MessagingTables, history: History, roots: Roots) -> None:
        self._database = database
        self._tables = tables
        self._history = history
        self._roots = roots

    async def StreamHistory(  # noqa: N802 - the contract's name
        self,
        request: pb.StreamHistoryRequest,
        context: grpc.aio.ServicerContext[pb.StreamHistoryRequest, pb.StreamHistoryResponse],
    ) -> AsyncIterator[pb.StreamHistoryResponse]:
        """Problems: actor-not-permitted, page-size-invalid, store-unavailable."""
        del context
        _may_read()
        after, left = request.after_subject, _size(request.max_subjects, _DEFAULT_SUBJECTS, _MOST_SUBJECTS)
        async with self._database.read() as connection:
            total = await HistoryReads(connection, self._tables, self._history).count()
        while left > 0:
            async with self._database.read() as connection:
                reads = HistoryReads(connection, self._tables, self._history)
                subjects = await reads.subjects(after, min(left, _AT_ONCE))
                histories = await reads.each(subjects) if subjects else []
            for history in histories:
                for part in _parts(history, total):
                    yield part
            if len(subjects) < min(left, _AT_ONCE):
                return
            after, left = subjects[-1], left - len(subjects)

    async def ListRoots(  # noqa: N802 - the contract's name
        self,
        request: pb.ListRootsRequest,
        context: grpc.aio.ServicerContext[pb.ListRootsRequest, pb.ListRootsResponse],
    ) -> pb.ListRootsResponse:
        """Problems: page-size-invalid, page-token-invalid, store-unavailable."""
        del context
        current_actor()
        size = _size(request.page_size, _DEFAULT_ROOTS, _MOST_ROOTS)
        found = await self._roots.page(request.agency, _decode(request.page_token), size)
        return pb.ListRootsResponse(
            roots=[root_message(root) for root in found.roots],
            next_page_token=_encode(found.following) if found.following else "",
            total_size=found.total,
        )


def _parts(history: SubjectHistory, total: int) -> list[pb.StreamHistoryResponse]:
    """A history whose values do not fit a message is unreadable too."""
    try:
        head = pb.StreamHistoryResponse(head=head_message(history.head, total))
        commands = [pb.StreamHistoryResponse(command=command_message(each)) for each in history.commands]
    except (TypeError, ValueError):
        return [pb.StreamHistoryResponse(head=head_message(unreadable(history.head.subject), total))]
    return [head, *commands]


def _may_read() -> None:
    if not current_actor().has(*_ROLES):
        raise Problem("actor-not-permitted", Kind.FORBIDDEN, "The history is for operators and the control team.")


def _size(asked: int, usual: int, most: int) -> int:
    if not 0 <= asked <= most:
        raise invalid("page-size-invalid", f"Ask for 1 to {most}.", page_size="out of range")
    return asked or usual


def _encode(place: tuple[str, date]) -> str:
    return base64.urlsafe_b64encode(json.dumps([place[0], place[1].isoformat()]).encode()).decode()


def _decode(token: str) -> tuple[str, date] | None:
    if not token:
        return None
    try:
        read: Any = json.loads(base64.b64decode(token, altchars=b"-_", validate=True))
        return str(read[0]), date.fromisoformat(read[1])
    except (ValueError, TypeError, IndexError, KeyError):
        unreadable = {"page_token": "unreadable"}
        raise invalid("page-token-invalid", "Give the token of the previous answer as it was.", **unreadable) from None
