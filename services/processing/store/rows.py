"""Rows and what they stand for: pure, both ways. Every column is written, every field read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from chassis.kernel.worktime import Entry, EntryKind, Limit
from processing.domain.case import Apology, Case, Decision, FinancialDuty, Holding, Supplement, Task
from processing.domain.consultation import Consultation
from processing.domain.facts import DossierRef
from processing.domain.guards import Guard
from processing.domain.vocabulary import (
    CaseState,
    Channel,
    ClockEffect,
    Outcome,
    PayableKind,
    Role,
    StopCause,
    TaskState,
    Timeliness,
)

Row = Any  # sqlalchemy.Row, read by attribute


def case_row(case: Case) -> dict[str, Any]:
    """The columns of ``cases``."""
    decision = case.decision
    return {
        "dossier_id": case.dossier.dossier_id,
        "code": case.dossier.code,
        "agency": case.dossier.agency,
        "department": case.dossier.department,
        "procedure_key": case.dossier.procedure_key,
        "procedure_code": case.dossier.procedure_code,
        "procedure_version": case.dossier.procedure_version,
        "channel": case.dossier.channel.value,
        "state": case.state.value,
        "received_at": case.received_at,
        "accepted_at": case.accepted_at,
        "clock_started_at": case.clock_started_at,
        "law_revision": case.law_revision,
        "time_limit": case.limit.to_dict(),
        "due_at": case.due_at,
        "original_due_at": case.original_due_at,
        "announced_due_at": case.announced_due_at,
        "is_due_provisional": case.due_is_provisional,
        "outcome": decision.outcome.value if decision else None,
        "decided_by": decision.officer if decision else None,
        "decided_at": decision.decided_at if decision else None,
        "decision_reason": decision.reason if decision else None,
        "issued_at": case.issued_at,
        "timeliness": case.timeliness.value if case.timeliness else None,
        "working_seconds": case.working_seconds,
        "stopped_at": case.stopped_at,
        "stop_cause": case.stop_cause.value if case.stop_cause else None,
        "version": case.version,
        "duties": [_duty_plain(duty) for duty in case.duties] or None,
        "apology": _apology_plain(case.apology),
        "transfer_due_at": case.transfer_due_at,
        "consultation_count": len(case.consultations) or None,
    }


def case_of(
    row: Row,
    tasks: Iterable[Row],
    entries: Iterable[Row],
    supplements: Iterable[Row],
    *,
    consultations: Iterable[Consultation] = (),
) -> Case:
    """The case; its parts in their order."""
    return Case(
        dossier=dossier_of(row),
        state=CaseState(row.state),
        received_at=row.received_at,
        accepted_at=row.accepted_at,
        clock_started_at=row.clock_started_at,
        law_revision=row.law_revision,
        limit=Limit.from_dict(row.time_limit),
        entries=tuple(_entry_of(entry) for entry in entries),
        due_at=row.due_at,
        original_due_at=row.original_due_at,
        announced_due_at=row.announced_due_at,
        due_is_provisional=row.is_due_provisional,
        tasks=tuple(task_of(task) for task in tasks),
        supplements=tuple(_supplement_of(request) for request in supplements),
        decision=_decision_of(row),
        issued_at=row.issued_at,
        timeliness=Timeliness(row.timeliness) if row.timeliness else None,
        working_seconds=row.working_seconds,
        stopped_at=row.stopped_at,
        stop_cause=StopCause(row.stop_cause) if row.stop_cause else None,
        version=row.version,
        duties=tuple(_duty_of(plain) for plain in row.duties or ()),
        apology=_apology_of(row.apology),
        transfer_due_at=row.transfer_due_at,
        consultations=tuple(consultations),
    )


def dossier_of(row: Row) -> DossierRef:
    """Of a row of ``cases``."""
    return DossierRef(
        dossier_id=row.dossier_id,
        code=row.code,
        agency=row.agency,
        department=row.department,
        procedure_key=row.procedure_key,
        procedure_code=row.procedure_code,
        procedure_version=row.procedure_version,
        channel=Channel(row.channel),
    )


def task_row(dossier: DossierRef, ordinal: int, task: Task) -> dict[str, Any]:
    """The columns of ``tasks``. The agency stands there too, so that a list of steps needs no case to be counted."""
    return {
        "id": task.id,
        "dossier_id": dossier.dossier_id,
        "agency": dossier.agency,
        "ordinal": ordinal,
        "place": task.place,
        "step_key": task.step_key,
        "step_name": task.step_name,
        "step_name_en": task.step_name_en,
        "department": task.department,
        "role": task.role.value,
        "decides": task.decides,
        "budget": task.budget.to_dict() if task.budget else None,
        "state": task.state.value,
        "officer": task.officer,
        "opened_at": task.opened_at,
        "started_at": task.started_at,
        "due_at": task.due_at,
        "completed_at": task.completed_at,
        "working_seconds": task.working_seconds,
        "held": [_holding_plain(holding) for holding in task.held] or None,
        "apart_from": None if task.apart_from is None else list(task.apart_from),
        "forms": list(task.forms) or None,
        "unmet": task.unmet and task.unmet.to_dict(),
    }


def task_of(row: Row) -> Task:
    return Task(
        id=row.id,
        place=row.place,
        step_key=row.step_key,
        step_name=row.step_name,
        step_name_en=row.step_name_en,
        department=row.department,
        role=Role(row.role),
        decides=row.decides,
        budget=Limit.from_dict(row.budget) if row.budget else None,
        state=TaskState(row.state),
        officer=row.officer,
        opened_at=row.opened_at,
        started_at=row.started_at,
        due_at=row.due_at,
        completed_at=row.completed_at,
        working_seconds=row.working_seconds,
        held=tuple(_holding_of(plain) for plain in row.held or ()),
        apart_from=None if row.apart_from is None else tuple(row.apart_from),
        forms=tuple(row.forms or ()),
        unmet=Guard.from_dict(row.unmet) if row.unmet else None,
    )


def entry_row(dossier_id: str, ordinal: int, entry: Entry) -> dict[str, Any]:
    """The columns of ``ledger_entries``."""
    return {
        "dossier_id": dossier_id,
        "ordinal": ordinal,
        "kind": entry.kind.value,
        "at": entry.at,
        "recorded_at": entry.recorded_at,
        "reason": entry.reason,
        "new_due_at": entry.new_due_at,
        "undoes": entry.undoes,
    }


def supplement_row(dossier_id: str, ordinal: int, asked: Supplement) -> dict[str, Any]:
    """The columns of ``supplements``."""
    return {
        "request_id": asked.request_id,
        "dossier_id": dossier_id,
        "ordinal": ordinal,
        "requested_at": asked.requested_at,
        "requested_by": asked.requested_by,
        "documents": list(asked.documents),
        "reason": asked.reason,
        "clock_effect": asked.clock_effect.value,
        "applicant_deadline_at": asked.applicant_deadline_at,
        "answered_at": asked.answered_at,
        "is_lapsed": asked.lapsed,
    }


def _entry_of(row: Row) -> Entry:
    return Entry(
        kind=EntryKind(row.kind),
        at=row.at,
        recorded_at=row.recorded_at,
        reason=row.reason,
        new_due_at=row.new_due_at,
        undoes=row.undoes,
    )


def _supplement_of(row: Row) -> Supplement:
    return Supplement(
        request_id=row.request_id,
        requested_at=row.requested_at,
        requested_by=row.requested_by,
        documents=tuple(row.documents),
        reason=row.reason,
        clock_effect=ClockEffect(row.clock_effect),
        applicant_deadline_at=row.applicant_deadline_at,
        answered_at=row.answered_at,
        lapsed=row.is_lapsed,
    )


def _decision_of(row: Row) -> Decision | None:
    if row.outcome is None:
        return None
    return Decision(
        outcome=Outcome(row.outcome),
        officer=row.decided_by,
        decided_at=row.decided_at,
        reason=row.decision_reason,
    )


def _duty_plain(duty: FinancialDuty) -> dict[str, Any]:
    """Duties are rare and few: they stand in the case's own row, and cost nobody else a query."""
    return {
        "duty_id": duty.duty_id,
        "requested_at": duty.requested_at.isoformat(),
        "requested_by": duty.requested_by,
        "kind": duty.kind.value,
        "amount_vnd": duty.amount_vnd,
        "reason": duty.reason,
        "clock_effect": duty.clock_effect.value,
        "pay_by_at": duty.pay_by_at and duty.pay_by_at.isoformat(),
        "settled_at": duty.settled_at and duty.settled_at.isoformat(),
    }


