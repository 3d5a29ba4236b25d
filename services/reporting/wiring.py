"""Composition root of reporting: the only place that knows every class."""

from __future__ import annotations

import asyncio

from chassis.entry import Assembly
from chassis.ground import Ground
from chassis.history.reading import History
from chassis.kernel.clock import Clock
from chassis.leading import Leading
from chassis.repeating import Repeating
from chassis.rpc.client import RpcChannel
from chassis.rpc.server import Servicer
from motcua.reporting.v1.audit_service_pb2_grpc import add_AuditServiceServicer_to_server
from motcua.reporting.v1.evaluation_service_pb2_grpc import add_EvaluationServiceServicer_to_server
from motcua.reporting.v1.on_time_service_pb2_grpc import add_OnTimeServiceServicer_to_server
from reporting.api.grpc.evaluations import EvaluationServicer
from reporting.api.grpc.services import AuditServicer, OnTimeServicer
from reporting.api.http import conservation, evaluations, on_time
from reporting.api.metrics import AUDIT_FINDINGS, ShownFigures
from reporting.application import (
    AuditConservationHandler,
    GetEvaluationsHandler,
    GetOnTimeHandler,
    LearnDepartmentsHandler,
    RecordEventHandler,
    ShowMetricsHandler,
)
from reporting.clients.deliveries import GrpcDeliveryLog
from reporting.clients.departments import GrpcDepartmentRegister
from reporting.clients.ledgers import GrpcLedgerBook
from reporting.clients.stream import JetStreamEvents
from reporting.events.reading import read_event
from reporting.lawpack import evaluation_editions
from reporting.settings import Settings
from reporting.store.evaluations import SqlEvaluationReads
from reporting.store.reads import SqlReads
from reporting.store.tables import MESSAGING
from reporting.store.unit_of_work import SERVICE, SqlUnitOfWork
from reporting.web import on_time_page

DESCRIPTION = "Who is on time, per department, and whether anything was lost on the way."
FIGURES_SECONDS = 15.0  # after which the windows that end today are counted anew, events or none
SOURCES = frozenset({"intake", "processing", "notify"})


class _Loops:
    """What reporting does without being asked: learn names, refresh the series."""

    def __init__(
        self, uow: SqlUnitOfWork, reads: SqlReads, intake: RpcChannel, shown: ShownFigures, clock: Clock
    ) -> None:
        self.figures = Repeating(
            "figures", ShowMetricsHandler(reads, shown, clock), soonest_seconds=1.0, latest_seconds=FIGURES_SECONDS
        )
        register = GrpcDepartmentRegister(intake)
        self.names = Repeating(
            "department-names",
            LearnDepartmentsHandler(uow, register, self.figures.wake),
            soonest_seconds=2.0,
            latest_seconds=600.0,
        )


async def build(settings: Settings) -> Assembly:
    """Everything of reporting, not started."""
    ground = Ground.of(SERVICE, settings, MESSAGING, History())
    channels = _channels(ground)
    uow, reads = SqlUnitOfWork(ground.database, ground.clock), SqlReads(ground.database)
    shown = ShownFigures(ground.clock, target=settings.on_time_target)
    loops = _Loops(uow, reads, channels["intake"], shown, ground.clock)
    ask_on_time = GetOnTimeHandler(reads, ground.clock)
    ask_audit = AuditConservationHandler(
        [GrpcLedgerBook(name, channel) for name, channel in channels.items()],
        JetStreamEvents(ground.bus),
        GrpcDeliveryLog(channels["notify"]),
        ground.clock,
        asyncio.sleep,
        show=lambda faults: AUDIT_FINDINGS.labels("conservation").set(faults),  # no series before an audit
    )
    record = RecordEventHandler(uow, read_event, changed=loops.figures.wake, names_wanted=loops.names.wake)
    ask_evaluations = GetEvaluationsHandler(SqlEvaluationReads(ground.database), evaluation_editions(), ground.clock)
    page = on_time_page.router(ask_on_time, environment=settings.environment)
    app = ground.application(
        DESCRIPTION,
        [on_time.router(ask_on_time), conservation.router(ask_audit), page, evaluations.router(ask_evaluations)],
        deadline_seconds=120.0,  # the audit reads the whole stream
    )
    servicers: list[Servicer] = [
        (add_OnTimeServiceServicer_to_server, OnTimeServicer(ask_on_time)),
        (add_AuditServiceServicer_to_server, AuditServicer(ask_audit)),
        (add_EvaluationServiceServicer_to_server, EvaluationServicer(ask_evaluations)),
    ]
    consumer = ground.consumer(record, SOURCES, lanes=settings.consumer_lanes)
    leading = Leading(ground.database, "figures", loops.figures, lost=shown.hide)
    return ground.assembly(app, servicers, before=[*channels.values(), shown], after=[consumer, loops.names, leading])


def _channels(ground: Ground[Settings]) -> dict[str, RpcChannel]:
    """To the four services, by name, ourselves included: the audit asks all alike."""
    settings = ground.settings
    targets = {
        "intake": settings.intake_target,
        "processing": settings.processing_target,
        "reporting": settings.reporting_target,
        "notify": settings.notify_target,
    }
    return {name: ground.channel(target) for name, target in targets.items()}
