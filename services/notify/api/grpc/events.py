"""motcua.notify.v1.EventService: the feed, page by page or followed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from datetime import UTC, datetime
from typing import Any

from chassis.kernel.errors import invalid
from chassis.rpc.server import current_actor
from motcua.notify.v1 import event_service_pb2 as pb
from motcua.notify.v1.event_service_pb2_grpc import EventServiceServicer
from notify.api.grpc.subscribers import selection_of
from notify.application.feed import FeedPage, FollowEvents, ReadEvents, Wanted

_DEFAULT_PAGE = 100
#: As every call of ours: a minute at most, ten seconds for one without a deadline.
_MOST_SECONDS, _DEFAULT_SECONDS = 60.0, 10.0
#: So long before the deadline the stream ends by itself, well, and with a position.
_SPARE_SECONDS = 1.0


class EventServicer(EventServiceServicer):
    def __init__(
        self,
        read: Callable[[ReadEvents], Awaitable[FeedPage]],
        follow: Callable[[FollowEvents], AsyncIterator[FeedPage]],
    ) -> None:
        self._read, self._follow = read, follow

    async def ListEvents(self, request: pb.ListEventsRequest, context: Any) -> pb.ListEventsResponse:  # noqa: N802
        del context
        at = _instant(request) if request.HasField("after_time") else None
        page = await self._read(
            ReadEvents(
                actor=current_actor(),
                wanted=_wanted(request),
                after=_after(request),
                after_time=at,
                limit=request.page_size or _DEFAULT_PAGE,
                wait_seconds=request.wait_seconds,
            )
        )
        return pb.ListEventsResponse(
            events=_events(page),
            next_after=page.next_after,
            first_position=page.bounds.first,
            last_position=page.bounds.last,
        )

    async def Subscribe(  # noqa: N802
        self, request: pb.SubscribeRequest, context: Any
    ) -> AsyncIterator[pb.SubscribeResponse]:
        query = FollowEvents(actor=current_actor(), wanted=_wanted(request), after=_after(request))
        ends_at = asyncio.get_running_loop().time() + _seconds(context)
        async with aclosing(self._follow(query)) as pages:  # type: ignore[type-var]
            while (page := await _next(pages, ends_at)) is not None:
                yield pb.SubscribeResponse(
                    events=_events(page), position=page.next_after, last_position=page.bounds.last
                )


async def _next(pages: AsyncIterator[FeedPage], ends_at: float) -> FeedPage | None:
    """None when it is time to end; the page that was being waited for has nothing in it then."""
    try:
        async with asyncio.timeout_at(ends_at):
            return await anext(pages)
    except (TimeoutError, StopAsyncIteration):
        return None


def _seconds(context: Any) -> float:
    left = context.time_remaining()
    return min(_DEFAULT_SECONDS if left is None else left, _MOST_SECONDS) - _SPARE_SECONDS


def _wanted(request: pb.ListEventsRequest | pb.SubscribeRequest) -> Wanted:
    return Wanted(selection=selection_of(request.selection), dossier=request.dossier_id)


def _after(request: pb.ListEventsRequest | pb.SubscribeRequest) -> int | None:
    if request.after < 0:
        raise invalid("invalid-request", "Correct these fields: after.", after="must be 0 or more")
    return None if request.latest else request.after


def _instant(request: pb.ListEventsRequest) -> datetime:
    try:
        return request.after_time.ToDatetime(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise invalid("invalid-request", "Correct these fields: after_time.", after_time="no such instant") from None


def _events(page: FeedPage) -> list[pb.StreamedEvent]:
    return [pb.StreamedEvent(position=event.position, cloud_event=event.body) for event in page.events]
