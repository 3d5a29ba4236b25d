"""Consultations as rows: read with their case where it has any, written where they changed, listed by deadline."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, insert, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from processing.application.consultation_lists import ConsultationFilter, FoundConsultations, ListedConsultation
from processing.application.ports import Place
from processing.domain.consultation import Consultation, Consultee
from processing.domain.consultation_rights import ConsultationScope
from processing.domain.facts import DossierRef
from processing.domain.states import HANDLED
from processing.domain.vocabulary import (
    AnswersBy,
    Channel,
    ClockEffect,
    ConsultationState,
    ConsulteeKind,
    OnSilence,
    Opinion,
)
from processing.store.tables import cases, consultations

Row = Any  # sqlalchemy.Row, read by attribute

_OF_CASES = (
    select(consultations)
    .where(consultations.c.dossier_id.in_(bindparam("dossiers", expanding=True)))
    .order_by(consultations.c.dossier_id, consultations.c.ordinal)
)
_INSERT = insert(consultations)
_CHANGE = (
    update(consultations)
    .where(consultations.c.id == bindparam("wanted"))
    .values({column.name: bindparam(column.name) for column in consultations.c if column.name != "id"})
)
_DOSSIER_OF = select(consultations.c.dossier_id).where(consultations.c.id == bindparam("wanted"))
_OF_CASE = [
    *(cases.c[name] for name in ("code", "procedure_key", "procedure_code", "procedure_version", "channel", "version")),
    cases.c.agency.label("case_agency"),
    cases.c.department.label("case_department"),
]


async def of_cases(connection: AsyncConnection, heads: Sequence[Row]) -> dict[str, list[Consultation]]:
    """What was asked on each of these cases; no query if on none of them."""
    having = [head.dossier_id for head in heads if head.consultation_count]
    found: dict[str, list[Consultation]] = defaultdict(list)
    for row in await connection.execute(_OF_CASES, {"dossiers": having}) if having else ():
        found[row.dossier_id].append(_consultation_of(row))
    return found


async def save_consultations(
    connection: AsyncConnection, dossier_id: str, before: Sequence[Consultation], after: Sequence[Consultation]
) -> None:
    """Writes the difference."""
    for ordinal, (old, new) in enumerate(zip(before, after, strict=False)):
        if new != old:
            row = _row(dossier_id, ordinal, new)
            await connection.execute(_CHANGE, row | {"wanted": row.pop("id")})
    if added := [_row(dossier_id, i, asked) for i, asked in enumerate(after) if i >= len(before)]:
        await connection.execute(_INSERT, added)


async def find(
    connection: AsyncConnection,
    scope: ConsultationScope,
    wanted: ConsultationFilter,
    after: Place | None,
    size: int,
) -> FoundConsultations:
    """One query for a page, one for its exact total."""
    joined = consultations.join(cases, cases.c.dossier_id == consultations.c.dossier_id)
    matches = and_(*_conditions(scope, wanted))
    c = consultations.c
    query = select(consultations, *_OF_CASE).select_from(joined).where(matches).order_by(c.due_at, c.id).limit(size + 1)
    if after is not None:
        query = query.where(tuple_(c.due_at, c.id) > tuple_(after.due_at, after.id, types=[c.due_at.type, c.id.type]))
    found = (await connection.execute(query)).all()
    total = await connection.scalar(select(func.count()).select_from(joined).where(matches))
    page = tuple(_listed(row) for row in found[:size])
    last = page[-1].consultation if len(found) > size else None
    following = Place(due_at=last.due_at, id=last.id) if last else None
    return FoundConsultations(consultations=page, total=total or 0, following=following)


async def of_id(connection: AsyncConnection, consultation_id: str) -> str | None:
    """Id of the dossier whose consultation that is."""
    found: str | None = await connection.scalar(_DOSSIER_OF, {"wanted": consultation_id})
    return found


def _conditions(scope: ConsultationScope, wanted: ConsultationFilter) -> list[ColumnElement[bool]]:
    c = consultations.c
    conditions: list[ColumnElement[bool]] = []
    if scope.agency:
        conditions.append(cases.c.agency == scope.agency)
    if scope.department:
        conditions.append(or_(c.department == scope.department, cases.c.department == scope.department))
    if scope.consulted_agency:
        conditions.append(c.agency == scope.consulted_agency)
    if wanted.department:
        conditions.append(c.department == wanted.department)
    if wanted.consultee:
        conditions.append(c.consultee == wanted.consultee)
    if wanted.states:
        conditions.append(c.state.in_(sorted(wanted.states)))
    if wanted.states == {ConsultationState.OPEN}:
        conditions.append(cases.c.state.in_(sorted(HANDLED)))  # nobody has to answer for a case that was stopped
    if wanted.due_before is not None:
        conditions.append(c.due_at < wanted.due_before)
    return conditions


def _row(dossier_id: str, ordinal: int, asked: Consultation) -> dict[str, Any]:
    """The columns of ``consultations``."""
    consultee = asked.consultee
    return {
        "id": asked.id,
        "dossier_id": dossier_id,
        "ordinal": ordinal,
        "consultee": consultee.key,
        "consultee_name": consultee.name,
        "consultee_name_en": consultee.name_en,
        "kind": consultee.kind.value,
        "answers_by": consultee.answers_by.value,
        "department": consultee.department,
        "agency": consultee.agency,
        "question": asked.question,
        "documents": list(asked.documents),
        "asked_by": asked.asked_by,
        "task_id": asked.task_id,
        "asked_at": asked.asked_at,
        "due_at": asked.due_at,
        "later_reason": asked.later_reason,
        "on_silence": asked.on_silence.value,
        "clock_effect": asked.clock_effect.value,
        "legal_ref": asked.legal_ref,
        "returns_to": asked.returns_to,
        "state": asked.state.value,
        "closed_at": asked.closed_at,
        "answered_at": asked.answered_at,
        "answered_by": asked.answered_by,
        "opinion": asked.opinion.value if asked.opinion else None,
        "answer": asked.text,
        "withdrawal_reason": asked.withdrawal_reason,
        "reminded_at": asked.reminded_at,
        "escalated_at": asked.escalated_at,
    }


def _consultation_of(row: Row) -> Consultation:
    consultee = Consultee(
        key=row.consultee,
        name=row.consultee_name,
        name_en=row.consultee_name_en,
        kind=ConsulteeKind(row.kind),
        answers_by=AnswersBy(row.answers_by),
        department=row.department,
        agency=row.agency,
    )
    return Consultation(
        id=row.id,
        consultee=consultee,
        question=row.question,
        documents=tuple(row.documents),
        asked_by=row.asked_by,
        task_id=row.task_id,
        asked_at=row.asked_at,
        due_at=row.due_at,
        later_reason=row.later_reason,
        on_silence=OnSilence(row.on_silence),
        clock_effect=ClockEffect(row.clock_effect),
        legal_ref=row.legal_ref,
        returns_to=row.returns_to,
        state=ConsultationState(row.state),
        closed_at=row.closed_at,
        answered_at=row.answered_at,
        answered_by=row.answered_by,
        opinion=Opinion(row.opinion) if row.opinion else None,
        text=row.answer,
        withdrawal_reason=row.withdrawal_reason,
        reminded_at=row.reminded_at,
        escalated_at=row.escalated_at,
    )


def _listed(row: Row) -> ListedConsultation:
    dossier = DossierRef(
        dossier_id=row.dossier_id,
        code=row.code,
        agency=row.case_agency,
        department=row.case_department,
        procedure_key=row.procedure_key,
        procedure_code=row.procedure_code,
        procedure_version=row.procedure_version,
        channel=Channel(row.channel),
    )
    return ListedConsultation(consultation=_consultation_of(row), dossier=dossier, version=row.version)
