"""What will be late: learnt and foreseen by the replica that leads, asked of any."""

from __future__ import annotations

import asyncio

from chassis.ground import Offer
from chassis.leading import Leading
from chassis.repeating import Repeating
from motcua.reporting.v1.foresight_service_pb2_grpc import add_ForesightServiceServicer_to_server
from reporting.api.grpc.foresight import ForesightServicer
from reporting.api.http import foresight
from reporting.application.foresight import ForetellHandler, GetLateHandler, GetWorkloadHandler, LearnHandler
from reporting.clients.calendars import GrpcCalendars
from reporting.store.foresight import SqlExperienceStore, SqlProspects
from reporting.store.foresight_reads import SqlForesightReads
from reporting.wiring.stand import Stand

SOONEST_SECONDS = 1.0


def offer(stand: Stand) -> Offer:
    ground, settings = stand.ground, stand.ground.settings
    calendars = GrpcCalendars(stand.channels["intake"])
    reads = SqlForesightReads(ground.database)
    learn = LearnHandler(SqlExperienceStore(ground.database), calendars)
    foretell = ForetellHandler(SqlProspects(ground.database), calendars, ground.clock, asyncio.sleep)

    async def foresee() -> None:
        while await learn():
            pass
        await foretell()

    seeing = Repeating("foresight", foresee, soonest_seconds=SOONEST_SECONDS, latest_seconds=settings.foresight_seconds)
    late = GetLateHandler(reads, ground.clock, threshold=settings.foresight_threshold)
    workload = GetWorkloadHandler(reads, calendars, ground.clock)
    return Offer(
        routers=[foresight.router(late, workload)],
        servicers=[(add_ForesightServiceServicer_to_server, ForesightServicer(late, workload))],
        after=[Leading(ground.database, "foresight", seeing, lost=lambda: None)],
    )
