"""How timeliness is counted."""

from __future__ import annotations

from chassis.ground import Offer
from motcua.reporting.v1.definition_service_pb2_grpc import add_DefinitionServiceServicer_to_server
from reporting.api.grpc.definitions import DefinitionServicer
from reporting.api.http import definitions as http
from reporting.application.definitions import GetDefinitionsHandler, ListUndueDossiersHandler
from reporting.lawpack import definitions
from reporting.store.undue import SqlUndueReads
from reporting.wiring.stand import Stand


def offer(stand: Stand) -> Offer:
    ask = GetDefinitionsHandler(definitions())
    undue = ListUndueDossiersHandler(SqlUndueReads(stand.ground.database))
    return Offer(
        routers=[http.router(ask, undue)],
        servicers=[(add_DefinitionServiceServicer_to_server, DefinitionServicer(ask, undue))],
    )
