"""Who may be consulted, as intake's law pack says: remembered for a while, and while intake is away."""

from __future__ import annotations

from datetime import datetime, timedelta

from chassis.kernel.clock import Clock
from chassis.kernel.errors import Kind, Problem
from processing.application.ports import Catalogue
from processing.domain.consultation import Consultee

FRESH = timedelta(minutes=1)


class Consultees:
    def __init__(self, catalogue: Catalogue, clock: Clock) -> None:
        self._catalogue = catalogue
        self._clock = clock
        self._known: dict[str, Consultee] = {}
        self._asked_at: datetime | None = None

    async def __call__(self) -> dict[str, Consultee]:
        """By key. Raises Problem of kind unavailable only if intake is away and was never heard."""
        now = self._clock.now()
        if self._asked_at is not None and abs(now - self._asked_at) < FRESH:
            return self._known
        try:
            found = await self._catalogue.consultees()
        except Problem as problem:
            if problem.kind is not Kind.UNAVAILABLE or self._asked_at is None:
                raise
            return self._known
        self._known, self._asked_at = {consultee.key: consultee for consultee in found}, now
        return self._known
