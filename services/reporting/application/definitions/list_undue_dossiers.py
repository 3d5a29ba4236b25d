"""ListUndueDossiers: accepted without an appointment, an error of the data that no figure may hide."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from chassis.kernel.actor import Actor
from reporting.application.access import figures_scope


@dataclass(frozen=True, slots=True, kw_only=True)
class UndueDossier:
    dossier_id: str
    code: str
    agency: str
    department: str
    procedure_key: str
    accepted_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class UndueDossiers:
    """items: oldest id first. total: of all that the actor may see."""

    items: Sequence[UndueDossier]
    total: int


class UndueReads(Protocol):
    async def undue(self, *, agency: str, department: str, after: str, limit: int) -> UndueDossiers:
        """Empty agency or department: all of them. after: id of the last one of the page before."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ListUndueDossiers:
    """limit: 1 to 200. after: id of the last one of the page before; empty for the first."""

    actor: Actor
    limit: int = 50
    after: str = ""


class ListUndueDossiersHandler:
    def __init__(self, reads: UndueReads) -> None:
        self._reads = reads

    async def __call__(self, query: ListUndueDossiers) -> UndueDossiers:
        """Those of the rows of the on-time table that the actor may see. Raises Problem ``not-allowed``."""
        scope = figures_scope(query.actor)
        return await self._reads.undue(
            agency=scope.agency, department=scope.department, after=query.after, limit=query.limit
        )


AskUndueDossiers = Callable[[ListUndueDossiers], Awaitable[UndueDossiers]]
