"""``/v1/deliveries``, ``/v1/inbox``."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from chassis.http.deps import ActorDep
from chassis.http.paging import Page, PageDep, encode_cursor
from notify.api.http.bodies import (
    DeliveryBody,
    InboxMessage,
    delivery_body,
    inbox_message,
)
from notify.application import GetDelivery, InboxPage, ListDeliveries, ReadInbox
from notify.application.mark_read import MarkRead
from notify.application.ports import Slice
from notify.domain.delivery import Delivery, DeliveryState

State = Literal["pending", "sent", "recorded", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryQuestions:
    """The use cases behind these routes."""

    list_deliveries: Callable[[ListDeliveries], Awaitable[Slice]]
    get_delivery: Callable[[GetDelivery], Awaitable[Delivery]]
    read_inbox: Callable[[ReadInbox], Awaitable[InboxPage]]
    mark_read: Callable[[MarkRead], Awaitable[int]]


def router(ask: DeliveryQuestions) -> APIRouter:
    routes = APIRouter(tags=["deliveries"])

    @routes.get("/v1/deliveries", summary="What was sent, newest first")
    async def list_deliveries(
        actor: ActorDep,
        page: PageDep,
        dossier_id: Annotated[str, Query(max_length=100)] = "",
        state: Annotated[Sequence[State], Query(description="any of these; none: all")] = (),
    ) -> Page[DeliveryBody]:
        filters = {"list": "deliveries", "dossier_id": dossier_id, "state": sorted(state)}
        found = await ask.list_deliveries(
            ListDeliveries(
                actor=actor,
                dossier_id=dossier_id,
                states=frozenset(DeliveryState(one) for one in state),
                limit=page.page_size,
                after=_after(page.after(filters)),
            )
        )
        return Page(
            items=[delivery_body(one) for one in found.deliveries],
            next_page_token=encode_cursor([found.deliveries[-1].id], filters) if found.more else None,
            total_size=found.total_size,
        )

    @routes.get("/v1/deliveries/{delivery_id}", summary="What became of one message")
    async def get_delivery(actor: ActorDep, delivery_id: Annotated[str, Path(max_length=100)]) -> DeliveryBody:
        return delivery_body(await ask.get_delivery(GetDelivery(actor=actor, delivery_id=delivery_id)))

    @routes.get("/v1/inbox", summary="The caller's own messages about deadlines")
    async def read_inbox(
        actor: ActorDep, page: PageDep, language: Literal["vi", "en"] = "vi", unread: bool = False
    ) -> Page[InboxMessage]:
        """With `unread` only what was not read yet."""
        filters = {"list": "inbox", "subject": actor.subject, "unread": unread}
        found = await ask.read_inbox(
            ReadInbox(
                actor=actor,
                language=language,
                limit=page.page_size,
                after=_after(page.after(filters)),
                only_unread=unread,
            )
        )
        return Page(
            items=[inbox_message(delivery, text) for delivery, text in found.messages],
            next_page_token=encode_cursor([found.messages[-1][0].id], filters) if found.more else None,
            total_size=found.total_size,
        )

    @routes.post(
        "/v1/inbox/{message_id}/reading", status_code=204, summary="Đã đọc · The caller has read a message of the inbox"
    )
    async def mark_read(actor: ActorDep, message_id: Annotated[str, Path(max_length=100)]) -> Response:
        """A message for a head or for the leaders is read for all of them. One that is read already, or is not the
        caller's, is passed over."""
        await ask.mark_read(MarkRead(actor=actor, message_ids=(message_id,)))
        return Response(status_code=204)

    return routes


def _after(position: list[str | int | None] | None) -> str:
    return str(position[0]) if position else ""
