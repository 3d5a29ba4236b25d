"""Who may see which figures. Deny by default."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What of the figures an actor sees. Empty: all."""

    agency: str = ""
    department: str = ""


def figures_scope(actor: Actor) -> Scope:
    """Leader and control team: their agency; system: everything; department head: the own row; others
    Problem 403."""
    if actor.has("system"):
        return Scope()
    if actor.has("leader", "control_team"):
        return Scope(agency=_belonging(actor.agency))
    if actor.has("department_head"):
        return Scope(agency=_belonging(actor.agency), department=_belonging(actor.department))
    raise _forbidden("On-time figures are for leaders, the control team and heads of departments.")


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationScope:
    """Whose evaluation an actor sees. Empty: everybody's."""

    agency: str = ""
    department: str = ""
    officer: str = ""


def officers_scope(actor: Actor) -> EvaluationScope:
    """Leader and control team: the agency's officers; head: the department's; any other officer: oneself."""
    wide = _evaluation_scope(actor)
    if wide is not None:
        return wide
    if actor.has("specialist", "receptionist"):
        return EvaluationScope(agency=_belonging(actor.agency), officer=_belonging(actor.subject))
    raise _forbidden("Evaluations are for officers, their heads, leaders and the control team.")


def units_scope(actor: Actor) -> EvaluationScope:
    """Leader and control team: the agency's units; head: the own one; others Problem 403."""
    wide = _evaluation_scope(actor)
    if wide is None:
        raise _forbidden("Evaluations of units are for heads, leaders and the control team.")
    return wide


def _evaluation_scope(actor: Actor) -> EvaluationScope | None:
    if actor.has("system"):
        return EvaluationScope()
    if actor.has("leader", "control_team"):
        return EvaluationScope(agency=_belonging(actor.agency))
    if actor.has("department_head"):
        return EvaluationScope(agency=_belonging(actor.agency), department=_belonging(actor.department))
    return None


def may_audit(actor: Actor) -> None:
    """The audit names dossier ids across agencies: control team, operator and system only."""
    if not actor.has("control_team", "operator", "system"):
        raise _forbidden("The conservation audit is for the control team and operators.")


def _belonging(token: str) -> str:
    # An empty token would mean "all": an account without an agency must not see everybody's figures.
    if not token:
        raise _forbidden("This account belongs to no agency or department; ask for its token to say which.")
    return token


def _forbidden(detail: str) -> Problem:
    return Problem("not-allowed", Kind.FORBIDDEN, detail)
