"""Who has which step now, and of whom nothing is foreseen any more: kept in the transaction of the event."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import bindparam, delete, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.domain.steps import HeldSteps
from reporting.store.tables import FORECASTS, HELD_STEPS

_LET_GO = delete(HELD_STEPS).where(HELD_STEPS.c.dossier_id == bindparam("of_dossier"))
_NO_FORECAST = delete(FORECASTS).where(FORECASTS.c.dossier_id == bindparam("of_dossier"))
_HOLD = insert(HELD_STEPS)


class SqlStepBook:
    """Fulfils ``application.foresight.ports.StepBook``."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def hold(self, steps: HeldSteps) -> None:
        await self._connection.execute(_LET_GO, {"of_dossier": steps.dossier_id})
        rows = list(held_rows(steps))
        if rows:
            await self._connection.execute(_HOLD, rows)

    async def foresee_no_more(self, dossier_id: str) -> None:
        await self._connection.execute(_NO_FORECAST, {"of_dossier": dossier_id})


def held_rows(steps: HeldSteps) -> Iterator[dict[str, Any]]:
    for held in steps.held:
        yield {
            "dossier_id": steps.dossier_id,
            "task_id": held.task,
            "agency": steps.agency,
            "unit": held.unit,
            "officer": held.officer,
            "procedure_key": steps.procedure,
            "step": held.step,
            "since": held.since,
            "due_at": held.due_at,
            "load": 0,
        }
