"""intake's calendar by gRPC, remembered for some minutes, and longer while intake is away."""

from __future__ import annotations

import asyncio
import time
from datetime import date
from datetime import time as time_of_day

from chassis.kernel.errors import Kind, Problem
from chassis.kernel.worktime import CalendarDay, DayKind, OfficeHours, WorkCalendar
from chassis.rpc.client import RpcChannel
from motcua.intake.v1 import calendar_pb2
from motcua.intake.v1.catalogue_service_pb2 import GetCalendarRequest
from motcua.intake.v1.catalogue_service_pb2_grpc import CatalogueServiceStub

FRESH_SECONDS = 300.0
AGAIN_SECONDS = 5.0  # while intake is away and nothing is known
DEADLINE_SECONDS = 3.0


class GrpcCalendars:
    """Fulfils ``application.foresight.ports.Calendars``. One asks at a time; while intake stays away the others hear at
    once that nothing is known, so that no page waits for it.
    """

    def __init__(self, channel: RpcChannel) -> None:
        self._catalogue = CatalogueServiceStub(channel.channel)
        self._asking = asyncio.Lock()
        self._known: WorkCalendar | None = None
        self._is_away = False
        self._until = 0.0

    async def current(self) -> WorkCalendar:
        if not (self._is_away and self._asking.locked()):
            async with self._asking:
                if time.monotonic() >= self._until:
                    await self._ask()
        if self._known is None:
            raise Problem("neighbour-unavailable", Kind.UNAVAILABLE, "The working calendar is not known yet.")
        return self._known

    async def _ask(self) -> None:
        try:
            answer = await self._catalogue.GetCalendar(GetCalendarRequest(), timeout=DEADLINE_SECONDS)
            self._known = calendar_of(answer.calendar)
            self._is_away = False
        except Problem:
            self._is_away = True
            if self._known is None:
                raise
        finally:
            self._until = time.monotonic() + (AGAIN_SECONDS if self._known is None else FRESH_SECONDS)


def calendar_of(message: calendar_pb2.Calendar) -> WorkCalendar:
    """Raises Problem ``calendar-invalid``."""
    return WorkCalendar(
        zone=message.zone,
        hours=tuple(_hours(row) for row in message.hours),
        days=tuple(_day(day) for day in message.days),
        decided_years=frozenset(message.decided_years),
        known_years=frozenset(message.known_years),
    )


def _hours(message: calendar_pb2.OfficeHours) -> OfficeHours:
    return OfficeHours(
        valid_from=date.fromisoformat(message.valid_from),
        valid_to=date.fromisoformat(message.valid_to) if message.valid_to else None,
        weekdays=frozenset(message.weekdays),
        sessions=tuple(
            (time_of_day.fromisoformat(each.opens), time_of_day.fromisoformat(each.closes)) for each in message.sessions
        ),
        rest_ref=message.rest_ref,
    )


def _day(message: calendar_pb2.CalendarDay) -> CalendarDay:
    kind = DayKind.OFF if message.kind == calendar_pb2.CALENDAR_DAY_KIND_OFF else DayKind.WORK
    return CalendarDay(
        on=date.fromisoformat(message.on),
        kind=kind,
        reason=message.reason,
        reason_en=message.reason_en,
        legal_ref=message.legal_ref,
    )
