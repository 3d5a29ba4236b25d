"""``GET /v1/evaluations/officers`` and ``/units``: the indices of TT01/2018/TT-VPCP."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from chassis.http.deps import ActorDep
from reporting.application import AskEvaluations, GetEvaluations
from reporting.application.get_evaluations import Of
from reporting.domain.evaluation import Evaluation, Evaluations, Score
from reporting.domain.evaluation_rules import Band


class ScoreBody(BaseModel):
    """Một chỉ số / one index."""

    model_config = ConfigDict(extra="forbid")

    index: int = Field(ge=1, le=9)
    value: float | None = Field(description="0 to 2, one decimal; null: nothing to score, which is not 0")
    counted: int = Field(description="dossiers, procedures or pieces of feedback that it rests on")
    basis: str = Field(description="how it is derived and what is not known")
    basis_en: str


class BandBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    key: str = Field(examples=["good"])
    name: str = Field(examples=["Tốt"])
    name_en: str


class EvaluationBody(BaseModel):
    """One officer or unit."""

    model_config = ConfigDict(extra="forbid")

    agency: str
    department: str
    officer: str | None = Field(description="account id; null: of a unit")
    total: float | None = Field(description="of the indices that have a value; null: none has")
    most: int = Field(description="what these indices could have come to")
    band: BandBody | None = Field(description="null unless every index has a value")
    scores: list[ScoreBody]


class EvaluationsBody(BaseModel):
    """With the rules that held on the last day, and how they are known (V read, P practice, I inferred, M memory)."""

    model_config = ConfigDict(extra="forbid")

    rules: str = Field(examples=["tt01-2018"])
    rules_title: str
    rules_mark: str
    rules_note: str
    first: date = Field(alias="from")
    last: date = Field(alias="to")
    time_zone: str = "Asia/Ho_Chi_Minh"
    rows: list[EvaluationBody]


First = Annotated[date | None, Query(alias="from", description="local day, included; default: 1 January")]
Last = Annotated[date | None, Query(alias="to", description="local day, included; default: today")]


def router(ask: AskEvaluations) -> APIRouter:
    routes = APIRouter(prefix="/v1/evaluations", tags=["Đánh giá · Evaluation"])

    @routes.get("/officers", summary="Đánh giá công chức · Officers", response_model_by_alias=True)
    async def get_officers(actor: ActorDep, first: First = None, last: Last = None) -> EvaluationsBody:
        """Indices 1, 2, 3, 4 and 7 of every officer who had a part in dossiers with a result in the period. An officer
        sees the own row, a head the department's, leaders and the control team the agency's."""
        return _body(await ask(GetEvaluations(actor=actor, of=Of.OFFICERS, first=first, last=last)))

    @routes.get("/units", summary="Đánh giá đơn vị · Units", response_model_by_alias=True)
    async def get_units(actor: ActorDep, first: First = None, last: Last = None) -> EvaluationsBody:
        """All nine indices of every unit. A head sees the own row, leaders and the control team the agency's."""
        return _body(await ask(GetEvaluations(actor=actor, of=Of.UNITS, first=first, last=last)))

    return routes


def _body(found: Evaluations) -> EvaluationsBody:
    dates: dict[str, Any] = {"from": found.period.first, "to": found.period.last}
    return EvaluationsBody(
        rules=found.edition.key,
        rules_title=found.edition.title,
        rules_mark=found.edition.mark,
        rules_note=found.edition.note,
        rows=[evaluation_body(row) for row in found.rows],
        **dates,
    )


def evaluation_body(row: Evaluation) -> EvaluationBody:
    return EvaluationBody(
        agency=row.agency,
        department=row.department,
        officer=row.officer or None,
        total=None if row.total is None else float(row.total),
        most=row.most,
        band=_band(row.band),
        scores=[_score(score) for score in row.scores],
    )


def _band(band: Band | None) -> BandBody | None:
    return None if band is None else BandBody(key=band.key, name=band.name, name_en=band.name_en)


def _score(score: Score) -> ScoreBody:
    return ScoreBody(
        index=int(score.index),
        value=None if score.value is None else float(score.value),
        counted=score.counted,
        basis=score.basis[0],
        basis_en=score.basis[1],
    )
