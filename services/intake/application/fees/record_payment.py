"""Record that money came: at the counter, by transfer, or as the payment platform reports it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chassis.kernel.clock import Clock
from chassis.kernel.errors import invalid
from chassis.kernel.ids import Ids
from intake.application.fees.changing import Fees, keep
from intake.application.law_in_force import LawInForce
from intake.application.opening import Change, Opened, open_for
from intake.application.ports import Transaction, UnitOfWork
from intake.domain.fees.accounts import PROCEDURE, Payment, PaymentMethod
from intake.domain.fees.paying import ReceiptNumberTaken, record
from intake.domain.fees.rights import may_record

LONGEST_NUMBER = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPayment:
    """payable: ``procedure`` or the id of a financial duty. receipt_number: of the receipt or the bank's transaction,
    1 to 60 characters. paid_at: null for now."""

    change: Change
    amount_vnd: int
    method: PaymentMethod
    receipt_number: str
    paid_at: datetime | None = None
    payable: str = PROCEDURE


class RecordPaymentHandler:
    def __init__(self, unit_of_work: UnitOfWork, law: LawInForce, clock: Clock, ids: Ids) -> None:
        self._unit_of_work = unit_of_work
        self._law = law
        self._clock = clock
        self._ids = ids

    async def __call__(self, command: RecordPayment) -> Fees:
        """The account afterwards. The same method, number, amount and payable again count once.

        Raises what ``open_for`` and ``paying.record`` raise, and ReceiptNumberTaken.
        """
        number = command.receipt_number.strip()
        if not 1 <= len(number) <= LONGEST_NUMBER:
            advice = f"1 to {LONGEST_NUMBER} characters"
            raise invalid("invalid-request", "A payment has a receipt.", receipt_number=advice)
        async with self._unit_of_work.begin() as tx:
            right = may_record(command.method)
            opened = await open_for(tx, command.change, name="record-payment", right=right)
            before = await tx.accounts.of(opened.dossier.id)
            if opened.was_done or await _is_recorded(tx, opened, command, number):
                return Fees(dossier=opened.dossier, account=before)
            now = self._clock.now()
            payment = Payment(
                id=self._ids.new(),
                payable=command.payable,
                amount_vnd=command.amount_vnd,
                method=command.method,
                receipt_number=number,
                paid_at=command.paid_at or now,
                recorded_at=now,
                recorded_by=command.change.actor.subject,
            )
            return await keep(tx, opened, before, record(before, payment), at=now, law=self._law.pack)


async def _is_recorded(tx: Transaction, opened: Opened, command: RecordPayment, number: str) -> bool:
    """Banks report twice, and people press twice. Raises ReceiptNumberTaken when something else has the number."""
    found = await tx.accounts.payment(command.method, number)
    if found is None:
        return False
    dossier_id, payment = found
    same = (opened.dossier.id, command.payable, command.amount_vnd)
    if (dossier_id, payment.payable, payment.amount_vnd) != same:
        raise ReceiptNumberTaken
    return True
