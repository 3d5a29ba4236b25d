"""PreferenceService."""

from __future__ import annotations

from typing import Any

from chassis.kernel.errors import invalid
from chassis.rpc.server import current_actor
from motcua.notify.v1 import preference_service_pb2 as pb
from motcua.notify.v1.preference_service_pb2_grpc import PreferenceServiceServicer
from notify.api.grpc.channels import channel_of, number_of
from notify.application.preferences import SetPreference
from notify.application.preferences.use_cases import PreferenceUseCases
from notify.domain.channels import USUAL_ORDER
from notify.domain.occasions import Occasion
from notify.domain.preference import OPTIONAL, Preference


class PreferenceServicer(PreferenceServiceServicer):
    def __init__(self, ask: PreferenceUseCases) -> None:
        self._ask = ask

    async def GetPreferences(  # noqa: N802
        self, request: pb.GetPreferencesRequest, context: Any
    ) -> pb.GetPreferencesResponse:
        del request, context
        known = await self._ask.get(current_actor())
        return pb.GetPreferencesResponse(preferences=_message(known), optional_templates=sorted(OPTIONAL))

    async def SetPreferences(  # noqa: N802
        self, request: pb.SetPreferencesRequest, context: Any
    ) -> pb.SetPreferencesResponse:
        del context
        known = {occasion.value for occasion in Occasion}
        if odd := sorted(set(request.unsubscribed) - known):
            raise invalid(
                "preference-invalid", "Correct these fields.", unsubscribed=f"no such template: {odd[0][:60]}"
            )
        wish = SetPreference(
            actor=current_actor(),
            language=request.language,
            channels=tuple(channel_of(one) for one in request.channels),
            unsubscribed=frozenset(Occasion(one) for one in request.unsubscribed),
            expected_version=request.if_version if request.HasField("if_version") else None,
        )
        return pb.SetPreferencesResponse(preferences=_message(await self._ask.set(wish)))


def _message(preference: Preference) -> pb.Preferences:
    return pb.Preferences(
        language=preference.language,
        channels=[number_of(one) for one in dict.fromkeys((*preference.channels, *USUAL_ORDER))],
        unsubscribed=sorted(preference.unsubscribed),
        version=preference.version,
    )
