"""``/v1/definitions`` and ``/v1/undue-dossiers``: how timeliness is counted, and what cannot be counted."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from chassis.http.deps import ActorDep
from chassis.http.paging import Page, PageDep, encode_cursor
from reporting.application.definitions import (
    AskDefinitions,
    AskUndueDossiers,
    GetDefinitions,
    ListUndueDossiers,
    UndueDossier,
)
from reporting.domain.definitions import Definition, Policy

WITHOUT_DUE_DATE = "without-due-date"


class PolicyBody(BaseModel):
    """What the definition makes of one ending."""

    ending: str = Field(
        description="granted, refused, withdrawn, applicant-deadline, authority; or without-due-date, "
        "for a result whose dossier has no appointment"
    )
    treatment: str = Field(description="by-due, on-time, left-out")
    mark: str = Field(description="V read in the text, P practice, I inferred, M from memory")
    legal_ref: str
    note: str
    note_en: str


class DefinitionBody(BaseModel):
    """One edition of a definition."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "ii06a@1", "basis": "days", "mark": "P"}]})

    name: str = Field(description="versioned; its formula never changes")
    title: str
    title_en: str
    basis: str = Field(description="verdict, own-time, days")
    formula: str
    formula_en: str
    legal_ref: str
    mark: str
    valid_from: date
    valid_to: date | None = Field(description="last day, included; null without an end")
    policies: list[PolicyBody]


class UndueBody(BaseModel):
    """A dossier that was accepted without an appointment."""

    dossier_id: str
    code: str
    agency: str
    department: str
    procedure: str
    accepted_on: date


def router(ask: AskDefinitions, list_undue: AskUndueDossiers) -> APIRouter:
    routes = APIRouter(tags=["Định nghĩa · Definitions"])

    @routes.get("/v1/definitions", summary="Các định nghĩa đúng hạn · Definitions of on time")
    async def get_definitions(
        actor: ActorDep, on: Annotated[date | None, Query(description="editions that hold on this local day")] = None
    ) -> Page[DefinitionBody]:
        """Formula, legal reference, days of validity and the policy for dossiers that ended without a result. An
        ``on-time`` table says by which it was made."""
        found = await ask(GetDefinitions(actor=actor, on=on))
        return Page[DefinitionBody](items=[definition_body(each) for each in found], total_size=len(found))

    @routes.get("/v1/undue-dossiers", summary="Hồ sơ không có ngày hẹn trả · Accepted without an appointment")
    async def get_undue_dossiers(actor: ActorDep, page: PageDep) -> Page[UndueBody]:
        """Lỗi dữ liệu, không bao giờ âm thầm tính là đúng hạn. Errors of the data: each must be mended at its source.
        As many as ``undue`` of the on-time table and the series ``dossier_undue`` say."""
        position = page.after({})
        after = str(position[0]) if position else ""
        found = await list_undue(ListUndueDossiers(actor=actor, limit=page.page_size, after=after))
        full = len(found.items) == page.page_size
        token = encode_cursor([found.items[-1].dossier_id], {}) if full else None
        return Page[UndueBody](
            items=[_undue(each) for each in found.items], next_page_token=token, total_size=found.total
        )

    return routes


def definition_body(definition: Definition) -> DefinitionBody:
    return DefinitionBody(
        name=definition.name,
        title=definition.title_vi,
        title_en=definition.title_en,
        basis=definition.basis.value,
        formula=definition.formula_vi,
        formula_en=definition.formula_en,
        legal_ref=definition.legal_ref,
        mark=definition.mark,
        valid_from=definition.valid_from,
        valid_to=definition.valid_to,
        policies=policies(definition),
    )


def policies(definition: Definition) -> list[PolicyBody]:
    return [
        *(_policy(ending.value, policy) for ending, policy in definition.endings.items()),
        _policy(WITHOUT_DUE_DATE, definition.without_due_date),
    ]


def _policy(ending: str, policy: Policy) -> PolicyBody:
    return PolicyBody(
        ending=ending,
        treatment=policy.treatment.value,
        mark=policy.mark,
        legal_ref=policy.legal_ref,
        note=policy.note,
        note_en=policy.note_en,
    )


def _undue(one: UndueDossier) -> UndueBody:
    return UndueBody(
        dossier_id=one.dossier_id,
        code=one.code,
        agency=one.agency,
        department=one.department,
        procedure=one.procedure_key,
        accepted_on=one.accepted_on,
    )
