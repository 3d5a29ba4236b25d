"""Who sees obligations, and who may do what about them. Deny by default.

Leaders and the control team see the agency's, everybody else of a department the department's own.
"""

from __future__ import annotations

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem
from reporting.application.access import Scope
from reporting.domain.obligation import Obligation

_OFFICERS = ("department_head", "specialist", "receptionist")


def obligations_scope(actor: Actor) -> Scope:
    """Raises Problem ``not-allowed``."""
    if actor.has("system"):
        return Scope()
    if actor.has("leader", "control_team"):
        return Scope(agency=_belonging(actor.agency))
    if actor.has(*_OFFICERS):
        return Scope(agency=_belonging(actor.agency), department=_belonging(actor.department))
    raise _forbidden("The calendar of reports is for officers, heads, leaders and the control team.")


def may_see(actor: Actor, obligation: Obligation | None) -> Obligation:
    """What one may not see does not exist: Problem ``obligation-unknown``."""
    scope = obligations_scope(actor)
    foreign = obligation is None or (
        (scope.agency and obligation.agency != scope.agency)
        or (scope.department and obligation.department != scope.department)
    )
    if obligation is None or foreign:
        raise Problem("obligation-unknown", Kind.NOT_FOUND, "There is no such obligation.")
    return obligation


def may_write(actor: Actor, obligation: Obligation) -> None:
    """Whoever owes it: officers of the department, or the control team."""
    wanted = _OFFICERS if obligation.department else ("control_team",)
    if not actor.has(*wanted):
        raise _forbidden("A report is written by the department that owes it, or by the control team.")


def approving_role(actor: Actor, obligation: Obligation) -> str:
    """The role by which the actor approves next; Problem ``not-allowed`` if it is not theirs."""
    role = obligation.awaits
    if role and not actor.has(role):
        raise _forbidden(f"The next approval is for: {role}.")
    return role


def may_submit(actor: Actor, obligation: Obligation) -> None:
    wanted = ("department_head", "control_team") if obligation.department else ("control_team", "leader")
    if not actor.has(*wanted):
        raise _forbidden("A report is submitted by the head of the department, the control team or a leader.")


def may_return(actor: Actor, obligation: Obligation) -> None:
    """Whoever approves it, at whatever place."""
    if not actor.has(*(obligation.approval or ("leader",))):
        raise _forbidden("A report is returned by those who approve it.")


def may_waive(actor: Actor, obligation: Obligation) -> None:
    """A leader; of what a department owes to the control team, the control team too."""
    if not actor.has("leader", *(("control_team",) if obligation.department else ())):
        raise _forbidden("Only a leader may waive a report; of a department's the control team too.")


def _belonging(token: str) -> str:
    if not token:
        raise _forbidden("This account belongs to no agency or department; ask for its token to say which.")
    return token


def _forbidden(detail: str) -> Problem:
    return Problem("not-allowed", Kind.FORBIDDEN, detail)
