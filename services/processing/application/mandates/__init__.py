"""Who stands in for whom, and by which paper.

RecordAbsence       the officer, or the head of the department; CancelAbsence likewise
Delegate            a head or leader, of powers that are theirs; RevokeDelegation also another leader
ListAbsences, ListDelegations
"""

from processing.application.mandates.absences import (
    CancelAbsence,
    CancelAbsenceHandler,
    ListAbsencesHandler,
    RecordAbsence,
    RecordAbsenceHandler,
)
from processing.application.mandates.delegations import (
    Delegate,
    DelegateHandler,
    ListDelegationsHandler,
    RevokeDelegation,
    RevokeDelegationHandler,
)
from processing.application.mandates.mandates import MandateUseCases

__all__ = [
    "CancelAbsence",
    "CancelAbsenceHandler",
    "Delegate",
    "DelegateHandler",
    "ListAbsencesHandler",
    "ListDelegationsHandler",
    "MandateUseCases",
    "RecordAbsence",
    "RecordAbsenceHandler",
    "RevokeDelegation",
    "RevokeDelegationHandler",
]
