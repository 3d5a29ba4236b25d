"""ShowFigures: how the endpoints do, for operators. One pass."""

from __future__ import annotations

from chassis.kernel.clock import Clock
from notify.application.webhooks.ports import Backlog, Figures, Reads

MOST = 1000


class ShowFiguresHandler:
    def __init__(self, reads: Reads, figures: Figures, *, real: Clock) -> None:
        self._reads, self._figures, self._real = reads, figures, real

    async def __call__(self) -> None:
        endpoints, _, _ = await self._reads.endpoints("", limit=MOST, after="")
        backlogs = await self._reads.backlogs([each.id for each in endpoints]) if endpoints else {}
        self._figures.show([(each, backlogs.get(each.id, Backlog())) for each in endpoints], self._real.now())
