"""The one word of an event that its message turns on: cause, outcome, rung. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from motcua.common.v1.feedback_pb2 import FeedbackClass
from motcua.common.v1.vocabulary_pb2 import ClockCause, DecisionOutcome, PayableKind, StopCause

_CONTINUED = {ClockCause.CLOCK_CAUSE_FINANCIAL_DUTY: "paid", ClockCause.CLOCK_CAUSE_CONSULTATION: "consulted"}


def detail_of(event: str, data: Any) -> str:
    """A slug, or a rung as processing names it (``T-1``); empty for events that have no such word."""
    read = _DETAILS.get(event)
    return read(data) if read else ""


def _moved(data: Any) -> str:
    if data.due_at == data.previous_due_at:
        return "unmoved"  # beneath an extension: the day the applicant was told stays
    return _word(ClockCause.Name(data.cause), "CLOCK_CAUSE_")


def _resumed(data: Any) -> str:
    return "restarted" if data.restarted else _CONTINUED.get(data.cause, "continued")


def _event_of(type_: str) -> str:
    """``motcua.dossier.stopped.v1`` → ``stopped``."""
    return type_.removeprefix("motcua.").rpartition(".v")[0].rpartition(".")[2]


def _word(name: str, prefix: str) -> str:
    return name.removeprefix(prefix).lower().replace("_", "-")


_DETAILS: Mapping[str, Callable[[Any], str]] = {
    "dossier.stopped": lambda data: _word(StopCause.Name(data.cause), "STOP_CAUSE_"),
    "dossier.result-issued": lambda data: _word(DecisionOutcome.Name(data.outcome), "DECISION_OUTCOME_"),
    "dossier.due-date-changed": _moved,
    "dossier.resumed": _resumed,
    "dossier.paused": lambda data: _word(ClockCause.Name(data.cause), "CLOCK_CAUSE_"),
    "dossier.payment-requested": lambda data: _word(PayableKind.Name(data.kind), "PAYABLE_KIND_"),
    "dossier.result-uncollected": lambda data: "last" if data.is_last else "",
    "dossier.due-soon": lambda data: str(data.rung),
    "dossier.step-due-soon": lambda data: str(data.rung),
    "dossier.consultation-overdue": lambda data: str(data.consultee),
    "dossier.corrected": lambda data: _event_of(data.corrected_type),
    "feedback.classified": lambda data: _word(FeedbackClass.Name(data.classification), "FEEDBACK_CLASS_"),
    "feedback.overdue": lambda data: str(data.step),
    "obligation.due": lambda data: str(data.working_days_left or "late"),
    "control.due": lambda data: str(data.working_days_left or "late"),
}
