"""intake's calendar and procedures by gRPC, as control work needs them."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

from chassis.kernel.worktime import CalendarDay, DayKind, OfficeHours, WorkCalendar
from chassis.rpc.client import RpcChannel
from motcua.common.v1 import types_pb2
from motcua.common.v1.vocabulary_pb2 import TIME_UNIT_WORKING_HOUR
from motcua.intake.v1 import calendar_pb2, procedures_pb2
from motcua.intake.v1.catalogue_service_pb2 import GetCalendarRequest, GetProcedureRequest
from motcua.intake.v1.catalogue_service_pb2_grpc import CatalogueServiceStub
from reporting.domain.control.reviews import Measures, ReviewedProcedure

DEADLINE_SECONDS = 3.0
_HOURS_A_DAY = 8


class GrpcControlLaw:
    """Fulfils ``control.ports.Law``."""

    def __init__(self, channel: RpcChannel) -> None:
        self._catalogue = CatalogueServiceStub(channel.channel)

    async def calendar(self) -> WorkCalendar:
        answer = await self._catalogue.GetCalendar(GetCalendarRequest(), timeout=DEADLINE_SECONDS)
        return calendar_of(answer.calendar)

    async def procedure(self, key: str, on: date) -> ReviewedProcedure:
        request = GetProcedureRequest(key_or_code=key, on=on.isoformat())
        answer = await self._catalogue.GetProcedure(request, timeout=DEADLINE_SECONDS)
        return procedure_of(answer.procedure)


def procedure_of(message: procedures_pb2.ProcedureVersion) -> ReviewedProcedure:
    """Its own limit, whatever a channel or a case has; the papers that every dossier must have."""
    knows_fee = message.HasField("fee") and message.fee.HasField("amount_vnd")
    return ReviewedProcedure(
        key=message.key,
        version=message.version,
        name=message.name,
        department=message.department,
        measures=Measures(
            days=_days(message.limit) if message.HasField("limit") else Decimal(0),
            fees_vnd=message.fee.amount_vnd if knows_fee else None,
            documents=sum(document.required for document in message.documents),
        ),
    )


def calendar_of(message: calendar_pb2.Calendar) -> WorkCalendar:
    """Raises Problem ``calendar-invalid``."""
    return WorkCalendar(
        zone=message.zone,
        hours=tuple(_hours(row) for row in message.hours),
        days=tuple(_day(day) for day in message.days),
        decided_years=frozenset(message.decided_years),
        known_years=frozenset(message.known_years),
    )


def _days(limit: types_pb2.Limit) -> Decimal:
    """Days of the limit's own kind; hours as parts of a day of eight."""
    amount = Decimal(limit.amount)
    return amount / _HOURS_A_DAY if limit.unit == TIME_UNIT_WORKING_HOUR else amount


def _hours(message: calendar_pb2.OfficeHours) -> OfficeHours:
    return OfficeHours(
        valid_from=date.fromisoformat(message.valid_from),
        valid_to=date.fromisoformat(message.valid_to) if message.valid_to else None,
        weekdays=frozenset(message.weekdays),
        sessions=tuple((time.fromisoformat(each.opens), time.fromisoformat(each.closes)) for each in message.sessions),
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
