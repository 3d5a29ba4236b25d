"""Intake on a gRPC server, and who calls it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chassis.auth.keys import JwksFile
from chassis.auth.tokens import TokenVerifier
from chassis.health import Health
from chassis.kernel.actor import Actor
from chassis.rpc.client import RpcChannel
from chassis.rpc.server import RpcServer
from intake.api.grpc import servicers
from intake.application.law_in_force import LawInForce
from motcua.common.v1 import vocabulary_pb2
from motcua.intake.v1 import (
    applicant_service_pb2_grpc,
    catalogue_service_pb2_grpc,
    contact_service_pb2_grpc,
    dossier_pb2,
    dossier_service_pb2,
    dossier_service_pb2_grpc,
    export_service_pb2_grpc,
    fee_service_pb2_grpc,
    feedback_service_pb2_grpc,
    personal_data_service_pb2_grpc,
)
from service.intake.counter import Counter, body
from unit.intake.world import (
    WORK_PERMIT_DOCUMENTS,
    heza,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rpc:
    """Stubs that speak as somebody."""

    counter: Counter
    channels: dict[str, RpcChannel]
    port: int

    def channel(self, actor: Actor) -> Any:
        token = self.counter.issuer.token(actor.subject, actor.roles, agency=actor.agency, department=actor.department)
        self.channels[actor.subject] = RpcChannel(f"127.0.0.1:{self.port}", lambda: token, 10.0)
        return self.channels[actor.subject].channel

    def dossiers(self, actor: Actor) -> Any:
        return dossier_service_pb2_grpc.DossierServiceStub(self.channel(actor))

    def catalogue(self, actor: Actor) -> Any:
        return catalogue_service_pb2_grpc.CatalogueServiceStub(self.channel(actor))

    def fees(self, actor: Actor) -> Any:
        return fee_service_pb2_grpc.FeeServiceStub(self.channel(actor))

    def reads(self, actor: Actor) -> Any:
        return personal_data_service_pb2_grpc.PersonalDataServiceStub(self.channel(actor))

    def exports(self, actor: Actor) -> Any:
        return export_service_pb2_grpc.ExportServiceStub(self.channel(actor))

    def feedback(self, actor: Actor) -> Any:
        return feedback_service_pb2_grpc.FeedbackServiceStub(self.channel(actor))

    def contacts(self, actor: Actor) -> Any:
        return contact_service_pb2_grpc.ContactServiceStub(self.channel(actor))

    def applicants(self, actor: Actor) -> Any:
        return applicant_service_pb2_grpc.ApplicantServiceStub(self.channel(actor))


@asynccontextmanager
async def serving(counter: Counter, folder: Path) -> AsyncIterator[Rpc]:
    """The server of this counter, and who calls it."""
    verifier = TokenVerifier(JwksFile(folder / "jwks.json"), counter.issuer.issuer, counter.issuer.audience)
    made = servicers(counter.use_cases, LawInForce(heza()), counter.clock)
    server = RpcServer("127.0.0.1", 0, made, verifier, Health(), grace_seconds=1)
    await server.start()
    calling = Rpc(counter=counter, channels={}, port=server.port)
    yield calling
    for channel in calling.channels.values():
        await channel.stop()
    await server.stop()


def filing(key: str = "", **changes: Any) -> Any:
    applicant = body()["applicant"] | {"kind": dossier_pb2.APPLICANT_KIND_ORGANISATION}
    plain: dict[str, Any] = {
        "procedure": "cap-gpld",
        "channel": vocabulary_pb2.CHANNEL_ONLINE,
        "applicant": dossier_pb2.Applicant(**applicant),
        "documents": [dossier_pb2.Document(key=name) for name in WORK_PERMIT_DOCUMENTS],
        "request": "Cấp mới",
        "idempotency_key": key,
    }
    return dossier_service_pb2.RegisterDossierRequest(**(plain | changes))
