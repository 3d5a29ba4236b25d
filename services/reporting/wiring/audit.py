"""Whether anything was lost on the way."""

from __future__ import annotations

import asyncio
from functools import partial

from chassis.clock import SystemClock
from chassis.ground import Offer
from chassis.leading import Leading
from chassis.repeating import Repeating
from motcua.reporting.v1.audit_service_pb2_grpc import add_AuditServiceServicer_to_server
from reporting.api.grpc.services import AuditServicer
from reporting.api.http import conservation
from reporting.api.metrics import hide_audits, show_audit
from reporting.application import AuditConservationHandler
from reporting.application.run_audits import RunAuditsHandler
from reporting.clients.deliveries import GrpcDeliveryLog
from reporting.clients.ledgers import GrpcLedgerBook
from reporting.clients.stream import JetStreamEvents
from reporting.domain.audit_rounds import AuditRun
from reporting.store.audits import SqlAuditRuns
from reporting.wiring.stand import Stand

AUDIT = "conservation"
LOOK_SECONDS = 60.0  # how often it is looked whether it is time: one short query
SHOWN_SECONDS = 1.0  # and after one that somebody asked for here


def offer(stand: Stand) -> Offer:
    ground, machine = stand.ground, SystemClock()
    runs = SqlAuditRuns(ground.database, AUDIT)

    async def keep(faults: int) -> None:
        await runs.keep(AuditRun(ran_at=machine.now(), faults=faults))
        nightly.wake()

    ask = AuditConservationHandler(
        [GrpcLedgerBook(name, channel) for name, channel in stand.channels.items()],
        JetStreamEvents(ground.bus),
        GrpcDeliveryLog(stand.channels["notify"]),
        ground.clock,
        asyncio.sleep,
        keep=keep,
    )
    rounds = RunAuditsHandler(ask, runs, machine, show=partial(show_audit, AUDIT))
    ground.health.register("audit", rounds.check, required=False)
    nightly = Repeating("audits", rounds, soonest_seconds=SHOWN_SECONDS, latest_seconds=LOOK_SECONDS)
    return Offer(
        routers=[conservation.router(ask)],
        servicers=[(add_AuditServiceServicer_to_server, AuditServicer(ask))],
        after=[Leading(ground.database, "audits", nightly, lost=hide_audits)],
    )
