"""Who may do what about money. Whoever may know a dossier may see what it costs; the applicant pays elsewhere.

                 cash, transfer   online   refund, cancel, exempt, assess
receptionist     agency           –        agency
system           –                all      –
"""

from __future__ import annotations

from collections.abc import Callable

from chassis.kernel.actor import Actor
from intake.domain import rights
from intake.domain.dossier import Dossier
from intake.domain.fees.accounts import PaymentMethod


def may_record(method: PaymentMethod) -> Callable[[Actor, Dossier], None]:
    """The right to record a payment that came that way: the counter what it receives, a system what a bank reports."""
    return _may_report if method is PaymentMethod.ONLINE else rights.may_receive


def _may_report(actor: Actor, dossier: Dossier) -> None:
    rights.must_see(actor, dossier)
    if not actor.has(rights.SYSTEM):
        raise rights.RoleForbidden("the payment platform's account to report an online payment")
