"""OutageService."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from google.protobuf.timestamp_pb2 import Timestamp

from chassis.kernel.errors import invalid
from chassis.rpc.server import current_actor
from motcua.notify.v1 import outage_service_pb2 as pb
from motcua.notify.v1.outage_service_pb2_grpc import OutageServiceServicer
from notify.api.grpc.subscribers import idempotency_of
from notify.application.outages import AnnounceOutage, CancelOutage, ChangeOutage
from notify.application.outages.use_cases import OutageUseCases
from notify.domain.outage import Outage

_LONGEST = {"what": 200, "what_en": 500, "emergency_reason": 500}


class OutageServicer(OutageServiceServicer):
    def __init__(self, ask: OutageUseCases) -> None:
        self._ask = ask

    async def AnnounceOutage(  # noqa: N802
        self, request: pb.AnnounceOutageRequest, context: Any
    ) -> pb.AnnounceOutageResponse:
        del context
        if not request.HasField("from_at") or not request.HasField("to_at"):
            raise invalid("invalid-request", "Say from when to when.", from_at="needed", to_at="needed")
        announced = await self._ask.announce(
            AnnounceOutage(
                actor=current_actor(),
                agency=request.agency,
                from_at=_instant(request.from_at),
                to_at=_instant(request.to_at),
                what=_line("what", request.what, needed=True),
                what_en=_line("what_en", request.what_en),
                emergency_reason=_line("emergency_reason", request.emergency_reason),
                idempotency=idempotency_of("AnnounceOutage", request, request.idempotency_key),
            )
        )
        return pb.AnnounceOutageResponse(outage=_message(announced))

    async def ChangeOutage(  # noqa: N802
        self, request: pb.ChangeOutageRequest, context: Any
    ) -> pb.ChangeOutageResponse:
        del context
        changed = await self._ask.change(
            ChangeOutage(
                actor=current_actor(),
                outage_id=request.outage_id,
                from_at=_instant(request.from_at) if request.HasField("from_at") else None,
                to_at=_instant(request.to_at) if request.HasField("to_at") else None,
                what=_line("what", request.what, needed=True) if request.HasField("what") else None,
                what_en=_line("what_en", request.what_en) if request.HasField("what_en") else None,
                emergency_reason=_line("emergency_reason", request.emergency_reason),
                if_version=request.if_version or None,
            )
        )
        return pb.ChangeOutageResponse(outage=_message(changed))

    async def CancelOutage(  # noqa: N802
        self, request: pb.CancelOutageRequest, context: Any
    ) -> pb.CancelOutageResponse:
        del context
        command = CancelOutage(
            actor=current_actor(), outage_id=request.outage_id, if_version=request.if_version or None
        )
        return pb.CancelOutageResponse(outage=_message(await self._ask.cancel(command)))

    async def ListOutages(self, request: pb.ListOutagesRequest, context: Any) -> pb.ListOutagesResponse:  # noqa: N802
        del request, context
        return pb.ListOutagesResponse(outages=[_message(one) for one in await self._ask.list_all()])


def _line(name: str, text: str, *, needed: bool = False) -> str:
    """What HTTP takes too. Raises Problem ``invalid-request``."""
    text, longest = text.strip(), _LONGEST[name]
    if (needed and not text) or len(text) > longest or not (text.isprintable() or not text):
        raise invalid("invalid-request", "Correct these fields.", **{name: f"one line of at most {longest} characters"})
    return text


def _instant(stamp: Timestamp) -> datetime:
    try:
        return stamp.ToDatetime(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise invalid("invalid-request", "Give an instant between the years 1 and 9999.") from None


def _message(outage: Outage) -> pb.Outage:
    message = pb.Outage(
        id=outage.id,
        agency=outage.agency,
        what=outage.what,
        what_en=outage.what_en,
        emergency_reason=outage.emergency_reason,
        notice_working_days=outage.notice_days,
        told=outage.told,
        is_told=outage.is_told,
        is_cancelled=outage.is_cancelled,
        version=outage.version,
    )
    for name in ("from_at", "to_at", "announced_at"):
        getattr(message, name).FromDatetime(getattr(outage, name))
    return message
