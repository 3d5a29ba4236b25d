"""motcua.processing.v1.CalendarService."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from chassis.rpc.server import current_actor
from motcua.processing.v1 import calendar_service_pb2 as pb
from motcua.processing.v1 import calendar_service_pb2_grpc
from processing.application.use_cases import UseCases
from processing.domain.recounting import Tally
from processing.protocol import calendar_of, stamp


class CalendarServicer(calendar_service_pb2_grpc.CalendarServiceServicer):
    def __init__(self, use_cases: UseCases) -> None:
        self._ask = use_cases.calendars

    async def PreviewCalendar(self, request: pb.PreviewCalendarRequest, context: Any) -> pb.PreviewCalendarResponse:  # noqa: N802
        asked = request.calendar
        tally = await self._ask.preview(current_actor(), asked.agency, calendar_of(asked))
        return pb.PreviewCalendarResponse(departments=_moves(tally), shifts=_shifts(tally))

    async def GetCalendarRollout(  # noqa: N802
        self, request: pb.GetCalendarRolloutRequest, context: Any
    ) -> pb.GetCalendarRolloutResponse:
        rollout = await self._ask.rollout(current_actor(), request.law_revision)
        return pb.GetCalendarRolloutResponse(
            departments=_moves(rollout.tally),
            heard_at=stamp(rollout.heard_at),
            finished_at=None if rollout.finished_at is None else stamp(rollout.finished_at),
            shifts=_shifts(rollout.tally),
        )


def _moves(tally: Tally) -> Iterator[pb.CalendarMoves]:
    for department, moves in sorted(tally.departments.items()):
        yield pb.CalendarMoves(
            department=department,
            open=moves.open,
            moved=moves.moved,
            later=moves.later,
            earlier=moves.earlier,
            kept=moves.kept,
        )


def _shifts(tally: Tally) -> Iterator[pb.CalendarShift]:
    for (department, old, new), count in sorted(tally.shifts.items()):
        yield pb.CalendarShift(
            department=department, previous_due_on=old.isoformat(), due_on=new.isoformat(), count=count
        )
