"""Who may have the figures counted anew, and who may look on. Deny by default."""

from __future__ import annotations

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem


def may_rebuild(actor: Actor) -> None:
    if not actor.has("operator", "system"):
        raise Problem("not-allowed", Kind.FORBIDDEN, "Figures are counted anew by operators alone.")


def may_look_on(actor: Actor) -> None:
    if not actor.has("operator", "system", "control_team"):
        raise Problem("not-allowed", Kind.FORBIDDEN, "Rebuilds are shown to operators and the control team.")
