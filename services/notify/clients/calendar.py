"""The office's working calendar from intake, remembered for a while."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from chassis.kernel.clock import Clock
from chassis.kernel.errors import Problem
from chassis.kernel.worktime import CalendarDay, DayKind, OfficeHours, WorkCalendar
from chassis.rpc.client import RpcChannel
from motcua.intake.v1 import calendar_pb2
from motcua.intake.v1.catalogue_service_pb2 import GetCalendarRequest
from motcua.intake.v1.catalogue_service_pb2_grpc import CatalogueServiceStub

_FRESH = timedelta(minutes=15)


class GrpcOfficeCalendar:
    """Fulfils ``application.outages.ports.OfficeCalendar``. While intake is away the calendar known last is used."""

    def __init__(self, channel: RpcChannel, real: Clock) -> None:
        self._catalogue = CatalogueServiceStub(channel.channel)
        self._real = real
        self._known: WorkCalendar | None = None
        self._since: datetime | None = None

    async def __call__(self) -> WorkCalendar:
        now = self._real.now()
        if self._known is None or self._since is None or now - self._since > _FRESH:
            try:
                answer = await self._catalogue.GetCalendar(GetCalendarRequest())
            except Problem:
                if self._known is None:
                    raise
            else:
                self._known = _calendar(answer.calendar)
            self._since = now
        return self._known


def _calendar(message: calendar_pb2.Calendar) -> WorkCalendar:
    return WorkCalendar(
        zone=message.zone,
        hours=tuple(_hours(row) for row in message.hours),
        days=tuple(_day(row) for row in message.days),
        decided_years=frozenset(message.decided_years),
        known_years=frozenset(message.known_years),
    )


def _hours(message: calendar_pb2.OfficeHours) -> OfficeHours:
    return OfficeHours(
        valid_from=date.fromisoformat(message.valid_from),
        valid_to=date.fromisoformat(message.valid_to) if message.valid_to else None,
        weekdays=frozenset(message.weekdays),
        sessions=tuple((time.fromisoformat(one.opens), time.fromisoformat(one.closes)) for one in message.sessions),
        rest_ref=message.rest_ref,
    )


def _day(message: calendar_pb2.CalendarDay) -> CalendarDay:
    return CalendarDay(
        on=date.fromisoformat(message.on),
        kind=DayKind.OFF if message.kind == calendar_pb2.CALENDAR_DAY_KIND_OFF else DayKind.WORK,
        reason=message.reason,
        reason_en=message.reason_en,
        legal_ref=message.legal_ref,
    )
