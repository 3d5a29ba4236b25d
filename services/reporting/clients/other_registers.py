"""What other systems have of our dossiers, from notify."""

from __future__ import annotations

from chassis.kernel.errors import Problem
from chassis.rpc.client import RpcChannel
from motcua.notify.v1.sync_service_pb2 import GetReconciliationRequest
from motcua.notify.v1.sync_service_pb2_grpc import SyncServiceStub
from reporting.domain.forms.material import HandedOver
from reporting.domain.on_time import Period


class GrpcOtherRegisters:
    """Fulfils ``application.reports.ports.OtherRegisters``: asks for the national portal's adapter."""

    def __init__(self, channel: RpcChannel) -> None:
        self._sync = SyncServiceStub(channel.channel)

    async def handed_over(self, period: Period, *, agency: str) -> HandedOver | None:
        request = GetReconciliationRequest(first=period.first.isoformat(), last=period.last.isoformat(), agency=agency)
        try:
            found = await self._sync.GetReconciliation(request)
        except Problem:
            return None
        return HandedOver(received=found.received, synced=found.synced)
