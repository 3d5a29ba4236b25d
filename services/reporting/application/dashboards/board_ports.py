"""What the boards of a department, a procedure and an officer are read from."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from reporting.application.access import Scope
from reporting.domain.boards import DueDossier, ProcedureFigures, ProcedureLine, StepLine, StepNames
from reporting.domain.on_time import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class DuePlace:
    """The place of a row in the list."""

    due_at: datetime
    dossier_id: str


class DetailReads(Protocol):
    """Each in one read-only transaction, limited to a scope."""

    async def stages(self, scope: Scope) -> Mapping[str, int]:
        """Dossiers by stage, now."""
        ...

    async def procedures(self, period: Period, scope: Scope, *, procedure: str = "") -> tuple[ProcedureLine, ...]:
        """Those with anything in the period or open now, the most received first."""
        ...

    async def steps(
        self, period: Period, scope: Scope, *, procedure: str = "", officer: str = ""
    ) -> tuple[StepLine, ...]:
        """Done in the period. scope.department: that has the step."""
        ...

    async def step_names(self, agency: str, procedures: Collection[str]) -> StepNames: ...

    async def due(
        self, scope: Scope, until: date, after: DuePlace | None, most: int
    ) -> tuple[tuple[DueDossier, ...], int]:
        """Overdue, or running and due by the local day; by due instant. With how many there are."""
        ...

    async def figures(self, period: Period, scope: Scope, procedure: str) -> ProcedureFigures: ...

    async def newest_limit(self, scope: Scope, procedure: str) -> tuple[datetime, datetime] | None:
        """Acceptance and deadline of the newest dossier accepted."""
        ...

    async def names(self, agency: str) -> Mapping[str, tuple[str, str]]:
        """Of procedures, by key: the newest version's, Vietnamese and English."""
        ...
