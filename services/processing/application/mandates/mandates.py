"""The use cases about absences and delegations, as one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from processing.application.mandates.absences import (
    CancelAbsenceHandler,
    ListAbsencesHandler,
    RecordAbsenceHandler,
)
from processing.application.mandates.delegations import (
    DelegateHandler,
    ListDelegationsHandler,
    RevokeDelegationHandler,
)
from processing.application.ports import Reading, UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateUseCases:
    """See ``application.mandates`` for what each is."""

    record_absence: RecordAbsenceHandler
    cancel_absence: CancelAbsenceHandler
    list_absences: ListAbsencesHandler
    delegate: DelegateHandler
    revoke_delegation: RevokeDelegationHandler
    list_delegations: ListDelegationsHandler

    @classmethod
    def on(cls, unit_of_work: UnitOfWork, reading: Reading, clock: Clock, ids: Ids) -> Self:
        return cls(
            record_absence=RecordAbsenceHandler(unit_of_work, clock, ids),
            cancel_absence=CancelAbsenceHandler(unit_of_work, clock),
            list_absences=ListAbsencesHandler(reading),
            delegate=DelegateHandler(unit_of_work, clock, ids),
            revoke_delegation=RevokeDelegationHandler(unit_of_work, clock),
            list_delegations=ListDelegationsHandler(reading),
        )
