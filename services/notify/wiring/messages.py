"""Messages to people: planned from events, sent, looked up."""

from __future__ import annotations

from fastapi import APIRouter

from chassis.clock import SystemClock
from chassis.ground import Offer
from motcua.notify.v1.delivery_service_pb2_grpc import add_DeliveryServiceServicer_to_server
from motcua.notify.v1.receipt_service_pb2_grpc import add_ReceiptServiceServicer_to_server
from notify.api.grpc.receipts import ReceiptServicer
from notify.api.grpc.services import DeliveryServicer
from notify.api.http import deliveries, receipts
from notify.application import (
    GetDeliveryHandler,
    ListDeliveriesHandler,
    PlanMessagesHandler,
    ReadInboxHandler,
)
from notify.application.mark_read import MarkReadHandler
from notify.events.reading import read_event
from notify.lawpack import ladders
from notify.store.reads import SqlReads
from notify.web import inbox, people
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
        mark_read=MarkReadHandler(stand.uow, ground.clock),
    )
    consumer = ground.consumer(plan, SOURCES, lanes=ground.settings.consumer_lanes)
    return Offer(
        routers=[
            deliveries.router(questions),
            receipts.router(post.read_receipt, post.take_receipt),
            _pages(questions, ground.settings.environment),
        ],
        servicers=[
            (add_DeliveryServiceServicer_to_server, DeliveryServicer(questions.list_deliveries)),
            (add_ReceiptServiceServicer_to_server, ReceiptServicer(post.read_receipt, post.take_receipt)),
        ],
        before=post.before,
        after=[consumer, *post.loops],
    )


def _pages(questions: deliveries.DeliveryQuestions, environment: str) -> APIRouter:
    look = people.chrome(environment)
    made = look.router()
    inbox.add_to(made, inbox.InboxPages(chrome=look, read=questions.read_inbox, mark=questions.mark_read))
    return made
