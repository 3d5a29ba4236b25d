"""Who may hold which form; anybody else is told that it takes another account.

receipt                                       the applicant, receptionists: it carries the tracking secret
supplement request, refusal, apology, stop    who may see the applicant
control sheet                                 officers who may see the dossier: no applicant stands on it
"""

from __future__ import annotations

from chassis.kernel.actor import Actor
from intake.domain import rights
from intake.domain.dossier import Dossier
from intake.domain.forms.heading import FormKey


def may_hold(actor: Actor, dossier: Dossier, key: FormKey) -> bool:
    """Whether the actor, who may see the dossier, may have the form."""
    match key:
        case FormKey.RECEIPT:
            return rights.may_hold_receipt(actor, dossier)
        case FormKey.CONTROL_SHEET:
            return actor.has(*_OFFICERS)
        case FormKey.REGISTER:
            return False
        case _:
            return rights.sees_applicant(actor, dossier)


_OFFICERS = (
    rights.RECEPTIONIST,
    rights.SPECIALIST,
    rights.HEAD,
    rights.LEADER,
    rights.CONTROL_TEAM,
    rights.SYSTEM,
)
