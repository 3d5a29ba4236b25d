"""reporting and notify as they are served, between publishers that stand for intake and processing.

Broker, stores, HTTP and gRPC are real. A publisher has a journal, an outbox, a relay, a ledger and a consumer of the
other's events, as the services have; what it says is told by the test.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from pydantic import SecretStr

import notify.settings
import notify.wiring
import reporting.settings
import reporting.wiring
from chassis.auth.issuer import DemoIssuer
from chassis.auth.keys import JwksFile
from chassis.auth.tokens import TokenVerifier
from chassis.clock import SystemClock
from chassis.data.database import Database
from chassis.health import Health, State
from chassis.history.signing import add_signing_key
from chassis.ids import UuidIds
from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.errors import Kind, Problem
from chassis.messaging.bus import Bus
from chassis.messaging.consumer import Consumer
from chassis.messaging.envelope import Envelope, OutgoingEvent
from chassis.messaging.inbox import Inbox
from chassis.messaging.journal import Command, Journal
from chassis.messaging.ledger import LedgerService
from chassis.messaging.letter_service import DeadLetterServicer
from chassis.messaging.letters import Letters
from chassis.messaging.outbox_listing import OutboxService
from chassis.messaging.relay import Relay
from chassis.rpc.server import RpcServer, Servicer
from chassis.runtime import Part
from motcua.audit.v1.dead_letter_service_pb2_grpc import add_DeadLetterServiceServicer_to_server
from motcua.audit.v1.ledger_pb2_grpc import add_LedgerServiceServicer_to_server
from motcua.audit.v1.outbox_pb2_grpc import add_OutboxServiceServicer_to_server
from motcua.intake.v1 import (
    applicant_service_pb2,
    calendar_pb2,
    catalogue_service_pb2,
    procedures_pb2,
    published_pb2,
)
from motcua.intake.v1.applicant_service_pb2_grpc import (
    ApplicantServiceServicer,
    add_ApplicantServiceServicer_to_server,
)
from motcua.intake.v1.catalogue_service_pb2_grpc import (
    CatalogueServiceServicer,
    add_CatalogueServiceServicer_to_server,
)
from support.databases import NewDatabase
from support.messaging import MIGRATIONS, TABLES
from support.ports import free_port
from support.stream import eventually

SYSTEM = Actor(subject="service:test", roles=frozenset({"system"}))
DEPARTMENTS = {"dau-tu": "Phòng Quản lý đầu tư", "moi-truong": "Phòng Quản lý tài nguyên và môi trường"}


class Catalogue(CatalogueServiceServicer):
    """The part of intake that names departments, procedures and forms."""

    async def GetCalendar(self, request: Any, context: Any) -> Any:  # noqa: N802
        del request, context
        hours = calendar_pb2.OfficeHours(
            valid_from="2020-01-01",
            weekdays=range(5),
            sessions=[calendar_pb2.OfficeSession(opens="07:30", closes="17:00")],
        )
        years = range(2020, 2041)
        return catalogue_service_pb2.GetCalendarResponse(
            calendar=calendar_pb2.Calendar(
                agency="heza",
                zone="Asia/Ho_Chi_Minh",
                hours=[hours],
                decided_years=years,
                known_years=years,
            )
        )

    async def ListDepartments(self, request: Any, context: Any) -> Any:  # noqa: N802
        del request, context
        listed = [procedures_pb2.Department(token=token, name=name) for token, name in DEPARTMENTS.items()]
        return catalogue_service_pb2.ListDepartmentsResponse(departments=listed)

    async def ListSites(self, request: Any, context: Any) -> Any:  # noqa: N802
        return catalogue_service_pb2.ListSitesResponse()

    async def ListProcedures(self, request: Any, context: Any) -> Any:  # noqa: N802
        del request, context
        return catalogue_service_pb2.ListProceduresResponse()

    async def ListReportForms(self, request: Any, context: Any) -> Any:  # noqa: N802
        del request, context
        form = published_pb2.ReportForm(
            key="settlement-by-unit",
            number="II.06a/VPCP/KSTT",
            title="Tình hình, kết quả giải quyết TTHC",
            complete=True,
            valid_from="2020-12-15",
            valid_to="2026-02-15",
        )
        return catalogue_service_pb2.ListReportFormsResponse(forms=[form])

    async def ListIndexThresholds(self, request: Any, context: Any) -> Any:  # noqa: N802
        return catalogue_service_pb2.ListIndexThresholdsResponse()

    async def ListPublications(self, request: Any, context: Any) -> Any:  # noqa: N802
        return catalogue_service_pb2.ListPublicationsResponse()

    async def GetProcedureVersion(self, request: Any, context: Any) -> Any:  # noqa: N802
        del context
        step = procedures_pb2.Step(key="tham-dinh", name="Thẩm định hồ sơ", name_en="Appraise")
        name = "Cấp Giấy chứng nhận đăng ký đầu tư"
        version = procedures_pb2.ProcedureVersion(key=request.key, name=name, steps=[step])
        return catalogue_service_pb2.GetProcedureVersionResponse(procedure=version)


class Applicants(ApplicantServiceServicer):
    """The part of intake that knows how to reach people."""

    async def GetContact(self, request: Any, context: Any) -> Any:  # noqa: N802
        del request, context
        return applicant_service_pb2.GetContactResponse(
            name="Nguyễn Văn Mẫu", email="nguyen.van.mau@example.vn", language="vi"
        )

    async def GetApplicant(self, request: Any, context: Any) -> Any:  # noqa: N802
        del request, context
        raise Problem("not-allowed", Kind.FORBIDDEN, "Nobody here asks for that.")


class Publisher:
    """Stands for intake or processing."""

    def __init__(self, service: str, other: str, database: Database, nats_url: str, verifier: TokenVerifier) -> None:
        self.service = service
        self.database = database
        self.port = free_port()
        clock = SystemClock()
        bus = Bus(nats_url, client=service)
        self._relay = Relay(database, TABLES, bus, service=service, clock=clock)
        letters = Letters(database, TABLES, service=service, clock=clock, ids=UuidIds())
        servicers: list[Servicer] = [
            (add_LedgerServiceServicer_to_server, LedgerService(database, TABLES)),
            (add_OutboxServiceServicer_to_server, OutboxService(database, TABLES)),
            (
                add_DeadLetterServiceServicer_to_server,
                DeadLetterServicer(letters, database, TABLES, wake=self._relay.wake),
            ),
        ]
        if service == "intake":
            servicers += [
                # The rest of the catalogue answers UNIMPLEMENTED.
                (add_CatalogueServiceServicer_to_server, Catalogue()),  # type: ignore[abstract]
                (add_ApplicantServiceServicer_to_server, Applicants()),
            ]
        health = Health()
        health.state = State.RUNNING
        consumer = Consumer(
            bus,
            durable=service,
            handler=self._note,
            sources=frozenset({other}),
            database=database,
            tables=TABLES,
            clock=clock,
        )
        rpc = RpcServer("127.0.0.1", self.port, servicers, verifier, health)
        self.parts: Sequence[Part] = (bus, self._relay, rpc, consumer)

    async def say(self, events: Sequence[OutgoingEvent]) -> None:
        """One command per event, as people do."""
        await self.say_then([(event, SystemClock()) for event in events])

    async def say_then(self, events: Sequence[tuple[OutgoingEvent, Clock]]) -> None:
        """The same, each by a clock of its own: as it would have been said then."""
        async with self.database.write() as writing:
            for event, clock in events:
                journal = Journal(writing.connection, TABLES, service=self.service, clock=clock, ids=UuidIds())
                command = Command(name="tell", actor=SYSTEM, subject=event.subject)
                await journal.record(command, [event])
            writing.after_commit(self._relay.wake)
            await writing.commit()

    async def _note(self, envelope: Envelope) -> None:
        async with self.database.write() as writing:
            if await Inbox(writing.connection, TABLES, self.service, SystemClock()).accept(envelope):
                await writing.commit()


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """What tests ask: HTTP clients with a token chosen by role, publishers, and the stores."""

    issuer: DemoIssuer
    intake: Publisher
    processing: Publisher
    reporting_url: str
    reporting_target: str
    notify_url: str
    notify_store: Database
    reporting_store: Database

    def token(self, *roles: str, subject: str = "x.1", department: str = "") -> str:
        return self.issuer.token(subject, roles, "heza", department)

    async def get(self, url: str, *roles: str, **parameters: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token(*roles)}"} if roles else {}
        async with httpx.AsyncClient(timeout=40) as client:
            return await client.get(url, headers=headers, params=parameters)

    async def names_are_known(self) -> bool:
        """Whether reporting has asked intake for the departments."""
        answer = await self.get(f"{self.reporting_url}/v1/on-time", "leader")
        return len(answer.json()["rows"]) == len(DEPARTMENTS)

    async def tell(self, said: Sequence[tuple[str, OutgoingEvent]]) -> None:
        """Say each event by its service, in the order of the story."""
        for service, event in said:
            await (self.intake if service == "intake" else self.processing).say([event])


@asynccontextmanager
async def city(
    database: NewDatabase, nats_url: str, folder: Path, *, smtp_url: str | None = None
) -> AsyncIterator[City]:
    """Everything started; stopped in reverse."""
    issuer = DemoIssuer(folder / "issuer" / "key.json")
    token = folder / "service.token"
    token.write_text(issuer.token("service:test", ["system"], "heza"), "utf-8")
    verifier = TokenVerifier(JwksFile(issuer.jwks_path), issuer.issuer, issuer.audience)
    intake = Publisher("intake", "processing", await database(MIGRATIONS), nats_url, verifier)
    processing = Publisher("processing", "intake", await database(MIGRATIONS), nats_url, verifier)
    reporting_store = await database("reporting.store.migrations")
    notify_store = await database("notify.store.migrations")
    keys = folder / "audit-keys.json"
    add_signing_key(keys)
    ports = {name: (free_port(), free_port()) for name in ("reporting", "notify")}
    common: dict[str, Any] = {
        "environment": "sandbox",
        "nats_url": nats_url,
        "jwks_file": issuer.jwks_path,
        "service_token_file": token,
        "intake_target": f"127.0.0.1:{intake.port}",
    }
    reporting_assembly = await reporting.wiring.build(
        reporting.settings.Settings(
            database_url=SecretStr(reporting_store.url),
            http_port=ports["reporting"][0],
            grpc_port=ports["reporting"][1],
            processing_target=f"127.0.0.1:{processing.port}",
            reporting_target=f"127.0.0.1:{ports['reporting'][1]}",
            notify_target=f"127.0.0.1:{ports['notify'][1]}",
            audit_keys_file=keys,
            **common,
        )
    )
    notify_assembly = await notify.wiring.build(
        notify.settings.Settings(
            database_url=SecretStr(notify_store.url),
            http_port=ports["notify"][0],
            grpc_port=ports["notify"][1],
            smtp_url=SecretStr(smtp_url) if smtp_url else None,
            processing_target=f"127.0.0.1:{processing.port}",
            reporting_target=f"127.0.0.1:{ports['reporting'][1]}",
            notify_target=f"127.0.0.1:{ports['notify'][1]}",
            **common,
        )
    )
    parts = [*intake.parts, *processing.parts, *reporting_assembly.parts, *notify_assembly.parts]
    started: list[Part] = []
    try:
        for part in parts:
            started.append(part)
            await part.start()
        running = City(
            issuer=issuer,
            intake=intake,
            processing=processing,
            reporting_url=f"http://127.0.0.1:{ports['reporting'][0]}",
            reporting_target=f"127.0.0.1:{ports['reporting'][1]}",
            notify_url=f"http://127.0.0.1:{ports['notify'][0]}",
            notify_store=notify_store,
            reporting_store=reporting_store,
        )
        await eventually(running.names_are_known)
        yield running
    finally:
        for part in reversed(started):
            await part.stop()
