"""Messages as they were sent."""

from __future__ import annotations

from chassis.ground import Offer
from motcua.notify.v1.text_service_pb2_grpc import add_TextServiceServicer_to_server
from notify.api.grpc.texts import TextServicer
from notify.api.http import texts
from notify.application.texts import ShowSentHandler
from notify.store.reads import SqlReads
from notify.store.texts import SqlTextReads
from notify.wiring.stand import Stand
from notify.wiring.wording import questions


def offer(stand: Stand) -> Offer:
    database = stand.ground.database
    show = ShowSentHandler(
        SqlReads(database),
        SqlTextReads(database),
        stand.uow,
        stand.people,
        compose=stand.compose,
        site=stand.ground.settings.public_url,
    )
    return Offer(
        routers=[texts.router(show)],
        servicers=[(add_TextServiceServicer_to_server, TextServicer(questions(stand), show))],
    )
