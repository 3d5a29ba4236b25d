"""Where a dossier stands, which action leads where, and what the national portal calls it.

Two tables, and nothing else decides:

    after(state, action)      what a person asks for; a wrong moment is refused (ActionNotAllowed)
    followed(state, step)     what the department reports; a step that comes too late changes nothing
"""

from __future__ import annotations

from enum import StrEnum

from chassis.kernel.errors import Kind, Problem


class State(StrEnum):
    """Vietnamese names are those of the national portal's list (trạng thái hồ sơ)."""

    REGISTERED = "registered"  # 1 Mới đăng ký
    ACCEPTED = "accepted"  # 2 Được tiếp nhận
    REFUSED = "refused"  # 3 Không được tiếp nhận
    IN_PROGRESS = "in_progress"  # 4 Đang xử lý
    SUPPLEMENT_REQUESTED = "supplement_requested"  # 5, before acceptance: the clock has not started
    AWAITING_SUPPLEMENT = "awaiting_supplement"  # 5, after acceptance
    AWAITING_PAYMENT = "awaiting_payment"  # 6 Yêu cầu thực hiện nghĩa vụ tài chính
    WITHDRAWN = "withdrawn"  # 7 Công dân yêu cầu rút hồ sơ
    STOPPED = "stopped"  # 8 Dừng xử lý
    RESULT_READY = "result_ready"  # 9 Đã xử lý xong
    COLLECTED = "collected"  # 10 Đã trả kết quả


class Action(StrEnum):
    """What a person may ask for."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    REQUEST_SUPPLEMENT = "request-supplement"
    SUPPLEMENT = "supplement"
    WITHDRAW = "withdraw"
    COLLECT = "collect"
    PAY = "pay"
    DISPATCH = "dispatch"
    DELIVER = "deliver"
    ANSWER_AT_ONCE = "immediate-result"


class Step(StrEnum):
    """What the department reports."""

    ASSIGNED = "assigned"
    SUPPLEMENT_REQUESTED = "supplement-requested"
    PAYMENT_REQUESTED = "payment-requested"
    RESUMED = "resumed"
    RESULT_ISSUED = "result-issued"
    STOPPED = "stopped"


PORTAL_STATUS: dict[State, int] = {
    State.REGISTERED: 1,
    State.ACCEPTED: 2,
    State.REFUSED: 3,
    State.IN_PROGRESS: 4,
    State.SUPPLEMENT_REQUESTED: 5,
    State.AWAITING_SUPPLEMENT: 5,
    State.AWAITING_PAYMENT: 6,
    State.WITHDRAWN: 7,
    State.STOPPED: 8,
    State.RESULT_READY: 9,
    State.COLLECTED: 10,
}
"""The national portal's status code of each state (TrangThaiHoSo 1..10)."""

STATE_NAMES: dict[State, str] = {
    State.REGISTERED: "Mới đăng ký",
    State.ACCEPTED: "Được tiếp nhận",
    State.REFUSED: "Không được tiếp nhận",
    State.IN_PROGRESS: "Đang xử lý",
    State.SUPPLEMENT_REQUESTED: "Yêu cầu bổ sung giấy tờ",
    State.AWAITING_SUPPLEMENT: "Yêu cầu bổ sung giấy tờ",
    State.AWAITING_PAYMENT: "Yêu cầu thực hiện nghĩa vụ tài chính",
    State.WITHDRAWN: "Công dân yêu cầu rút hồ sơ",
    State.STOPPED: "Dừng xử lý",
    State.RESULT_READY: "Đã xử lý xong",
    State.COLLECTED: "Đã trả kết quả",
}

AT_WORK = frozenset({State.ACCEPTED, State.IN_PROGRESS, State.AWAITING_SUPPLEMENT, State.AWAITING_PAYMENT})
"""Accepted, and neither finished nor given up."""

