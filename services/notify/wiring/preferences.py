"""How people want to be told."""

from __future__ import annotations

from chassis.ground import Offer
from motcua.notify.v1.preference_service_pb2_grpc import add_PreferenceServiceServicer_to_server
from notify.api.grpc.preferences import PreferenceServicer
from notify.api.http import preferences
from notify.application.preferences import GetPreferenceHandler, SetPreferenceHandler
from notify.application.preferences.use_cases import PreferenceUseCases
from notify.store.preferences import SqlPreferenceReads
from notify.web import people
from notify.web import wishes as pages
from notify.wiring.stand import Stand


def offer(stand: Stand) -> Offer:
    ask = use_cases(stand)
    look = people.chrome(stand.ground.settings.environment)
    made = look.router()
    pages.add_to(made, pages.WishPages(chrome=look, ask=ask))
    return Offer(
        routers=[preferences.router(ask), made],
        servicers=[(add_PreferenceServiceServicer_to_server, PreferenceServicer(ask))],
    )


def use_cases(stand: Stand) -> PreferenceUseCases:
    return PreferenceUseCases(
        get=GetPreferenceHandler(SqlPreferenceReads(stand.ground.database)),
        set=SetPreferenceHandler(stand.uow, stand.ground.clock),
    )
