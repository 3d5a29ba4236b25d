"""Procedures that are answered while the applicant waits (giải quyết ngay, ND61 art. 17(4))."""

from __future__ import annotations

from dataclasses import replace

from chassis.kernel.errors import Kind, Problem
from intake.domain.dossier import Dossier
from intake.domain.facts import DossierAccepted, DossierCollected
from intake.domain.fees.paying import must_be_settled
from intake.domain.procedures import Channel, ProcedureVersion
from intake.domain.reception import Acceptance, accept
from intake.domain.states import Action, after

GRANTED = "granted"


class ProcedureNotImmediate(Problem):
    def __init__(self) -> None:
        super().__init__(
            "procedure-not-immediate",
            Kind.REFUSED,
            "This procedure is not answered on the spot: accept the dossier, the department handles it.",
        )


def must_be_immediate(dossier: Dossier, version: ProcedureVersion) -> None:
    """Raises ActionNotAllowed for a dossier that is not new, ProcedureNotImmediate for one that takes longer by law."""
    after(dossier.state, Action.ANSWER_AT_ONCE)
    if not version.immediate:
        raise ProcedureNotImmediate


def answer_at_once(
    dossier: Dossier, acceptance: Acceptance, method: Channel
) -> tuple[Dossier, tuple[DossierAccepted, DossierCollected]]:
    """Accepted, granted and handed over in one moment; numbered and in the register like any other.

    Nothing is transferred. Raises FeeOwed where there is something to pay first.
    """
    state, at = after(dossier.state, Action.ANSWER_AT_ONCE), acceptance.accepted_at
    accepted, fact = accept(dossier, acceptance)
    must_be_settled(accepted)
    closed = replace(
        accepted,
        state=state,
        transfer_due_at=None,
        decided_at=at,
        outcome=GRANTED,
        result_issued_at=at,
        returned_at=at,
        returned_by=method,
    )
    told = DossierCollected(dossier=closed.ref, collected_at=at, method=method)
    return closed, (replace(fact, is_immediate=True, transfer_due_at=None), told)
