"""intake's working calendar by gRPC, byte for byte, to be kept."""

from __future__ import annotations

from chassis.kernel.worktime import WorkCalendar
from chassis.rpc.client import RpcChannel
from motcua.intake.v1 import calendar_pb2
from motcua.intake.v1.catalogue_service_pb2 import GetCalendarRequest
from motcua.intake.v1.catalogue_service_pb2_grpc import CatalogueServiceStub
from reporting.application.obligations.ports import GivenCalendar
from reporting.clients.calendars import DEADLINE_SECONDS, calendar_of


class GrpcGivenCalendars:
    def __init__(self, channel: RpcChannel) -> None:
        self._catalogue = CatalogueServiceStub(channel.channel)

    async def ask(self) -> GivenCalendar:
        """Raises Problem ``neighbour-unavailable``."""
        answer = await self._catalogue.GetCalendar(GetCalendarRequest(), timeout=DEADLINE_SECONDS)
        said = answer.calendar
        body = said.SerializeToString(deterministic=True)
        return GivenCalendar(agency=said.agency, revision=said.revision, body=body)


def read_calendar(body: bytes) -> WorkCalendar:
    """Raises Problem ``calendar-invalid``."""
    return calendar_of(calendar_pb2.Calendar.FromString(body))
