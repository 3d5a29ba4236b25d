"""Processing, asked what another calendar does to the open dossiers. Whoever asks is preparing a decision and waits."""

from __future__ import annotations

from datetime import date

from chassis.kernel.errors import Kind, Problem
from chassis.rpc.client import RpcChannel
from intake.domain.law_packs.plan import Moves, Preview, Shift
from intake.domain.lawpack import LawPack
from intake.protocol.calendars import calendar
from motcua.processing.v1 import calendar_service_pb2, calendar_service_pb2_grpc

PATIENCE_SECONDS = 60.0


class GrpcOpenDossiers:
    """Fulfils ``OpenDossiers``."""

    def __init__(self, channel: RpcChannel) -> None:
        self._stub = calendar_service_pb2_grpc.CalendarServiceStub(channel.channel)

    async def under(self, pack: LawPack) -> Preview:
        request = calendar_service_pb2.PreviewCalendarRequest(calendar=calendar(pack))
        try:
            answer = await self._stub.PreviewCalendar(request, timeout=PATIENCE_SECONDS)
        except Problem as fault:
            raise not_counted() from fault
        return Preview(
            moves=tuple(
                Moves(
                    department=row.department,
                    open=row.open,
                    moved=row.moved,
                    later=row.later,
                    earlier=row.earlier,
                    kept=row.kept,
                )
                for row in answer.departments
            ),
            shifts=tuple(
                Shift(
                    department=row.department,
                    previous_due_on=date.fromisoformat(row.previous_due_on),
                    due_on=date.fromisoformat(row.due_on),
                    count=row.count,
                )
                for row in answer.shifts
            ),
        )


class NoOpenDossiers:
    """Fulfils ``OpenDossiers`` where no processing is configured: nothing is guessed."""

    async def under(self, pack: LawPack) -> Preview:
        raise not_counted()


def not_counted() -> Problem:
    return Problem(
        "open-dossiers-not-counted",
        Kind.UNAVAILABLE,
        "Processing, which owns the due dates, does not answer, so nobody can say which open dossiers would move. See "
        "/readyz?verbose of processing, then plan again. Nothing was changed.",
    )
