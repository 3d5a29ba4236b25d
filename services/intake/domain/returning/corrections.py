"""Errors in a result, and papers lost or damaged: put right at the agency's cost (ND61 art. 21), on an axis of its own.

requested → ready → returned. The dossier keeps its state, its clock and its verdict: what was judged stays judged. A
correction has its own due instant, from the agency's data. Undoing a decision that was not issued yet is another thing
and processing's (``POST /v1/cases/{id}/correction``).

Problem
├── correction-not-allowed     nothing can be wrong yet
├── correction-open            one at a time
├── correction-unknown
└── correction-not-open, correction-not-ready     out of order
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from chassis.kernel.errors import Kind, Problem
from intake.domain.dossier import Dossier
from intake.domain.states import State


class Fault(StrEnum):
    """What is wrong."""

    ERROR = "error"  # sai sót trong kết quả
    LOST = "lost"  # làm mất hồ sơ, giấy tờ, kết quả
    DAMAGED = "damaged"  # làm hư hỏng


class FoundBy(StrEnum):
    AGENCY = "agency"
    APPLICANT = "applicant"


class CorrectionState(StrEnum):
    REQUESTED = "requested"
    READY = "ready"
    RETURNED = "returned"


WITH_RESULT = frozenset({State.RESULT_READY, State.COLLECTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultCorrection:
    """One fault and what became of it. reason: what is wrong, in somebody's words. due_at: null where nothing is fixed.

    result_issued_at: the result that was wrong, null when papers were lost before there was one. *_by: accounts.
    """

    id: str
    fault: Fault
    found_by: FoundBy
    reason: str
    requested_at: datetime
    requested_by: str
    due_at: datetime | None
    result_issued_at: datetime | None
    ready_at: datetime | None = None
    ready_by: str = ""
    returned_at: datetime | None = None
    returned_by: str = ""

    @property
    def state(self) -> CorrectionState:
        if self.returned_at is not None:
            return CorrectionState.RETURNED
        return CorrectionState.REQUESTED if self.ready_at is None else CorrectionState.READY

    def is_overdue(self, now: datetime) -> bool:
        """The agency is late in putting it right."""
        return self.due_at is not None and (self.ready_at or now) > self.due_at


def request(dossier: Dossier, correction: ResultCorrection, earlier: Sequence[ResultCorrection]) -> Dossier:
    """Somebody found a fault. An error needs a result; papers can be lost from acceptance on."""
    can_be = dossier.state in WITH_RESULT or (correction.fault is not Fault.ERROR and dossier.accepted_at is not None)
    if not can_be:
        raise Problem(
            "correction-not-allowed",
            Kind.REFUSED,
            "An error is corrected once there is a result; papers can be lost or damaged after acceptance.",
            fields={"state": dossier.state.value},
        )
    if any(other.state is not CorrectionState.RETURNED for other in earlier):
        raise Problem("correction-open", Kind.REFUSED, "Another correction of this dossier is open: finish it first.")
    return dossier.next()


def arrive(correction: ResultCorrection, at: datetime, by: str) -> ResultCorrection:
    """What was wrong has been put right and is at the counter."""
    if correction.state is not CorrectionState.REQUESTED:
        raise Problem("correction-not-open", Kind.REFUSED, f"This correction is {correction.state.value} already.")
    return replace(correction, ready_at=at, ready_by=by)


def give_back(correction: ResultCorrection, at: datetime, by: str) -> ResultCorrection:
    """The applicant has it."""
    if correction.state is not CorrectionState.READY:
        raise Problem(
            "correction-not-ready",
            Kind.REFUSED,
            f"This correction is {correction.state.value}: only what is ready at the counter is handed over, once.",
        )
    return replace(correction, returned_at=at, returned_by=by)


def known(corrections: Sequence[ResultCorrection], correction_id: str) -> ResultCorrection:
    """The correction with that id; raises ``correction-unknown``."""
    for correction in corrections:
        if correction.id == correction_id:
            return correction
    raise Problem("correction-unknown", Kind.NOT_FOUND, "The dossier has no such correction. GET lists them.")
