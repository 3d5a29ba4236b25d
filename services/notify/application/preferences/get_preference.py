"""GetPreference: how the caller is told."""

from __future__ import annotations

from chassis.kernel.actor import Actor
from notify.application.access import must_be_person
from notify.application.ports import Preferences
from notify.domain.preference import Preference


class GetPreferenceHandler:
    def __init__(self, preferences: Preferences) -> None:
        self._preferences = preferences

    async def __call__(self, actor: Actor) -> Preference:
        """The caller's own, version 0 if nothing was ever said. Raises Problem ``not-allowed`` for machines."""
        must_be_person(actor)
        return await self._preferences.of(actor.subject)
