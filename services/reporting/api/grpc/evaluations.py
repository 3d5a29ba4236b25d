"""motcua.reporting.v1.EvaluationService: the same use case as HTTP."""

from __future__ import annotations

from typing import Any

from chassis.rpc.server import current_actor
from motcua.reporting.v1 import evaluation_service_pb2 as pb
from motcua.reporting.v1.evaluation_service_pb2_grpc import EvaluationServiceServicer
from reporting.api.grpc.services import local_day_of
from reporting.application import AskEvaluations, GetEvaluations
from reporting.application.get_evaluations import Of
from reporting.domain.evaluation import Evaluation, Evaluations, Score
from reporting.domain.evaluation_rules import Edition
from reporting.domain.on_time import Period


class EvaluationServicer(EvaluationServiceServicer):
    def __init__(self, ask: AskEvaluations) -> None:
        self._ask = ask

    async def GetOfficerEvaluations(  # noqa: N802
        self, request: pb.GetOfficerEvaluationsRequest, context: Any
    ) -> pb.GetOfficerEvaluationsResponse:
        del context
        found = await self._found(request, Of.OFFICERS)
        rules = rules_of(found.edition, found.period)
        return pb.GetOfficerEvaluationsResponse(rules=rules, rows=[evaluation_row(row) for row in found.rows])

    async def GetUnitEvaluations(  # noqa: N802
        self, request: pb.GetUnitEvaluationsRequest, context: Any
    ) -> pb.GetUnitEvaluationsResponse:
        del context
        found = await self._found(request, Of.UNITS)
        rules = rules_of(found.edition, found.period)
        return pb.GetUnitEvaluationsResponse(rules=rules, rows=[evaluation_row(row) for row in found.rows])

    async def _found(
        self, request: pb.GetOfficerEvaluationsRequest | pb.GetUnitEvaluationsRequest, of: Of
    ) -> Evaluations:
        first = local_day_of("period_from", request.period_from)
        last = local_day_of("period_to", request.period_to)
        return await self._ask(GetEvaluations(actor=current_actor(), of=of, first=first, last=last))


def rules_of(edition: Edition, period: Period) -> pb.EvaluationRules:
    return pb.EvaluationRules(
        key=edition.key,
        title=edition.title,
        mark=edition.mark,
        note=edition.note,
        period_from=period.first.isoformat(),
        period_to=period.last.isoformat(),
    )


def evaluation_row(row: Evaluation) -> pb.EvaluationRow:
    return pb.EvaluationRow(
        agency=row.agency,
        department=row.department,
        officer=row.officer,
        total=None if row.total is None else float(row.total),
        most=row.most,
        band=row.band.key if row.band else "",
        band_name=row.band.name if row.band else "",
        scores=[_score(score) for score in row.scores],
    )


def _score(score: Score) -> pb.IndexScore:
    return pb.IndexScore(
        index=int(score.index),
        value=None if score.value is None else float(score.value),
        counted=score.counted,
        basis=score.basis[0],
        basis_en=score.basis[1],
    )
