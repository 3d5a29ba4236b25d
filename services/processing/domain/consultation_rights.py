"""Who may do what with consultations. Deny by default; one that an actor may not see does not exist for them.

who has a step of the case, the head of the lead department   asks, reminds, withdraws
officers of the consulted department                          answer
consultee (a role of another agency's accounts)               answers what its agency was asked; sees nothing else
"""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem
from processing.domain import rights
from processing.domain.case import Case
from processing.domain.consultation import Consultation, consultation_unknown
from processing.domain.vocabulary import Role

CONSULTEE = "consultee"
_ASKING = (Role.SPECIALIST, Role.DEPARTMENT_HEAD)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationScope:
    """What an actor may read: of one agency; in it, what one department was asked or asks; or what another agency was
    asked. Empty: of all."""

    agency: str = ""
    department: str = ""
    consulted_agency: str = ""


def scope(actor: Actor) -> ConsultationScope:
    """How far the actor sees; raises Problem ``role-not-allowed``."""
    if actor.has(CONSULTEE) and actor.agency:
        return ConsultationScope(consulted_agency=actor.agency)
    reach = rights.scope(actor)
    return ConsultationScope(agency=reach.agency, department=reach.department)


def check_seen(actor: Actor, case: Case, asked: Consultation) -> None:
    """Raises Problem ``consultation-unknown`` for whoever neither asks, nor was asked, nor may see the case."""
    if _is_asked(actor, case, asked):
        return
    try:
        rights.check_seen(actor, case)
    except Problem:
        raise consultation_unknown(asked.id) from None


def check_ask(actor: Actor, case: Case) -> None:
    """Who has an open step of the case, or heads its department; raises Problem ``consultation-not-allowed``."""
    is_here = actor.agency == case.dossier.agency
    has_step = any(
        task.officer == actor.subject and task.department == actor.department and task.role in _ASKING
        for task in case.open_tasks
    )
    is_head = actor.has(Role.DEPARTMENT_HEAD) and actor.department == case.dossier.department
    if not (is_here and (has_step or is_head)):
        raise Problem(
            "consultation-not-allowed",
            Kind.FORBIDDEN,
            f"Opinions are asked for by who has a step of the case, or by the head of {case.dossier.department}.",
        )


def check_answer(actor: Actor, case: Case, asked: Consultation) -> None:
    """Raises Problem ``answer-not-allowed`` unless the actor speaks for the body that was asked."""
    if not _is_asked(actor, case, asked):
        raise Problem("answer-not-allowed", Kind.FORBIDDEN, f"This is for {asked.consultee.name} to answer.")


def _is_asked(actor: Actor, case: Case, asked: Consultation) -> bool:
    consultee = asked.consultee
    if consultee.department:
        is_here = actor.agency == case.dossier.agency and actor.department == consultee.department
        return is_here and actor.has(*_ASKING)
    return bool(consultee.agency) and actor.has(CONSULTEE) and actor.agency == consultee.agency
