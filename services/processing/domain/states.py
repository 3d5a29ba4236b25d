"""Which action leads where. One table, and nothing else decides; a wrong moment is refused (ActionNotAllowed)."""

from __future__ import annotations

from enum import StrEnum

from chassis.kernel.errors import Kind, Problem
from processing.domain.vocabulary import CaseState


class Action(StrEnum):
    """What may be done to a case."""

    ASSIGN = "assign"
    COMPLETE = "complete"
    RETURN = "return"
    REQUEST_SUPPLEMENT = "request-supplement"
    RECEIVE_SUPPLEMENT = "receive-supplement"
    REQUEST_PAYMENT = "request-payment"
    RECEIVE_PAYMENT = "receive-payment"
    DECIDE = "decide"
    ISSUE = "issue"
    EXTEND = "extend"
    STOP = "stop"
    UNDO_DECISION = "undo-decision"
    UNDO_EXTENSION = "undo-extension"
    UNDO_STOP = "undo-stop"
    CONSULT = "consult"


STATE_NAMES: dict[CaseState, str] = {
    CaseState.RUNNING: "Đang xử lý",
    CaseState.AWAITING_SUPPLEMENT: "Yêu cầu bổ sung giấy tờ",
    CaseState.AWAITING_PAYMENT: "Yêu cầu thực hiện nghĩa vụ tài chính",
    CaseState.DECIDED: "Đã quyết định",
    CaseState.RESULT_ISSUED: "Đã xử lý xong",
    CaseState.STOPPED: "Dừng xử lý",
}


class ActionNotAllowed(Problem):
    """The case is not in a state in which this can be done; says in which it is."""

    def __init__(self, state: CaseState, action: Action) -> None:
        super().__init__(
            f"{action.value}-not-allowed",
            Kind.REFUSED,
            f"The case is {state.value.replace('_', ' ')} ({STATE_NAMES[state]}), so this cannot be done now: "
            f"{_POSSIBLE[action]}",
            fields={"state": state.value},
        )


_POSSIBLE = {
    Action.ASSIGN: "a step is assigned while the case is being handled.",
    Action.COMPLETE: "a step is completed while the case is handled; what the applicant was asked for comes first.",
    Action.RETURN: "a step is sent back while the case is being handled.",
    Action.REQUEST_SUPPLEMENT: "papers are asked for before the decision, one request at a time.",
    Action.RECEIVE_SUPPLEMENT: "no request for papers is open.",
    Action.REQUEST_PAYMENT: "a payment is asked for before the decision, one request of any kind at a time.",
    Action.RECEIVE_PAYMENT: "no payment is asked for.",
    Action.DECIDE: "a case is decided once, while it is being handled.",
    Action.ISSUE: "a result is issued after the decision.",
    Action.EXTEND: "an appointment is moved while the clock runs.",
    Action.STOP: "a case is stopped before the decision.",
    Action.UNDO_DECISION: "only a decision whose result has not been issued can be undone.",
    Action.UNDO_EXTENSION: "only while the clock runs can an extension be undone.",
    Action.UNDO_STOP: "only a stopped case can be taken up again.",
    Action.CONSULT: "others are asked for their opinions before the decision.",
}


HANDLED = frozenset({CaseState.RUNNING, CaseState.AWAITING_SUPPLEMENT, CaseState.AWAITING_PAYMENT})
"""Opened, and neither decided nor given up."""

_WITHIN = frozenset({Action.ASSIGN, Action.COMPLETE, Action.RETURN, Action.EXTEND, Action.UNDO_EXTENSION})


_WAITS = {
    (CaseState.RUNNING, Action.REQUEST_SUPPLEMENT): CaseState.AWAITING_SUPPLEMENT,
    (CaseState.AWAITING_SUPPLEMENT, Action.RECEIVE_SUPPLEMENT): CaseState.RUNNING,
    (CaseState.RUNNING, Action.REQUEST_PAYMENT): CaseState.AWAITING_PAYMENT,
    (CaseState.AWAITING_PAYMENT, Action.RECEIVE_PAYMENT): CaseState.RUNNING,
}


def after(state: CaseState, action: Action) -> CaseState:
    """The state that an action leads to; raises ActionNotAllowed. ND61 art. 19, ND118 art. 21."""
    match state, action:
        case ((CaseState.AWAITING_SUPPLEMENT | CaseState.AWAITING_PAYMENT), Action.ASSIGN):
            return state  # an officer on leave is replaced at any time
        case ((CaseState.RUNNING | CaseState.DECIDED), _) if action in _WITHIN:
            return state
        case _, Action.CONSULT if state in HANDLED:
            return state  # opinions are awaited beside whatever else is
        case turn if turn in _WAITS:
            return _WAITS[turn]
        case CaseState.RUNNING, Action.DECIDE:
            return CaseState.DECIDED
        case CaseState.DECIDED, Action.ISSUE:
            return CaseState.RESULT_ISSUED
        case _, Action.STOP if state in HANDLED:
            return CaseState.STOPPED
        case (CaseState.DECIDED, Action.UNDO_DECISION) | (CaseState.STOPPED, Action.UNDO_STOP):
            return CaseState.RUNNING
        case _:
            raise ActionNotAllowed(state, action)
