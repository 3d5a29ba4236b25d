"""Composition root of processing: the only place that knows every class. Constructs everything, opens nothing."""

from __future__ import annotations

from chassis.entry import Assembly
from chassis.ground import Ground
from chassis.repeating import Repeating
from chassis.rpc.client import RpcChannel
from chassis.rpc.server import Servicer
from chassis.timers.loop import TimerLoop
from motcua.processing.v1.batch_service_pb2_grpc import add_TaskBatchServiceServicer_to_server
from motcua.processing.v1.calendar_service_pb2_grpc import add_CalendarServiceServicer_to_server
from motcua.processing.v1.case_service_pb2_grpc import add_CaseServiceServicer_to_server
from motcua.processing.v1.clock_service_pb2_grpc import add_ClockServiceServicer_to_server
from motcua.processing.v1.consultation_service_pb2_grpc import add_ConsultationServiceServicer_to_server
from motcua.processing.v1.inbox_service_pb2_grpc import add_InboxServiceServicer_to_server
from motcua.processing.v1.letter_service_pb2_grpc import add_LetterServiceServicer_to_server
from motcua.processing.v1.mandate_service_pb2_grpc import add_MandateServiceServicer_to_server
from motcua.processing.v1.role_service_pb2_grpc import add_RoleServiceServicer_to_server
from motcua.processing.v1.task_service_pb2_grpc import add_TaskServiceServicer_to_server
from processing.api.grpc.batches import TaskBatchServicer
from processing.api.grpc.calendars import CalendarServicer
from processing.api.grpc.cases import CaseServicer
from processing.api.grpc.clocks import ClockServicer
from processing.api.grpc.consultations import ConsultationServicer
from processing.api.grpc.inbox import InboxServicer
from processing.api.grpc.letters import LetterServicer
from processing.api.grpc.mandates import MandateServicer
from processing.api.grpc.roles import RoleServicer
from processing.api.grpc.tasks import TaskServicer
from processing.api.http import (
    batches,
    calendars,
    cases,
    clocks,
    consultations,
    inbox,
    mandates,
    role_assignments,
    tasks,
)
from processing.application.consultations.links import Links
from processing.application.use_cases import UseCases
from processing.clients.intake import GrpcCatalogue
from processing.clients.units import UnitNames
from processing.events.consumers import SOURCES, IntakeConsumer
from processing.events.publishing import published
from processing.settings import Settings
from processing.store.laws import LawMemory
from processing.store.reads import SqlReading
from processing.store.tables import messaging
from processing.store.unit_of_work import SERVICE, SqlUnitOfWork
from processing.web import pages

DESCRIPTION = """Phòng chuyên môn: phân công, thẩm định, quyết định, và đồng hồ thời hạn của hồ sơ. / The handling
departments: who does which step, what is decided, and the clock of every dossier. Every refusal is an RFC 9457 problem
with a stable `type`."""
FOLLOW_SECONDS = 1.0  # how often it is looked whether a calendar is to be followed: one short query


async def build(settings: Settings) -> Assembly:
    """Everything of processing, not started."""
    ground = Ground.of(SERVICE, settings, messaging)
    intake = ground.channel(settings.intake_target)
    use_cases = _use_cases(ground, intake)
    following = Repeating("calendar", use_cases.calendars.follow, soonest_seconds=0.0, latest_seconds=FOLLOW_SECONDS)
    topics = (tasks, cases, calendars, inbox, batches, clocks, mandates, role_assignments)
    routers = [topic.router(use_cases) for topic in topics]
    routers.append(consultations.router(use_cases, ground.clock.now))
    routers.append(pages(use_cases, UnitNames(intake), zone=settings.zone, environment=settings.environment))
    app = ground.application(DESCRIPTION, routers)
    servicers: list[Servicer] = [
        (add_CaseServiceServicer_to_server, CaseServicer(use_cases)),
        (add_ConsultationServiceServicer_to_server, ConsultationServicer(use_cases, ground.clock.now)),
        (add_TaskServiceServicer_to_server, TaskServicer(use_cases)),
        (add_LetterServiceServicer_to_server, LetterServicer(use_cases)),
        (add_CalendarServiceServicer_to_server, CalendarServicer(use_cases)),
        (add_InboxServiceServicer_to_server, InboxServicer(use_cases)),
        (add_TaskBatchServiceServicer_to_server, TaskBatchServicer(use_cases)),
        (add_ClockServiceServicer_to_server, ClockServicer(use_cases)),
        (add_MandateServiceServicer_to_server, MandateServicer(use_cases)),
        (add_RoleServiceServicer_to_server, RoleServicer(use_cases)),
    ]
    timers = TimerLoop(use_cases.fire_timers, ground.clock, service=SERVICE)
    consumer = ground.consumer(IntakeConsumer(use_cases), SOURCES)
    return ground.assembly(app, servicers, before=[intake], after=[timers, following, consumer])


def _use_cases(ground: Ground[Settings], intake: RpcChannel) -> UseCases:
    memory = LawMemory()
    unit_of_work = SqlUnitOfWork(
        ground.database,
        messaging,
        ground.clock,
        ground.ids,
        publish=published,
        wake=ground.relay.wake,
        memory=memory,
    )
    reading = SqlReading(ground.database, memory)
    key = ground.settings.link_key.get_secret_value() if ground.settings.link_key else ""
    links = Links(key=key.encode(), site=ground.settings.public_url)
    return UseCases.on(
        unit_of_work, reading, GrpcCatalogue(intake), ground.clock, ground.ids, now=ground.store_time(), links=links
    )
