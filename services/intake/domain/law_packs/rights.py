"""Who may change the law of the agency, and who may look at a change before it is made.

            plan, list    apply
operator    yes           yes
leader      yes           –
control     yes           –
others      –             –
"""

from __future__ import annotations

from chassis.kernel.actor import Actor
from intake.domain.rights import CONTROL_TEAM, LEADER, RoleForbidden

OPERATOR = "operator"


def may_apply(actor: Actor) -> None:
    """Raises RoleForbidden."""
    if not actor.has(OPERATOR):
        raise RoleForbidden("an operator's account to change the law pack")


def may_plan(actor: Actor, agency: str) -> None:
    """Raises RoleForbidden. Officers look at their own agency only."""
    if not (actor.has(OPERATOR) or (actor.has(LEADER, CONTROL_TEAM) and actor.agency == agency)):
        raise RoleForbidden("an operator, a leader or the control team to look at law packs")
