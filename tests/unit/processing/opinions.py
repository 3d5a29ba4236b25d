"""Bodies that may be consulted, and asking them, as the tests of processing tell it. None of their people exist."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from chassis.kernel.actor import Actor
from chassis.kernel.worktime import Limit
from processing.application.consultation_lists import ConsultationFilter, FoundConsultations, ListedConsultation
from processing.application.ports import Place
from processing.domain.case import Case
from processing.domain.consultation import ConsultationPolicy, Consultee
from processing.domain.consultation_rights import ConsultationScope
from processing.domain.consulting import Ask, Question
from processing.domain.law import Law
from processing.domain.states import HANDLED
from processing.domain.vocabulary import AnswersBy, ClockEffect, ConsultationState, ConsulteeKind, OnSilence
from unit.processing.story import law


def _body(key: str, kind: ConsulteeKind, answers_by: AnswersBy, *, agency: str = "", mailbox: str = "") -> Consultee:
    return Consultee(
        key=key,
        name=f"Cơ quan {key}",
        name_en=f"Body {key}",
        kind=kind,
        answers_by=answers_by,
        department=key if kind is ConsulteeKind.DEPARTMENT else "",
        agency=agency,
        mailbox=mailbox,
    )


LABOUR = _body("lao-dong", ConsulteeKind.DEPARTMENT, AnswersBy.INBOX)
FINANCE = _body("so-tai-chinh", ConsulteeKind.AGENCY, AnswersBy.ACCOUNT, agency="so-tai-chinh")
CITY = _body("ubnd-thanh-pho", ConsulteeKind.HIGHER_AGENCY, AnswersBy.LINK, mailbox="van-thu@ubnd.example")
MINISTRY = _body("bo-cong-an", ConsulteeKind.EXTERNAL, AnswersBy.LINK, mailbox="van-thu@bo.example")
OTHER_CITY = _body("ubnd-khac", ConsulteeKind.HIGHER_AGENCY, AnswersBy.LINK)
LEAD = _body("dau-tu", ConsulteeKind.DEPARTMENT, AnswersBy.INBOX)
CONSULTEES = (LABOUR, FINANCE, CITY, MINISTRY, OTHER_CITY, LEAD)

FINANCE_OFFICE = Actor(subject="api.so-tai-chinh", roles=frozenset({"consultee"}), agency="so-tai-chinh")
OTHER_OFFICE = Actor(subject="api.so-noi-vu", roles=frozenset({"consultee"}), agency="so-noi-vu")


def consulting(
    *,
    silence: OnSilence = OnSilence.ESCALATE,
    effect: ClockEffect = ClockEffect.NONE,
    limit: str | None = "5",
    base: Law | None = None,
) -> Law:
    """The law with this consultation policy. limit: working days."""
    policy = ConsultationPolicy(
        limit=Limit.of(limit, "working_day") if limit else None,
        on_silence=silence,
        effect_on_clock=effect,
        legal_ref="NĐ 96/2026/NĐ-CP Đ6(6)",
    )
    base = base or law()
    return replace(base, version=replace(base.version, consultation=policy))


def question(at: datetime, *asks: Ask | Consultee, officer: str = "cv.dautu.1") -> Question:
    listed = tuple(ask if isinstance(ask, Ask) else Ask(consultee=ask) for ask in asks)
    return Question(
        officer=officer, asked_at=at, text="Có phù hợp quy hoạch không?", documents=("Đề xuất dự án",), asks=listed
    )


def found(
    cases: Iterable[Case], scope: ConsultationScope, wanted: ConsultationFilter, after: Place | None, size: int
) -> FoundConsultations:
    """What a store in memory finds."""
    matching = sorted(
        (
            ListedConsultation(consultation=asked, dossier=case.dossier, version=case.version)
            for case in cases
            for asked in case.consultations
            if not (wanted.states == {ConsultationState.OPEN} and case.state not in HANDLED)
        ),
        key=lambda row: (row.consultation.due_at, row.consultation.id),
    )
    matching = [row for row in matching if _matches(row, scope, wanted)]
    rest = [
        r for r in matching if after is None or (r.consultation.due_at, r.consultation.id) > (after.due_at, after.id)
    ]
    page, last = tuple(rest[:size]), rest[size - 1].consultation if len(rest) > size else None
    following = Place(due_at=last.due_at, id=last.id) if last else None
    return FoundConsultations(consultations=page, total=len(matching), following=following)


def _matches(row: ListedConsultation, scope: ConsultationScope, wanted: ConsultationFilter) -> bool:
    asked, consultee = row.consultation, row.consultation.consultee
    return (
        scope.agency in ("", row.dossier.agency)
        and scope.department in ("", consultee.department, row.dossier.department)
        and scope.consulted_agency in ("", consultee.agency)
        and wanted.department in ("", consultee.department)
        and wanted.consultee in ("", consultee.key)
        and (not wanted.states or asked.state in wanted.states)
        and (wanted.due_before is None or asked.due_at < wanted.due_before)
    )
