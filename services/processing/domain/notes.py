"""Notes on a case: what those who see it tell one another. For the file; in no event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem
from processing.domain.case import Case
from processing.domain.vocabulary import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """text: sealed where it is kept."""

    id: str
    dossier_id: str
    author: str
    department: str
    at: datetime
    text: str


def check_write(actor: Actor, _case: Case) -> None:
    """People who handle cases, of the cases they see. Raises Problem ``role-not-allowed``."""
    if not actor.has(*Role, "control_team"):
        raise Problem("role-not-allowed", Kind.FORBIDDEN, "Notes are written by the people who see the case.")
