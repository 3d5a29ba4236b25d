"""A service's ledger by gRPC, page after page."""

from __future__ import annotations

from collections.abc import AsyncIterator

from chassis.rpc.client import RpcChannel
from motcua.audit.v1 import ledger_pb2 as pb
from motcua.audit.v1.ledger_pb2_grpc import LedgerServiceStub
from reporting.domain.conservation import InboxMark, Parked, SubjectLedger

_PAGE = 1000
_DEADLINE_SECONDS = 20.0
_SOURCE = "urn:motcua:"


class GrpcLedgerBook:
    """Fulfils ``application.ports.LedgerBook``."""

    def __init__(self, service: str, channel: RpcChannel) -> None:
        self.service = service
        self._ledger = LedgerServiceStub(channel.channel)

    async def subjects(self) -> AsyncIterator[SubjectLedger]:
        token = ""
        while True:
            page = await self._ledger.ListSubjects(
                pb.ListSubjectsRequest(page_size=_PAGE, page_token=token), timeout=_DEADLINE_SECONDS
            )
            for one in page.subjects:
                yield _ledger(one)
            token = page.next_page_token
            if not token:
                return


def _ledger(one: pb.SubjectLedger) -> SubjectLedger:
    return SubjectLedger(
        subject=one.subject,
        commands=one.commands,
        events_commanded=one.events_commanded,
        last_sequence=one.last_sequence,
        outbox_count=one.outbox_count,
        missing_sequences=tuple(one.missing_sequences),
        unpublished=one.unpublished,
        inbox=tuple(
            InboxMark(consumer=mark.consumer, source=_token(mark.source), last_sequence=mark.last_sequence)
            for mark in one.inbox
        ),
        parked=tuple(
            Parked(
                consumer=parked.consumer,
                source=_token(parked.source),
                sequence=parked.sequence,
                event_id=parked.event_id,
            )
            for parked in one.parked
        ),
    )


def _token(source: str) -> str:
    return source.removeprefix(_SOURCE)
