"""How people want to be told, for routes and pages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from chassis.kernel.actor import Actor
from notify.application.preferences.set_preference import SetPreference
from notify.domain.preference import Preference


@dataclass(frozen=True, slots=True, kw_only=True)
class PreferenceUseCases:
    """The use cases behind these routes and the page."""

    get: Callable[[Actor], Awaitable[Preference]]
    set: Callable[[SetPreference], Awaitable[Preference]]
