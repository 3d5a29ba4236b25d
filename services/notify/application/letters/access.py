"""Who may see and decide about dead letters. Deny by default. The services ask for themselves once more."""

from __future__ import annotations

from collections.abc import Mapping

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem
from notify.application.letters.ports import LetterBox


def may_list(actor: Actor) -> None:
    """They name dossier ids across agencies: operators, the control team, the system."""
    if not actor.has("operator", "control_team", "system"):
        raise Problem("not-allowed", Kind.FORBIDDEN, "Dead letters are for operators and the control team.")


def may_decide(actor: Actor) -> None:
    if not actor.has("operator", "system"):
        raise Problem("not-allowed", Kind.FORBIDDEN, "Only operators look into dead letters and decide about them.")


def box_of(boxes: Mapping[str, LetterBox], service: str) -> LetterBox:
    box = boxes.get(service)
    if box is None:
        names = ", ".join(boxes)
        raise Problem("service-unknown", Kind.NOT_FOUND, f"There is no such service. Known: {names}.")
    return box
