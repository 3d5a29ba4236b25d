"""Processing asked over gRPC: its answer, or nothing within the patience of somebody who looks at a page."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from chassis.auth.issuer import DemoIssuer
from chassis.auth.keys import JwksFile
from chassis.auth.tokens import TokenVerifier
from chassis.health import Health
from chassis.kernel.errors import Kind, Problem
from chassis.rpc.client import RpcChannel
from chassis.rpc.server import RpcServer
from intake.application.neighbours import Deadline, DeadlineLine, LiveCase
from intake.clients.processing import GrpcLiveCases
from motcua.common.v1.types_pb2 import DossierRef
from motcua.processing.v1 import case_pb2, case_service_pb2, case_service_pb2_grpc
from support.ports import free_port
from unit.intake.world import local

T = TypeVar("T")


class Cases(case_service_pb2_grpc.CaseServiceServicer):
    """A processing that answers, dawdles or does not know."""

    async def GetCase(self, request: case_service_pb2.GetCaseRequest, context: Any) -> Any:  # noqa: N802
        if request.dossier_id == "slow":
            await asyncio.sleep(60)
        if request.dossier_id == "unknown":
            raise Problem("case-unknown", Kind.NOT_FOUND, "No such case.")
        case = case_pb2.Case(
            dossier=DossierRef(dossier_id=request.dossier_id),
            state=case_pb2.CASE_STATE_RUNNING,
            current_step="tham-dinh",
            current_department="lao-dong",
        )
        case.due_at.FromDatetime(local("2026-05-07 17:00"))
        return case_service_pb2.GetCaseResponse(case=case)

    async def GetDeadline(self, request: case_service_pb2.GetDeadlineRequest, context: Any) -> Any:  # noqa: N802
        line = case_service_pb2.DerivationLine(
            on="2026-04-27", kind="skipped", text="nghỉ", text_en="off", legal_ref="x"
        )
        answer = case_service_pb2.GetDeadlineResponse(law_revision="r", lines=[line])
        answer.due_at.FromDatetime(local("2026-05-07 17:00"))
        return answer


@asynccontextmanager
async def asked(folder: Path) -> AsyncIterator[GrpcLiveCases]:
    issuer = DemoIssuer(folder / "key.json")
    verifier = TokenVerifier(JwksFile(folder / "jwks.json"), issuer.issuer, issuer.audience)
    servicer = (case_service_pb2_grpc.add_CaseServiceServicer_to_server, Cases())  # type: ignore[abstract]
    server = RpcServer("127.0.0.1", 0, [servicer], verifier, Health(), grace_seconds=0)
    await server.start()
    token = issuer.token("service:intake", ["system"])
    channel = RpcChannel(f"127.0.0.1:{server.port}", lambda: token)
    yield GrpcLiveCases(channel)
    await channel.stop()
    await server.stop()


async def answered(ask: Callable[[], Awaitable[T | None]]) -> T:
    """The first answer that comes in time: a busy machine may need more than one attempt."""
    async with asyncio.timeout(20):
        while (answer := await ask()) is None:
            pass
        return answer


async def test_processing_tells_step_department_and_due_instant(tmp_path: Path) -> None:
    async with asked(tmp_path) as live:
        assert await answered(lambda: live.case("d-1")) == LiveCase(
            state="running", step="tham-dinh", department="lao-dong", due_at=local("2026-05-07 17:00")
        )
        assert await answered(lambda: live.deadline("d-1")) == Deadline(
            due_at=local("2026-05-07 17:00"),
            original_due_at=None,
            is_provisional=False,
            law_revision="r",
            lines=(
                DeadlineLine(kind="skipped", on="2026-04-27", counted="", text="nghỉ", text_en="off", legal_ref="x"),
            ),
        )


async def test_a_slow_ignorant_or_absent_processing_is_nothing_within_the_patience(tmp_path: Path) -> None:
    async with asked(tmp_path) as live:
        began = time.monotonic()
        assert (await live.case("slow"), await live.case("unknown")) == (None, None)
        assert time.monotonic() - began < 1.5
    away = RpcChannel(f"127.0.0.1:{free_port()}", lambda: "token")
    began = time.monotonic()
    assert await GrpcLiveCases(away).deadline("d-1") is None
    assert time.monotonic() - began < 1.0
    await away.stop()
