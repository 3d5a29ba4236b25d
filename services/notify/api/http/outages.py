"""``/v1/outages``: planned interruptions of the system."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from chassis.http.deps import ActorDep, IdempotencyDep, OptionalActorDep
from chassis.http.text import Line, OptionalLine, RequestModel
from notify.application.outages import AnnounceOutage
from notify.application.outages.use_cases import OutageUseCases
from notify.domain.outage import Outage

Agency = Annotated[str, Field(pattern=r"^[a-z0-9-]{0,40}$", description="token; empty: all")]


class OutageIn(RequestModel):
    """Tạm ngừng hệ thống / a planned interruption."""

    agency: Agency = ""
    from_at: AwareDatetime = Field(examples=["2024-06-01T18:00:00+07:00"])
    to_at: AwareDatetime = Field(examples=["2024-06-01T22:00:00+07:00"])
    what: Line = Field(description="what is done, for people", examples=["Nâng cấp hệ thống."])
    what_en: OptionalLine = Field(default="", examples=["The system is being upgraded."])
    emergency_reason: OptionalLine = Field(default="", description="needed for less notice than the law wants")


class OutageBody(BaseModel):
    """An announced interruption."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "01900000-0000-7000-8000-000000000001",
                    "agency": "heza",
                    "from_at": "2024-06-01T11:00:00Z",
                    "to_at": "2024-06-01T15:00:00Z",
                    "what": "Nâng cấp hệ thống.",
                    "what_en": "The system is being upgraded.",
                    "emergency_reason": "",
                    "notice_working_days": 9,
                    "announced_at": "2024-05-20T02:00:00Z",
                    "told": 1250,
                    "is_told": True,
                }
            ]
        }
    )

    id: str
    agency: str
    from_at: AwareDatetime
    to_at: AwareDatetime
    what: str
    what_en: str
    emergency_reason: str = Field(description="why the notice is shorter than the law wants; empty: it is not")
    notice_working_days: int
    announced_at: AwareDatetime
    told: int = Field(description="dossiers whose applicants were sent a message")
    is_told: bool = Field(description="whether that is all of them")


class OutageList(BaseModel):
    items: list[OutageBody]


def router(ask: OutageUseCases) -> APIRouter:
    routes = APIRouter(prefix="/v1/outages", tags=["outages"])

    @routes.post("", status_code=201, summary="Thông báo tạm ngừng hệ thống · Announce a planned interruption")
    async def announce_outage(body: OutageIn, actor: ActorDep, idempotency: IdempotencyDep) -> OutageBody:
        """Operators. Everybody who has a dossier open is sent a message. Refused with `notice-too-short` (409) for less
        than seven working days of notice (NĐ 224/2025 Điều 13), unless `emergency_reason` says why."""
        made = await ask.announce(
            AnnounceOutage(
                actor=actor,
                agency=body.agency,
                from_at=body.from_at,
                to_at=body.to_at,
                what=body.what,
                what_en=body.what_en,
                emergency_reason=body.emergency_reason,
                idempotency=idempotency,
            )
        )
        return outage_body(made)

    @routes.get("", summary="Lịch tạm ngừng hệ thống · Announced interruptions that are not over")
    async def list_outages(_actor: OptionalActorDep) -> OutageList:
        """The next one first. For everybody, signed in or not."""
        return OutageList(items=[outage_body(one) for one in await ask.list_all()])

    return routes


def outage_body(outage: Outage) -> OutageBody:
    return OutageBody(
        id=outage.id,
        agency=outage.agency,
        from_at=outage.from_at,
        to_at=outage.to_at,
        what=outage.what,
        what_en=outage.what_en,
        emergency_reason=outage.emergency_reason,
        notice_working_days=outage.notice_days,
        announced_at=outage.announced_at,
        told=outage.told,
        is_told=outage.is_told,
    )
