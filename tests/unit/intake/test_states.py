"""What may follow what: the whole table, cell by cell."""

from __future__ import annotations

import pytest

from intake.domain.states import PORTAL_STATUS, Action, ActionNotAllowed, State, Step, after, followed

ALLOWED = {
    (State.REGISTERED, Action.ACCEPT): State.ACCEPTED,
    (State.REGISTERED, Action.ANSWER_AT_ONCE): State.COLLECTED,
    (State.REGISTERED, Action.REFUSE): State.REFUSED,
    (State.SUPPLEMENT_REQUESTED, Action.REFUSE): State.REFUSED,
    (State.REGISTERED, Action.REQUEST_SUPPLEMENT): State.SUPPLEMENT_REQUESTED,
    (State.SUPPLEMENT_REQUESTED, Action.SUPPLEMENT): State.REGISTERED,
    (State.AWAITING_SUPPLEMENT, Action.SUPPLEMENT): State.IN_PROGRESS,
    (State.REGISTERED, Action.WITHDRAW): State.WITHDRAWN,
    (State.SUPPLEMENT_REQUESTED, Action.WITHDRAW): State.WITHDRAWN,
    (State.ACCEPTED, Action.WITHDRAW): State.WITHDRAWN,
    (State.IN_PROGRESS, Action.WITHDRAW): State.WITHDRAWN,
    (State.AWAITING_SUPPLEMENT, Action.WITHDRAW): State.WITHDRAWN,
    (State.AWAITING_PAYMENT, Action.WITHDRAW): State.WITHDRAWN,
    (State.AWAITING_PAYMENT, Action.PAY): State.IN_PROGRESS,
    (State.RESULT_READY, Action.COLLECT): State.COLLECTED,
    (State.RESULT_READY, Action.DELIVER): State.COLLECTED,
    (State.RESULT_READY, Action.DISPATCH): State.RESULT_READY,
}
REPORTED = {
    (State.ACCEPTED, Step.ASSIGNED): State.IN_PROGRESS,
    (State.ACCEPTED, Step.SUPPLEMENT_REQUESTED): State.AWAITING_SUPPLEMENT,
    (State.IN_PROGRESS, Step.SUPPLEMENT_REQUESTED): State.AWAITING_SUPPLEMENT,
    (State.ACCEPTED, Step.PAYMENT_REQUESTED): State.AWAITING_PAYMENT,
    (State.IN_PROGRESS, Step.PAYMENT_REQUESTED): State.AWAITING_PAYMENT,
    (State.AWAITING_SUPPLEMENT, Step.RESUMED): State.IN_PROGRESS,
    (State.AWAITING_PAYMENT, Step.RESUMED): State.IN_PROGRESS,
    **{
        (state, step): end
        for state in (State.ACCEPTED, State.IN_PROGRESS, State.AWAITING_SUPPLEMENT, State.AWAITING_PAYMENT)
        for step, end in ((Step.RESULT_ISSUED, State.RESULT_READY), (Step.STOPPED, State.STOPPED))
    },
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("action", Action)
def test_an_action_leads_where_the_table_says_or_is_refused(state: State, action: Action) -> None:
    if (state, action) in ALLOWED:
        assert after(state, action) is ALLOWED[state, action]
        return
    with pytest.raises(ActionNotAllowed) as refusal:
        after(state, action)
    assert refusal.value.slug == f"{action.value}-not-allowed"
    assert refusal.value.fields == {"state": state.value}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("step", Step)
def test_a_report_of_the_department_moves_the_dossier_or_comes_too_late(state: State, step: Step) -> None:
    assert followed(state, step) is REPORTED.get((state, step), state)


def test_every_state_has_the_status_of_the_national_portal() -> None:
    assert {state.value: PORTAL_STATUS[state] for state in State} == {
        "registered": 1,
        "accepted": 2,
        "refused": 3,
        "in_progress": 4,
        "supplement_requested": 5,
        "awaiting_supplement": 5,
        "awaiting_payment": 6,
        "withdrawn": 7,
        "stopped": 8,
        "result_ready": 9,
        "collected": 10,
    }
