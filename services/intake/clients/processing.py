"""Processing, asked at the moment with a short deadline: whoever waits for an answer is looking at a page."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from datetime import UTC, datetime
from typing import TypeVar

from google.protobuf.timestamp_pb2 import Timestamp

from chassis.kernel.errors import Problem
from chassis.rpc.client import RpcChannel
from chassis.telemetry import logs
from intake.application.neighbours import Deadline, DeadlineLine, LiveCase
from motcua.processing.v1 import case_pb2, case_service_pb2, case_service_pb2_grpc

PATIENCE_SECONDS = 0.3

_log = logs.get(__name__)
T = TypeVar("T")

CASE_STATES = {
    case_pb2.CASE_STATE_RUNNING: "running",
    case_pb2.CASE_STATE_AWAITING_SUPPLEMENT: "awaiting_supplement",
    case_pb2.CASE_STATE_AWAITING_PAYMENT: "awaiting_payment",
    case_pb2.CASE_STATE_DECIDED: "decided",
    case_pb2.CASE_STATE_RESULT_ISSUED: "result_issued",
    case_pb2.CASE_STATE_STOPPED: "stopped",
}


class GrpcLiveCases:
    """Fulfils ``LiveCases``: null whenever processing is away, slow, or has not seen the acceptance yet."""

    def __init__(self, channel: RpcChannel) -> None:
        self._stub = case_service_pb2_grpc.CaseServiceStub(channel.channel)

    async def case(self, dossier_id: str) -> LiveCase | None:
        request = case_service_pb2.GetCaseRequest(dossier_id=dossier_id)
        answer = await _in_time(self._stub.GetCase(request, timeout=PATIENCE_SECONDS))
        if answer is None:
            return None
        case = answer.case
        return LiveCase(
            state=CASE_STATES.get(case.state, ""),
            step=case.current_step,
            department=case.current_department,
            due_at=_instant(case.due_at) if case.HasField("due_at") else None,
        )

    async def deadline(self, dossier_id: str) -> Deadline | None:
        request = case_service_pb2.GetDeadlineRequest(dossier_id=dossier_id)
        answer = await _in_time(self._stub.GetDeadline(request, timeout=PATIENCE_SECONDS))
        if answer is None:
            return None
        return Deadline(
            due_at=_instant(answer.due_at) if answer.HasField("due_at") else None,
            original_due_at=_instant(answer.original_due_at) if answer.HasField("original_due_at") else None,
            is_provisional=answer.due_is_provisional,
            law_revision=answer.law_revision,
            lines=tuple(_line(line) for line in answer.lines),
        )


class NoLiveCases:
    """Fulfils ``LiveCases`` where no processing is configured: intake answers from its own projection."""

    async def case(self, dossier_id: str) -> LiveCase | None:
        return None

    async def deadline(self, dossier_id: str) -> Deadline | None:
        return None


async def _in_time(call: Awaitable[T]) -> T | None:
    """The answer, or null after the patience has run out or for any refusal: the page shows what intake knows."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await call
    except (Problem, TimeoutError) as fault:
        slug = fault.slug if isinstance(fault, Problem) else "neighbour-slow"
        _log.info("live progress not available", reason=slug)
        return None


def _line(line: case_service_pb2.DerivationLine) -> DeadlineLine:
    return DeadlineLine(
        kind=line.kind,
        on=line.on,
        counted=line.counted,
        text=line.text,
        text_en=line.text_en,
        legal_ref=line.legal_ref,
    )


def _instant(stamp: Timestamp) -> datetime:
    return stamp.ToDatetime(tzinfo=UTC)
