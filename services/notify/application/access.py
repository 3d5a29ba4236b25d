"""Who may see what was sent. Deny by default."""

from __future__ import annotations

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem
from notify.application.ports import InboxOf
from notify.domain.occasions import Audience


def delivery_scope(actor: Actor) -> str:
    """The agency whose deliveries the actor may see; empty: all. Others: Problem ``not-allowed``."""
    if actor.has("system", "operator"):
        return ""
    if actor.has("control_team", "receptionist") and actor.agency:
        return actor.agency
    raise _forbidden("The delivery log is for the counter, the control team and operators.")


def inbox_of(actor: Actor) -> InboxOf:
    """Every officer has an own inbox; heads, leaders and the control team also get what is meant for them as such."""
    if not actor.has("specialist", "department_head", "leader", "receptionist", "control_team"):
        raise _forbidden("Only officers have an inbox here.")
    headed = actor.department if actor.has("department_head") else ""
    meant = {"leader": Audience.LEADER, "control_team": Audience.CONTROL_TEAM}
    of_agency = frozenset(audience for role, audience in meant.items() if actor.has(role) and actor.agency)
    return InboxOf(officer=actor.subject, agency=actor.agency, headed_department=headed, of_agency=of_agency)


def _forbidden(detail: str) -> Problem:
    return Problem("not-allowed", Kind.FORBIDDEN, detail)


def may_see_people(actor: Actor) -> str:
    """The agency whose applicants the actor sees: its counter and its leaders. Others: Problem ``not-allowed``."""
    if actor.has("receptionist", "leader") and actor.agency:
        return actor.agency
    raise _forbidden("What was written to applicants is for the counter and the leaders of the agency.")


def may_see_wording(actor: Actor) -> None:
    if not actor.has("operator", "control_team"):
        raise _forbidden("The texts of messages are for operators and the control team.")


def must_be_person(actor: Actor) -> None:
    """Whoever has preferences: people with an account, not services and not subscribing systems."""
    if actor.has("system") or not actor.roles - {"subscriber"}:
        raise _forbidden("Preferences are for people.")
