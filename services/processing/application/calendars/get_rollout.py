"""How far the open cases have followed a calendar."""

from __future__ import annotations

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem
from processing.application.ports import Reading
from processing.domain import rights
from processing.domain.rollouts import Rollout


class GetRolloutHandler:
    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    async def __call__(self, actor: Actor, law_revision: str) -> Rollout:
        """Raises Problem ``role-not-allowed``, ``calendar-rollout-unknown``."""
        rights.check_calendar(actor)
        rollout = await self._reading.rollout(law_revision)
        if rollout is None or not rights.is_of(actor, rollout.agency):
            raise Problem(
                "calendar-rollout-unknown",
                Kind.NOT_FOUND,
                "Nothing is heard of this law_revision yet. It comes a moment after a pack that changes the calendar.",
            )
        return rollout
