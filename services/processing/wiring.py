"""Composition root of processing: the only place that knows every class. Constructs everything, opens nothing."""

from __future__ import annotations

from chassis.entry import Assembly
from chassis.files import S3Options
from chassis.ground import Ground
from chassis.kernel.clock import Clock
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
from motcua.processing.v1.note_service_pb2_grpc import add_NoteServiceServicer_to_server
from motcua.processing.v1.result_service_pb2_grpc import add_ResultServiceServicer_to_server
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
from processing.api.grpc.notes import NoteServicer
from processing.api.grpc.results import ResultServicer
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
    notes,
    results,
    role_assignments,
    tasks,
)
from processing.application.consultations.links import Links
from processing.application.result_ports import Signing
from processing.application.results.results import Cabinet
from processing.application.use_cases import UseCases
from processing.clients.apology_drafts import GrpcApologyPaper
from processing.clients.intake import GrpcCatalogue
from processing.clients.signing import Gateway, HttpSigning, NoSigning
from processing.clients.units import UnitNames
from processing.events.consumers import SOURCES, IntakeConsumer
from processing.events.publishing import published
from processing.settings import Settings
from processing.store.file_keys import FileKeyRing
from processing.store.history import HISTORY
from processing.store.laws import LawMemory
from processing.store.reads import SqlReading
from processing.store.result_contents import VaultResults
from processing.store.tables import messaging
from processing.store.unit_of_work import SERVICE, SqlUnitOfWork
from processing.web import pages

DESCRIPTION = """Phòng chuyên môn: phân công, thẩm định, quyết định, và đồng hồ thời hạn của hồ sơ. / The handling
departments: who does which step, what is decided, and the clock of every dossier. Every refusal is an RFC 9457 problem
with a stable `type`."""
FOLLOW_SECONDS = 1.0  # how often it is looked whether a calendar is to be followed: one short query


async def build(settings: Settings) -> Assembly:
    """Everything of processing, not started."""
    ground = Ground.of(SERVICE, settings, messaging, HISTORY)
    intake = ground.channel(settings.intake_target)
    keys = FileKeyRing(settings.sealing_keys_file)
    contents = _contents(settings, keys)
    ground.health.register("files", contents.check, required=False)  # without them everything but results goes on
    use_cases = _use_cases(ground, intake, keys, contents)
    following = Repeating("calendar", use_cases.calendars.follow, soonest_seconds=0.0, latest_seconds=FOLLOW_SECONDS)
    topics = (tasks, cases, calendars, inbox, batches, clocks, mandates, role_assignments, results, notes)
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
        (add_ResultServiceServicer_to_server, ResultServicer(use_cases)),
        (add_NoteServiceServicer_to_server, NoteServicer(use_cases)),
    ]
    timers = TimerLoop(use_cases.fire_timers, ground.clock, service=SERVICE)
    consumer = ground.consumer(IntakeConsumer(use_cases), SOURCES)
    return ground.assembly(app, servicers, before=[keys, contents, intake], after=[timers, following, consumer])


def _contents(settings: Settings, keys: FileKeyRing) -> VaultResults:
    s3 = S3Options(
        endpoint=settings.files_s3_endpoint,
        region=settings.files_s3_region,
        access_key_id=settings.files_s3_access_key_id.get_secret_value(),
        secret_access_key=settings.files_s3_secret_access_key.get_secret_value(),
    )
    return VaultResults(settings.files_url, s3, keys)


def _cabinet(settings: Settings, contents: VaultResults, clock: Clock) -> Cabinet:
    names = {f"{name}_field": said for name, said in settings.signing_fields.items()}
    signing: Signing = NoSigning()
    if settings.signing_url:
        gateway = Gateway(
            url=settings.signing_url,
            header_files=settings.signing_header_files,
            fixed=settings.signing_fixed,
            **names,
        )
        signing = HttpSigning(gateway, clock)
    return Cabinet(
        contents=contents,
        signing=signing,
        most_bytes=settings.results_most_mib * 1024**2,
        signed_procedures=settings.signed_procedures,
    )


def _use_cases(ground: Ground[Settings], intake: RpcChannel, keys: FileKeyRing, contents: VaultResults) -> UseCases:
    memory = LawMemory()
    unit_of_work = SqlUnitOfWork(
        ground.database,
        messaging,
        ground.clock,
        ground.ids,
        publish=published,
        wake=ground.relay.wake,
        memory=memory,
        keys=keys,
    )
    key = ground.settings.link_key.get_secret_value() if ground.settings.link_key else ""
    return UseCases.on(
        unit_of_work,
        SqlReading(ground.database, memory, keys),
        GrpcCatalogue(intake),
        ground.clock,
        ground.ids,
        cabinet=_cabinet(ground.settings, contents, ground.clock),
        now=ground.store_time(),
        links=Links(key=key.encode(), site=ground.settings.public_url),
        paper=GrpcApologyPaper(intake),
    )
