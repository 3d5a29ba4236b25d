"""OnTimeService and AuditService."""

from __future__ import annotations

from datetime import date
from typing import Any

from google.protobuf.timestamp_pb2 import Timestamp

from chassis.kernel.errors import invalid
from chassis.rpc.server import current_actor
from motcua.reporting.v1 import audit_service_pb2 as audit_pb
from motcua.reporting.v1 import on_time_service_pb2 as pb
from motcua.reporting.v1.audit_service_pb2_grpc import AuditServiceServicer
from motcua.reporting.v1.on_time_service_pb2_grpc import OnTimeServiceServicer
from reporting.application import AskAudit, AskOnTime, AuditConservation, GetOnTime
from reporting.domain.definitions import ON_TIME_1
from reporting.domain.on_time import Reading, Row

_MOST_FINDINGS = 1000


class OnTimeServicer(OnTimeServiceServicer):
    def __init__(self, ask: AskOnTime) -> None:
        self._ask = ask

    async def GetOnTime(self, request: pb.GetOnTimeRequest, context: Any) -> pb.GetOnTimeResponse:  # noqa: N802
        del context
        found = await self._ask(
            GetOnTime(
                actor=current_actor(),
                first=local_day_of("period_from", request.period_from),
                last=local_day_of("period_to", request.period_to),
                definition=request.definition or ON_TIME_1,
            )
        )
        answer = pb.GetOnTimeResponse(
            rows=[_row(row) for row in found.rows],
            total=_row(found.total),
            definition=found.definition.name,
        )
        if found.as_of is not None:
            answer.data_as_of.FromDatetime(found.as_of)
        return answer


class AuditServicer(AuditServiceServicer):
    def __init__(self, ask: AskAudit) -> None:
        self._ask = ask

    async def GetConservation(  # noqa: N802
        self, request: audit_pb.GetConservationRequest, context: Any
    ) -> audit_pb.GetConservationResponse:
        del context
        audit = await self._ask(AuditConservation(actor=current_actor(), subject=request.subject))
        audited_at = Timestamp()
        audited_at.FromDatetime(audit.audited_at)
        return audit_pb.GetConservationResponse(
            conserved=audit.conserved,
            commands=sum(one.commands for one in audit.sums),
            events_commanded=sum(one.events for one in audit.sums),
            outbox=sum(one.outbox for one in audit.sums),
            published=sum(one.published for one in audit.sums),
            projected=sum(sum(one.projected.values()) for one in audit.sums),
            parked=sum(one.parked for one in audit.sums),
            findings=[
                audit_pb.ConservationFinding(
                    kind=finding.fault.value,
                    service=finding.place.split()[0],
                    subject=finding.subject,
                    sequence=finding.sequence,
                    detail=finding.detail,
                )
                for finding in audit.findings[:_MOST_FINDINGS]
            ],
            audited_at=audited_at,
        )


def _row(row: Row) -> pb.OnTimeRow:
    return pb.OnTimeRow(
        department=row.department,
        name=row.name,
        received=row.received,
        met=row.met,
        missed=row.missed,
        rate=None if row.rate is None else float(row.rate),
        open=row.open,
        open_overdue=row.open_overdue,
        paused=row.paused,
        undue=row.undue,
        by_days=_reading(row.by_days, row),
        by_original=_reading(row.by_original, row),
    )


def _reading(reading: Reading | None, row: Row) -> pb.OnTimeReading | None:
    if reading is None:
        return None
    share = reading.rate(counts_open=row.counts_open)
    return pb.OnTimeReading(
        early=reading.early,
        on_time=reading.on_time,
        late=reading.late,
        open=reading.open,
        overdue=reading.overdue,
        rate=None if share is None else float(share),
    )


def local_day_of(name: str, text: str) -> date | None:
    """A local date of a request; Problem ``invalid-request`` for anything else but nothing."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise invalid(
            "invalid-request", f"Correct these fields: {name}.", **{name: "must be a date like 2024-05-31"}
        ) from None
