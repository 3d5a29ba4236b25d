"""``/v1/preferences``: how the caller is told."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from chassis.http.deps import ActorDep, IfMatchDep, etag
from chassis.http.text import RequestModel
from notify.application.preferences import SetPreference
from notify.application.preferences.use_cases import PreferenceUseCases
from notify.domain.channels import USUAL_ORDER
from notify.domain.occasions import Channel, Occasion
from notify.domain.preference import OPTIONAL, Preference

Way = Literal["email", "zalo", "sms"]


class PreferenceIn(RequestModel):
    """Cách nhận thông báo / how to be told. Replaces what was said before."""

    language: Literal["vi", "en", ""] = Field(default="", description="empty: that of each dossier")
    channels: list[Way] = Field(default=[], max_length=3, description="in order; the others follow in the usual one")
    unsubscribed: list[Annotated[str, Field(max_length=60)]] = Field(
        default=[], max_length=20, description="templates that need not be sent; see `optional` in the answer"
    )


class PreferenceBody(BaseModel):
    """How somebody is told. Notices that the law orders cannot be switched off."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "language": "vi",
                    "channels": ["zalo", "email", "sms"],
                    "unsubscribed": ["result-uncollected"],
                    "optional": ["digest", "result-uncollected"],
                    "version": 1,
                }
            ]
        }
    )

    language: str = Field(description="vi, en, or empty: that of each dossier")
    channels: list[str] = Field(description="the ways, in the order in which they are tried")
    unsubscribed: list[str]
    optional: list[str] = Field(description="what may be unsubscribed from")
    version: int = Field(description="as in the ETag; 0: nothing was ever said")


def router(ask: PreferenceUseCases) -> APIRouter:
    routes = APIRouter(prefix="/v1/preferences", tags=["preferences"])

    @routes.get("", summary="Cách tôi nhận thông báo · How I am told")
    async def get_preferences(actor: ActorDep, response: Response) -> PreferenceBody:
        """The caller's own. `version` 0 if nothing was ever said; then the usual things hold."""
        return _tagged(await ask.get(actor), response)

    @routes.put("", summary="Chọn ngôn ngữ và kênh nhận thông báo · Choose language and channels")
    async def set_preferences(
        body: PreferenceIn, actor: ActorDep, version: IfMatchDep, response: Response
    ) -> PreferenceBody:
        """Replaces what was said before. `If-Match` is optional and honoured. 422 for unsubscribing from a notice
        that the law orders."""
        known = {occasion.value for occasion in Occasion}
        wish = SetPreference(
            actor=actor,
            language=body.language,
            channels=tuple(Channel(one) for one in body.channels),
            unsubscribed=frozenset(Occasion(one) for one in body.unsubscribed if one in known),
            expected_version=version,
        )
        return _tagged(await ask.set(wish), response)

    return routes


def _tagged(preference: Preference, response: Response) -> PreferenceBody:
    response.headers["ETag"] = etag(preference.version)
    return PreferenceBody(
        language=preference.language,
        channels=[one.value for one in dict.fromkeys((*preference.channels, *USUAL_ORDER))],
        unsubscribed=sorted(preference.unsubscribed),
        optional=sorted(OPTIONAL),
        version=preference.version,
    )
