"""The use cases about the way of a result, as one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from intake.application.law_in_force import LawInForce
from intake.application.ports import UnitOfWork
from intake.application.reading import ReadsOfApplicants, Register
from intake.application.returning.confirm_delivery import ConfirmDeliveryHandler
from intake.application.returning.correct_result import (
    AdvanceCorrectionHandler,
    ListCorrectionsHandler,
    RequestCorrectionHandler,
)
from intake.application.returning.dispatch_result import DispatchResultHandler
from intake.application.returning.get_return import GetReturnHandler
from intake.domain.returning.corrections import arrive, give_back


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnUseCases:
    """See ``application.returning`` for what each is."""

    get: GetReturnHandler
    dispatch: DispatchResultHandler
    confirm: ConfirmDeliveryHandler
    corrections: ListCorrectionsHandler
    request_correction: RequestCorrectionHandler
    record_corrected: AdvanceCorrectionHandler
    return_corrected: AdvanceCorrectionHandler

    @classmethod
    def on(
        cls,
        unit_of_work: UnitOfWork,
        register: Register,
        *,
        law: LawInForce,
        clock: Clock,
        ids: Ids,
        reads: ReadsOfApplicants,
    ) -> Self:
        return cls(
            get=GetReturnHandler(register, law, reads),
            dispatch=DispatchResultHandler(unit_of_work, clock, ids),
            confirm=ConfirmDeliveryHandler(unit_of_work, law, clock),
            corrections=ListCorrectionsHandler(register, clock),
            request_correction=RequestCorrectionHandler(unit_of_work, law, clock, ids),
            record_corrected=AdvanceCorrectionHandler(unit_of_work, clock, name="record-corrected-result", step=arrive),
            return_corrected=AdvanceCorrectionHandler(
                unit_of_work, clock, name="return-corrected-result", step=give_back
            ),
        )
