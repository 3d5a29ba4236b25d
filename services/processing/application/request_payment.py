"""Request a payment from the applicant in the middle: the department found a financial duty (portal status 6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.errors import invalid
from chassis.kernel.ids import Ids
from processing.application.changing import Asked, Seen, keep, open_case, written
from processing.application.ports import UnitOfWork
from processing.domain import rights
from processing.domain.case import Case
from processing.domain.duties import Demand, request
from processing.domain.vocabulary import PayableKind

MOST_VND = 10**13


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestPayment:
    """amount_vnd: whole đồng, above 0. reason: for the applicant. pay_by_at: ahead of now, None without one."""

    asked: Asked
    dossier_id: str
    kind: PayableKind
    amount_vnd: int
    reason: str
    pay_by_at: datetime | None = None


class RequestPaymentHandler:
    def __init__(self, unit_of_work: UnitOfWork, clock: Clock, ids: Ids) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._ids = ids

    async def __call__(self, command: RequestPayment) -> Seen:
        """The case waiting for the payment, the duty last in its list. Problems: those of ``open_case`` and
        ``duties.request``, ``task-not-yours``, ``reason-required``, ``invalid-request``."""
        now = self._clock.now()
        demand = _checked(command, now)
        async with self._unit_of_work.begin() as tx:
            opened = await open_case(
                tx,
                command.asked,
                name="request-payment",
                right=_right,
                dossier_id=command.dossier_id,
                reason=demand.reason,
            )
            case = opened.case
            if not opened.was_done:
                case = await keep(tx, opened, request(case, opened.law, demand, now, self._ids))
        return Seen(case=case, law=opened.law, now=now)


def _right(actor: Actor, case: Case) -> None:
    rights.check_demand_payment(actor, rights.own_step(actor, case))


def _checked(command: RequestPayment, now: datetime) -> Demand:
    if not 1 <= command.amount_vnd <= MOST_VND:
        raise invalid("invalid-request", "The amount cannot be taken.", amount_vnd=f"1 to {MOST_VND} đồng, whole")
    if command.pay_by_at is not None and command.pay_by_at <= now:
        raise invalid("invalid-request", "The applicant needs time to pay.", pay_by_at="must lie ahead")
    return Demand(
        officer=command.asked.actor.subject,
        kind=command.kind,
        amount_vnd=command.amount_vnd,
        reason=written(command.reason),
        pay_by_at=command.pay_by_at,
    )
