"""What the department reports about a dossier, as intake's own projection of it.

progressed(dossier, report) → the next version, or the same object where the report changes nothing here
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from intake.domain.dossier import Dossier, SupplementRequest
from intake.domain.facts import Stage
from intake.domain.fees.accounts import PayableKind
from intake.domain.states import State, Step, followed


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned:
    """A named officer (account) has the step."""

    officer: str
    step: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementAsked:
    request_id: str
    requested_at: datetime
    applicant_deadline_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentAsked:
    """A financial duty arose in the middle. amount_vnd: whole đồng. pauses: the clock stands until it is settled."""

    duty_id: str
    kind: PayableKind
    amount_vnd: int
    requested_at: datetime
    pay_by_at: datetime | None
    pauses: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused:
    paused_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed:
    resumed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DueMoved:
    due_at: datetime
    original_due_at: datetime
    is_provisional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """outcome: ``granted`` or ``refused``."""

    decided_at: datetime
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultIssued:
    issued_at: datetime
    decided_at: datetime
    outcome: str
    due_at: datetime
    original_due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """cause: ``withdrawn``, ``applicant_deadline_passed`` or ``authority``."""

    stopped_at: datetime
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """An earlier event was a mistake. event: its name without prefix and version, ``dossier.withdrawn``."""

    event: str


ClockReport = Paused | Resumed | DueMoved
Report = Assigned | SupplementAsked | PaymentAsked | ClockReport | Decided | ResultIssued | Stopped | Corrected


def progressed(dossier: Dossier, report: Report) -> Dossier:
    """The dossier after a report. While it is withdrawn, the work behind the withdrawal is what moves."""
    match report:
        case Assigned():
            transferred_at = dossier.transferred_at or report.at
            return _moved(
                dossier, Step.ASSIGNED, officer=report.officer, step=report.step, transferred_at=transferred_at
            )
        case SupplementAsked():
            asked = (*dossier.supplements, _asked(dossier, report))
            return _moved(dossier, Step.SUPPLEMENT_REQUESTED, supplements=asked, paused_at=report.requested_at)
        case PaymentAsked():
            return _moved(dossier, Step.PAYMENT_REQUESTED, paused_at=report.requested_at if report.pauses else None)
        case Paused() | Resumed() | DueMoved():
            return _clocked(dossier, report)
        case Decided():
            return dossier.next(decided_at=report.decided_at, outcome=report.outcome)
        case ResultIssued():
            return _issued(dossier, report)
        case Stopped():
            return _moved(dossier, Step.STOPPED, stopped_at=report.stopped_at, stop_cause=report.cause, paused_at=None)
        case Corrected():
            return _corrected(dossier, report.event)


def _clocked(dossier: Dossier, report: ClockReport) -> Dossier:
    match report:
        case Paused():
            return dossier.next(paused_at=report.paused_at)
        case Resumed():
            return _moved(dossier, Step.RESUMED, paused_at=None)
        case DueMoved():
            return dossier.next(
                due_at=report.due_at, original_due_at=report.original_due_at, due_is_provisional=report.is_provisional
            )


def _moved(dossier: Dossier, by: Step, **changes: object) -> Dossier:
    if dossier.state is State.WITHDRAWN and dossier.behind_withdrawal is not None:
        if by is Step.STOPPED:  # the department's answer to the withdrawal: the state stays withdrawn
            return dossier.next(**changes)
        return dossier.next(behind_withdrawal=followed(dossier.behind_withdrawal, by), **changes)
    return dossier.next(state=followed(dossier.state, by), **changes)


def _asked(dossier: Dossier, report: SupplementAsked) -> SupplementRequest:
    return SupplementRequest(
        request_id=report.request_id,
        stage=Stage.APPRAISAL,
        requested_at=report.requested_at,
        requested_by=dossier.officer,
        documents=(),
        reason="",
        applicant_deadline_at=report.applicant_deadline_at,
        supplemented_at=None,
    )


def _issued(dossier: Dossier, report: ResultIssued) -> Dossier:
    return _moved(
        dossier,
        Step.RESULT_ISSUED,
        result_issued_at=report.issued_at,
        decided_at=report.decided_at,
        outcome=report.outcome,
        due_at=report.due_at,
        original_due_at=report.original_due_at,
        paused_at=None,
    )


def _corrected(dossier: Dossier, event: str) -> Dossier:
    match event, dossier.state:
        case "dossier.withdrawn", State.WITHDRAWN:
            behind = dossier.behind_withdrawal or State.IN_PROGRESS
            return dossier.next(state=behind, behind_withdrawal=None, withdrawn_at=None)
        case "dossier.result-issued", (State.RESULT_READY | State.COLLECTED):
            return dossier.next(state=State.IN_PROGRESS, result_issued_at=None, returned_at=None, returned_by=None)
        case "dossier.stopped", State.STOPPED:
            return dossier.next(state=State.IN_PROGRESS, stopped_at=None, stop_cause="")
        case "dossier.decided", _:
            return dossier.next(decided_at=None, outcome="")
        case _:
            return dossier