BEFORE_ACCEPTANCE = frozenset({State.REGISTERED, State.SUPPLEMENT_REQUESTED})
"""The counter has not decided yet."""


WITHDRAWABLE = AT_WORK | BEFORE_ACCEPTANCE
"""Neither finished nor given up, accepted or not."""


class ActionNotAllowed(Problem):
    """The dossier is not in a state in which this can be done; says in which it is."""

    def __init__(self, state: State, action: Action) -> None:
        super().__init__(
            f"{action.value}-not-allowed",
            Kind.REFUSED,
            f"The dossier is {state.value.replace('_', ' ')} ({STATE_NAMES[state]}), so this cannot be done now: "
            f"{_POSSIBLE[action]}",
            fields={"state": state.value},
        )


_POSSIBLE = {
    Action.ACCEPT: "only a registered dossier can be accepted, once.",
    Action.ANSWER_AT_ONCE: "only a registered dossier can be answered while the applicant waits.",
    Action.REFUSE: "only a dossier that was not accepted yet can be refused at the counter.",
    Action.REQUEST_SUPPLEMENT: "the counter asks for documents before acceptance; afterwards the department does.",
    Action.SUPPLEMENT: "documents can be added only while a supplement request is open.",
    Action.WITHDRAW: "only a dossier without a result can be withdrawn.",
    Action.COLLECT: "only a result that has arrived at the counter can be handed over.",
    Action.PAY: "the dossier goes on by a payment only while it waits for one.",
    Action.DISPATCH: "only a result that has arrived at the counter can be sent by post.",
    Action.DELIVER: "only a result that was sent and not handed over can be delivered.",
}


def after(state: State, action: Action) -> State:
    """The state that an action leads to; raises ActionNotAllowed. Lifecycle table of ND61 art. 17–20, ND118 art. 21."""
    match state, action:
        case State.REGISTERED, Action.ACCEPT:
            return State.ACCEPTED
        case _, Action.REFUSE if state in BEFORE_ACCEPTANCE:
            return State.REFUSED
        case State.REGISTERED, Action.REQUEST_SUPPLEMENT:
            return State.SUPPLEMENT_REQUESTED
        case State.SUPPLEMENT_REQUESTED, Action.SUPPLEMENT:
            return State.REGISTERED
        case State.AWAITING_SUPPLEMENT, Action.SUPPLEMENT:
            return State.IN_PROGRESS
        case State.AWAITING_PAYMENT, Action.PAY:
            return State.IN_PROGRESS
        case _, Action.WITHDRAW if state in WITHDRAWABLE:
            return State.WITHDRAWN
        case State.RESULT_READY, Action.DISPATCH:
            return state  # on its way: the dossier is closed by the delivery
        case (State.RESULT_READY, (Action.COLLECT | Action.DELIVER)) | (State.REGISTERED, Action.ANSWER_AT_ONCE):
            return State.COLLECTED
        case _:
            raise ActionNotAllowed(state, action)


def followed(state: State, step: Step) -> State:
    """The state after a report of the department; unchanged where the report comes too late to matter.

    Reports arrive in order, but some time after the fact: meanwhile the applicant may have supplemented or collected.
    """
    match state, step:
        case State.ACCEPTED, Step.ASSIGNED:
            return State.IN_PROGRESS
        case ((State.ACCEPTED | State.IN_PROGRESS), Step.SUPPLEMENT_REQUESTED):
            return State.AWAITING_SUPPLEMENT
        case ((State.ACCEPTED | State.IN_PROGRESS), Step.PAYMENT_REQUESTED):
            return State.AWAITING_PAYMENT
        case ((State.AWAITING_SUPPLEMENT | State.AWAITING_PAYMENT), Step.RESUMED):
            return State.IN_PROGRESS
        case _, Step.RESULT_ISSUED if state in AT_WORK:
            return State.RESULT_READY
        case _, Step.STOPPED if state in AT_WORK:
            return State.STOPPED
        case _:
            return state
