"""intake's departments by gRPC."""

from __future__ import annotations

from chassis.rpc.client import RpcChannel
from motcua.intake.v1.catalogue_service_pb2 import GetCalendarRequest, ListDepartmentsRequest
from motcua.intake.v1.catalogue_service_pb2_grpc import CatalogueServiceStub
from reporting.domain.departments import Department


class GrpcDepartmentRegister:
    """Fulfils ``application.ports.DepartmentRegister``."""

    def __init__(self, channel: RpcChannel) -> None:
        self._catalogue = CatalogueServiceStub(channel.channel)

    async def list_departments(self) -> tuple[Department, ...]:
        # The list does not name its agency; the calendar of the same law pack does.
        calendar = await self._catalogue.GetCalendar(GetCalendarRequest())
        listed = await self._catalogue.ListDepartments(ListDepartmentsRequest())
        return tuple(
            Department(agency=calendar.calendar.agency, key=one.token, name_vi=one.name, name_en=one.name_en)
            for one in listed.departments
        )
