"""Whether anything was lost on the way."""

from __future__ import annotations

import asyncio

from chassis.ground import Offer
from motcua.reporting.v1.audit_service_pb2_grpc import add_AuditServiceServicer_to_server
from reporting.api.grpc.services import AuditServicer
from reporting.api.http import conservation
from reporting.api.metrics import AUDIT_FINDINGS
from reporting.application import AuditConservationHandler
from reporting.clients.deliveries import GrpcDeliveryLog
from reporting.clients.ledgers import GrpcLedgerBook
from reporting.clients.stream import JetStreamEvents
from reporting.wiring.stand import Stand


def offer(stand: Stand) -> Offer:
    ask = AuditConservationHandler(
        [GrpcLedgerBook(name, channel) for name, channel in stand.channels.items()],
        JetStreamEvents(stand.ground.bus),
        GrpcDeliveryLog(stand.channels["notify"]),
        stand.ground.clock,
        asyncio.sleep,
        show=lambda faults: AUDIT_FINDINGS.labels("conservation").set(faults),  # no series before an audit
    )
    return Offer(
        routers=[conservation.router(ask)], servicers=[(add_AuditServiceServicer_to_server, AuditServicer(ask))]
    )
