"""Who may see which board. Deny by default; being in the agency is not enough."""

from __future__ import annotations

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem
from reporting.application.access import Scope, figures_scope


def overview_scope(actor: Actor) -> Scope:
    """Leaders and the control team: their agency; system: everything; others Problem 403."""
    if not actor.has("system", "leader", "control_team"):
        raise _forbidden("The overview is for leaders and the control team; a head opens the department's own board.")
    return figures_scope(actor)


def department_scope(actor: Actor, department: str) -> Scope:
    """Leaders, the control team and its own head; others Problem 403. Of an agency, never of another one."""
    scope = figures_scope(actor)
    if scope.department not in ("", department):
        raise _forbidden("This board is for the head of that department, leaders and the control team.")
    return Scope(agency=scope.agency, department=department)


def _forbidden(detail: str) -> Problem:
    return Problem("not-allowed", Kind.FORBIDDEN, detail)
