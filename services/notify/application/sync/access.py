"""Who may see what was handed over, and have it sent again. Deny by default."""

from __future__ import annotations

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem


def sync_scope(actor: Actor) -> str:
    """The agency whose dossiers the actor may see; empty: all."""
    if actor.has("system", "operator"):
        return ""
    if actor.has("control_team", "leader") and actor.agency:
        return actor.agency
    raise _forbidden()


def may_retry(actor: Actor) -> str:
    """As ``sync_scope``, without leaders, who only look."""
    if actor.has("system", "operator"):
        return ""
    if actor.has("control_team") and actor.agency:
        return actor.agency
    raise _forbidden()


def _forbidden() -> Problem:
    return Problem(
        "not-allowed", Kind.FORBIDDEN, "What is handed over to other systems is for the control team and operators."
    )
