"""motcua.notify.v1.ReplayService: the same use cases as HTTP."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from chassis.http.paging import LARGEST_PAGE, decode_cursor, encode_cursor
from chassis.kernel.errors import invalid
from chassis.rpc.server import current_actor
from motcua.notify.v1 import replay_service_pb2 as pb
from motcua.notify.v1.replay_service_pb2_grpc import ReplayServiceServicer
from notify.api.grpc.subscribers import idempotency_of
from notify.api.http.replays import ReplayUseCases
from notify.application.replays import CancelReplay, GetReplay, ListReplays, Progress, RequestReplay
from notify.domain.replay import ReplayState

_DEFAULT_PAGE = 50
_STATUS = {
    ReplayState.ASKED: pb.REPLAY_STATUS_ASKED,
    ReplayState.RUNNING: pb.REPLAY_STATUS_RUNNING,
    ReplayState.DONE: pb.REPLAY_STATUS_DONE,
    ReplayState.CANCELLED: pb.REPLAY_STATUS_CANCELLED,
}


class ReplayServicer(ReplayServiceServicer):
    def __init__(self, ask: ReplayUseCases) -> None:
        self._ask = ask

    async def RequestReplay(  # noqa: N802
        self, request: pb.RequestReplayRequest, context: Any
    ) -> pb.RequestReplayResponse:
        del context
        actor = current_actor()
        command = RequestReplay(
            actor=actor,
            subscriber=request.subscriber or actor.subject,
            from_position=_position(request),
            from_time=_instant(request),
            idempotency=idempotency_of("RequestReplay", request, request.idempotency_key),
        )
        replay = await self._ask.request(command)
        return pb.RequestReplayResponse(replay=_message(await self._ask.progress(replay)))

    async def GetReplay(self, request: pb.GetReplayRequest, context: Any) -> pb.GetReplayResponse:  # noqa: N802
        del context
        found = await self._ask.get(GetReplay(actor=current_actor(), replay_id=request.id))
        return pb.GetReplayResponse(replay=_message(found))

    async def ListReplays(self, request: pb.ListReplaysRequest, context: Any) -> pb.ListReplaysResponse:  # noqa: N802
        del context
        if not 0 <= request.page_size <= LARGEST_PAGE:
            raise invalid("page-size-invalid", f"Ask for 1 to {LARGEST_PAGE} replays.", page_size="out of range")
        actor = current_actor()
        key = request.subscriber or actor.subject
        filters = {"rpc": "replays", "subscriber": key}
        after = str(decode_cursor(request.page_token, filters)[0]) if request.page_token else ""
        size = request.page_size or _DEFAULT_PAGE
        found, total, more = await self._ask.list_all(ListReplays(actor=actor, subscriber=key, limit=size, after=after))
        return pb.ListReplaysResponse(
            replays=[_message(await self._ask.progress(one)) for one in found],
            next_page_token=encode_cursor([found[-1].id], filters) if more else "",
            total_size=total,
        )

    async def CancelReplay(  # noqa: N802
        self, request: pb.CancelReplayRequest, context: Any
    ) -> pb.CancelReplayResponse:
        del context
        replay = await self._ask.cancel(CancelReplay(actor=current_actor(), replay_id=request.id))
        return pb.CancelReplayResponse(replay=_message(await self._ask.progress(replay)))


def _position(request: pb.RequestReplayRequest) -> int | None:
    if not request.HasField("from_position"):
        return None
    if request.from_position < 1:
        raise invalid("invalid-request", "Correct these fields: from_position.", from_position="must be 1 or more")
    return request.from_position


def _instant(request: pb.RequestReplayRequest) -> datetime | None:
    if not request.HasField("from_time"):
        return None
    try:
        return request.from_time.ToDatetime(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise invalid("invalid-request", "Correct these fields: from_time.", from_time="no such instant") from None


def _message(progress: Progress) -> pb.Replay:
    replay = progress.replay
    message = pb.Replay(
        id=replay.id,
        subscriber=replay.subscriber,
        from_position=replay.from_position,
        until_position=replay.until_position,
        position=progress.position,
        status=_STATUS[replay.state],
        asked_by=replay.asked_by,
    )
    message.asked_at.FromDatetime(replay.asked_at)
    if replay.ended_at is not None:
        message.ended_at.FromDatetime(replay.ended_at)
    return message
