"""The calendar of reports that are owed: worked out, acted on, reminded of."""

from __future__ import annotations

from chassis.ground import Offer
from chassis.repeating import Repeating
from motcua.reporting.v1.obligation_service_pb2_grpc import add_ObligationServiceServicer_to_server
from reporting.api.grpc.obligations import ObligationServicer
from reporting.api.http import obligations
from reporting.application.obligations import (
    ActOnObligationHandler,
    GenerateObligationsHandler,
    GetObligationHandler,
    ListObligationsHandler,
)
from reporting.application.reports.snapshot_ports import SnapshotWanted
from reporting.clients.given_calendars import GrpcGivenCalendars, read_calendar
from reporting.domain.obligation import Obligation
from reporting.events.publishing import publish_due
from reporting.lawpack.duties import duties
from reporting.store.kept_calendars import KeptCalendars
from reporting.store.obligations import SqlObligationReads, SqlObligationWork
from reporting.store.snapshots import SqlSnapshotReads
from reporting.wiring.stand import Stand

MOST_REVISIONS = 200  # of one period that are looked through
ROUND_SECONDS = 60.0  # how often it is looked whether there is a new day, department or calendar


def obligation_work(stand: Stand) -> SqlObligationWork:
    ground = stand.ground
    return SqlObligationWork(ground.database, ground.clock, ground.ids, publish=publish_due, wake=ground.relay.wake)


def obligation_act(stand: Stand) -> ActOnObligationHandler:
    """Drafts, approvals and the rest, each naming a closed report only if there is one."""
    database = stand.ground.database
    snapshots = SqlSnapshotReads(database)

    async def is_closed(owed: Obligation, number: str) -> bool:
        wanted = SnapshotWanted(agency=owed.agency, form=owed.form, first=owed.first, last=owed.last)
        page = await snapshots.page(wanted, after="", size=MOST_REVISIONS)
        return any(one.number == number for one in page.items)

    return ActOnObligationHandler(obligation_work(stand), SqlObligationReads(database), is_closed, stand.ground.clock)


def kept_calendars(stand: Stand) -> KeptCalendars:
    """intake's, or the one that was heard last."""
    return KeptCalendars(stand.ground.database, GrpcGivenCalendars(stand.channels["intake"]).ask, read_calendar)


def offer(stand: Stand) -> Offer:
    ground = stand.ground
    work = obligation_work(stand)
    reads = SqlObligationReads(ground.database)
    generate = GenerateObligationsHandler(work, reads, kept_calendars(stand), duties(), ground.clock)
    act = obligation_act(stand)
    ask, one = ListObligationsHandler(reads, ground.clock), GetObligationHandler(reads, ground.clock)
    return Offer(
        routers=[obligations.router(ask, one, act)],
        servicers=[(add_ObligationServiceServicer_to_server, ObligationServicer(ask, one, act))],
        after=[
            Repeating("obligations", generate, soonest_seconds=5.0, latest_seconds=ROUND_SECONDS),
        ],
    )
