"""The use cases about money, as one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from intake.application.fees.amend_fee import AssessFeeHandler, ExemptFeeHandler
from intake.application.fees.get_fees import GetFeesHandler
from intake.application.fees.record_payment import RecordPaymentHandler
from intake.application.fees.undo_payment import UndoPaymentHandler
from intake.application.law_in_force import LawInForce
from intake.application.ports import UnitOfWork
from intake.application.reading import Register


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeUseCases:
    """See ``application.fees`` for what each is."""

    get: GetFeesHandler
    record: RecordPaymentHandler
    undo: UndoPaymentHandler
    exempt: ExemptFeeHandler
    assess: AssessFeeHandler

    @classmethod
    def on(cls, unit_of_work: UnitOfWork, register: Register, *, law: LawInForce, clock: Clock, ids: Ids) -> Self:
        return cls(
            get=GetFeesHandler(register),
            record=RecordPaymentHandler(unit_of_work, law, clock, ids),
            undo=UndoPaymentHandler(unit_of_work, law, clock),
            exempt=ExemptFeeHandler(unit_of_work, law, clock),
            assess=AssessFeeHandler(unit_of_work, law, clock),
        )
