"""The nine indices of officers and units."""

from __future__ import annotations

from chassis.ground import Offer
from motcua.reporting.v1.evaluation_service_pb2_grpc import add_EvaluationServiceServicer_to_server
from reporting.api.grpc.evaluations import EvaluationServicer
from reporting.api.http import evaluations
from reporting.application import GetEvaluationsHandler
from reporting.lawpack import evaluation_editions
from reporting.store.evaluations import SqlEvaluationReads
from reporting.wiring.stand import Stand


def offer(stand: Stand) -> Offer:
    ground = stand.ground
    ask = GetEvaluationsHandler(SqlEvaluationReads(ground.database), evaluation_editions(), ground.clock)
    return Offer(
        routers=[evaluations.router(ask)],
        servicers=[(add_EvaluationServiceServicer_to_server, EvaluationServicer(ask))],
    )
