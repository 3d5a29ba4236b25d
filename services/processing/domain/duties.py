"""A financial duty that arises in the middle (portal status 6), and the appointment in two stages.

The notice of the duty keeps the first appointment; the second is what the clock gives once the duty is settled
(Đồng Tháp QĐ 138/2025/QĐ-UBND art. 3, 5; that the clock stands meanwhile is practice, and data of the version).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from chassis.kernel.ids import Ids
from processing.domain.case import Case, Change, FinancialDuty
from processing.domain.facts import PaymentRequested
from processing.domain.law import Law
from processing.domain.states import Action, after
from processing.domain.vocabulary import CaseState, ClockCause, ClockEffect, PayableKind
from processing.domain.waiting import run_on, stand_still


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What is asked for. officer: account. amount_vnd: whole đồng. pay_by_at: a wish, None without one."""

    officer: str
    kind: PayableKind
    amount_vnd: int
    reason: str
    pay_by_at: datetime | None


def request(case: Case, law: Law, demand: Demand, at: datetime, ids: Ids) -> Change:
    """The case waiting for a payment. Raises Problem ``request-payment-not-allowed``."""
    state, effect = after(case.state, Action.REQUEST_PAYMENT), law.version.duty_effect
    duty = FinancialDuty(
        duty_id=ids.new(),
        requested_at=at,
        requested_by=demand.officer,
        kind=demand.kind,
        amount_vnd=demand.amount_vnd,
        reason=demand.reason,
        clock_effect=effect,
        pay_by_at=demand.pay_by_at,
    )
    fact = PaymentRequested(
        dossier=case.dossier,
        duty_id=duty.duty_id,
        requested_at=at,
        kind=duty.kind,
        amount_vnd=duty.amount_vnd,
        pay_by_at=duty.pay_by_at,
        clock_effect=effect,
    )
    change = Change(case=case.next(state=state, duties=(*case.duties, duty)), facts=(fact,))
    if effect is ClockEffect.NONE:
        return change
    return change.then(stand_still(change.case, law, at, cause=ClockCause.FINANCIAL_DUTY))


def receive(case: Case, law: Law, duty_id: str, settled_at: datetime, now: datetime) -> Change:
    """The duty is paid or exempted: the clock goes on from then, whenever that is heard.

    What was settled before, or never asked for here, changes nothing. A case that was stopped meanwhile only notes it.
    """
    duty = case.open_duty
    if duty is None or duty.duty_id != duty_id:
        return Change(case=case)
    at = max(settled_at, duty.requested_at)
    noted = _settled(case, replace(duty, settled_at=at))
    if case.state is not CaseState.AWAITING_PAYMENT:
        return Change(case=noted)
    running = noted.next(state=after(case.state, Action.RECEIVE_PAYMENT))
    return run_on(running, law, at, now, cause=ClockCause.FINANCIAL_DUTY)


def _settled(case: Case, changed: FinancialDuty) -> Case:
    return case.next(duties=tuple(changed if duty.duty_id == changed.duty_id else duty for duty in case.duties))