def _duty_of(plain: dict[str, Any]) -> FinancialDuty:
    instants = {name: _instant(plain[name]) for name in ("requested_at", "pay_by_at", "settled_at")}
    words = {"kind": PayableKind(plain["kind"]), "clock_effect": ClockEffect(plain["clock_effect"])}
    return FinancialDuty(**plain | instants | words)


def _holding_plain(holding: Holding) -> dict[str, str]:
    return {"officer": holding.officer, "since": holding.since.isoformat(), "named_by": holding.named_by}


def _holding_of(plain: dict[str, str]) -> Holding:
    since = datetime.fromisoformat(plain["since"])
    return Holding(officer=plain["officer"], since=since, named_by=plain["named_by"])


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _apology_plain(apology: Apology | None) -> dict[str, str] | None:
    if apology is None:
        return None
    return {
        "officer": apology.officer,
        "apologised_at": apology.apologised_at.isoformat(),
        "promised_at": apology.promised_at.isoformat(),
        "new_due_at": apology.new_due_at.isoformat(),
        "reason": apology.reason,
    }


def _apology_of(plain: dict[str, str] | None) -> Apology | None:
    if plain is None:
        return None
    return Apology(
        officer=plain["officer"],
        apologised_at=datetime.fromisoformat(plain["apologised_at"]),
        promised_at=datetime.fromisoformat(plain["promised_at"]),
        new_due_at=datetime.fromisoformat(plain["new_due_at"]),
        reason=plain["reason"],
    )


def answering(dossier: DossierRef, department: str) -> DossierRef:
    """The dossier with the department that answers for it, where a row's own department is a step's."""
    return replace(dossier, department=department)
