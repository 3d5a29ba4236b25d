"""The dead letters of a service, by gRPC; of ours too, so that all are asked alike."""

from __future__ import annotations

from datetime import UTC

from chassis.rpc.client import RpcChannel
from motcua.audit.v1 import dead_letter_service_pb2 as pb
from motcua.audit.v1.dead_letter_service_pb2_grpc import DeadLetterServiceStub
from notify.application.letters.ports import DeadLetter, LetterChoice, LetterState

_STATES = {
    LetterState.OPEN: pb.DEAD_LETTER_STATE_OPEN,
    LetterState.RESOLVED: pb.DEAD_LETTER_STATE_RESOLVED,
    LetterState.ANY: pb.DEAD_LETTER_STATE_ANY,
}
_APPLY_SECONDS = 20.0  # a consumer may have to ask neighbours of its own


class GrpcLetterBox:
    """Fulfils ``application.letters.ports.LetterBox``."""

    def __init__(self, service: str, channel: RpcChannel) -> None:
        self.service = service
        self._stub = DeadLetterServiceStub(channel.channel)

    async def page(self, chosen: LetterChoice, *, limit: int, after: str) -> tuple[tuple[DeadLetter, ...], int, bool]:
        found = await self._stub.ListDeadLetters(
            pb.ListDeadLettersRequest(
                state=_STATES[chosen.state],
                reason=chosen.reason,
                subject=chosen.subject,
                page_size=limit,
                after_id=after,
            )
        )
        return tuple(self._letter(one) for one in found.dead_letters), found.total_size, found.has_more

    async def get(self, letter_id: str) -> tuple[DeadLetter, bytes]:
        found = await self._stub.GetDeadLetter(pb.GetDeadLetterRequest(id=letter_id))
        return self._letter(found.dead_letter), found.body

    async def resend(self, letter_id: str, *, reason: str, by: str) -> DeadLetter:
        request = pb.ResendDeadLetterRequest(id=letter_id, reason=reason, on_behalf_of=by)
        return self._letter((await self._stub.ResendDeadLetter(request, timeout=_APPLY_SECONDS)).dead_letter)

    async def drop(self, letter_id: str, *, reason: str, by: str) -> DeadLetter:
        request = pb.DropDeadLetterRequest(id=letter_id, reason=reason, on_behalf_of=by)
        return self._letter((await self._stub.DropDeadLetter(request)).dead_letter)

    async def republish(self, subject: str, sequence: int) -> int:
        request = pb.RepublishEventsRequest(subject=subject, first_sequence=sequence, last_sequence=sequence)
        return int((await self._stub.RepublishEvents(request)).events)

    def _letter(self, told: pb.DeadLetter) -> DeadLetter:
        return DeadLetter(
            service=self.service,
            id=told.id,
            consumer=told.consumer,
            source=told.source,
            subject=told.subject,
            sequence=told.sequence,
            event_id=told.event_id,
            type=told.type,
            nats_subject=told.nats_subject,
            reason=told.reason,
            at=told.set_aside_at.ToDatetime(tzinfo=UTC),
            resolved_at=told.resolved_at.ToDatetime(tzinfo=UTC) if told.HasField("resolved_at") else None,
            resolution=told.resolution,
            is_resendable=told.is_resendable,
        )
