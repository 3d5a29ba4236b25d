"""How people want to be told."""

from __future__ import annotations

from chassis.ground import Offer
from notify.api.http import preferences
from notify.application.preferences import GetPreferenceHandler, SetPreferenceHandler
from notify.store.preferences import SqlPreferenceReads
from notify.wiring.stand import Stand


def offer(stand: Stand) -> Offer:
    return Offer(routers=[preferences.router(use_cases(stand))])


def use_cases(stand: Stand) -> preferences.PreferenceUseCases:
    return preferences.PreferenceUseCases(
        get=GetPreferenceHandler(SqlPreferenceReads(stand.ground.database)),
        set=SetPreferenceHandler(stand.uow, stand.ground.clock),
    )
