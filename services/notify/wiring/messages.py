"""Messages to people: planned from events, sent, looked up."""

from __future__ import annotations

from chassis.clock import SystemClock
from chassis.ground import Offer
from motcua.notify.v1.delivery_service_pb2_grpc import add_DeliveryServiceServicer_to_server
from notify.api.grpc.services import DeliveryServicer
from notify.api.http import deliveries, receipts
from notify.application import (
    GetDeliveryHandler,
    ListDeliveriesHandler,
    PlanMessagesHandler,
    ReadInboxHandler,
)
from notify.events.reading import read_event
from notify.lawpack import ladders
from notify.store.reads import SqlReads
from notify.wiring.stand import Stand

SOURCES = frozenset({"intake", "processing", "reporting"})


def offer(stand: Stand) -> Offer:
    ground, post = stand.ground, stand.post
    plan = PlanMessagesHandler(
        stand.uow,
        read_event,
        clock=ground.clock,
        real=SystemClock(),
        ids=ground.ids,
        departure=post.departure,
        ladders=ladders(),
        planned=post.wake,
    )
    reads = SqlReads(ground.database)
    questions = deliveries.DeliveryQuestions(
        list_deliveries=ListDeliveriesHandler(reads),
        get_delivery=GetDeliveryHandler(reads),
        read_inbox=ReadInboxHandler(reads, stand.compose),
    )
    consumer = ground.consumer(plan, SOURCES, lanes=ground.settings.consumer_lanes)
    return Offer(
        routers=[deliveries.router(questions), receipts.router(post.read_receipt, post.take_receipt)],
        servicers=[(add_DeliveryServiceServicer_to_server, DeliveryServicer(questions.list_deliveries))],
        before=post.before,
        after=[consumer, *post.loops],
    )
