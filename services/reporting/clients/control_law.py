"""intake's calendar and procedures by gRPC, as control work needs them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from chassis.kernel.worktime import WorkCalendar
from chassis.rpc.client import RpcChannel
from motcua.common.v1 import types_pb2
from motcua.common.v1.vocabulary_pb2 import TIME_UNIT_WORKING_HOUR
from motcua.intake.v1 import procedures_pb2
from motcua.intake.v1.catalogue_service_pb2 import GetProcedureRequest
from motcua.intake.v1.catalogue_service_pb2_grpc import CatalogueServiceStub
from reporting.clients.calendars import DEADLINE_SECONDS, GrpcCalendars
from reporting.domain.control.reviews import Measures, ReviewedProcedure

_HOURS_A_DAY = 8


class GrpcControlLaw:
    """Fulfils ``control.ports.Law``."""

    def __init__(self, channel: RpcChannel) -> None:
        self._catalogue = CatalogueServiceStub(channel.channel)
        self._calendars = GrpcCalendars(channel)

    async def calendar(self) -> WorkCalendar:
        return await self._calendars.current()

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


def _days(limit: types_pb2.Limit) -> Decimal:
    """Days of the limit's own kind; hours as parts of a day of eight."""
    amount = Decimal(limit.amount)
    return amount / _HOURS_A_DAY if limit.unit == TIME_UNIT_WORKING_HOUR else amount
