"""``/v1/outages``: planned interruptions of the system."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from chassis.http.deps import ActorDep, IdempotencyDep, IfMatchDep, OptionalActorDep
from chassis.http.text import Line, OptionalLine, RequestModel
from notify.application.outages import AnnounceOutage, CancelOutage, ChangeOutage
from notify.application.outages.use_cases import OutageUseCases
from notify.domain.outage import Outage

Agency = Annotated[str, Field(pattern=r"^[a-z0-9-]{0,40}$", description="token; empty: all")]

OutageId = Annotated[str, Path(max_length=100, description="id of the interruption")]


class OutageIn(RequestModel):
    """Tạm ngừng hệ thống / a planned interruption."""

    agency: Agency = ""
    from_at: AwareDatetime = Field(examples=["2024-06-01T18:00:00+07:00"])
    to_at: AwareDatetime = Field(examples=["2024-06-01T22:00:00+07:00"])
    what: Line = Field(description="what is done, for people", examples=["Nâng cấp hệ thống."])
    what_en: OptionalLine = Field(default="", examples=["The system is being upgraded."])
    emergency_reason: OptionalLine = Field(default="", description="needed for less notice than the law wants")


class OutageChange(RequestModel):
    """What is left out stays as it is."""

    from_at: AwareDatetime | None = None
    to_at: AwareDatetime | None = None
    what: Line | None = None
    what_en: OptionalLine | None = None
    emergency_reason: OptionalLine = Field(
        default="", description="needed beyond the time that was announced, for less notice than the law wants"
    )


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
                    "is_cancelled": False,
                    "version": 1,
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
    is_cancelled: bool
    version: int = Field(description="counts changes; as in If-Match")


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

    @routes.patch("/{outage_id}", summary="Đổi lịch tạm ngừng · Change an announced interruption")
    async def change_outage(
        outage_id: OutageId, body: OutageChange, actor: ActorDep, version: IfMatchDep
    ) -> OutageBody:
        """Operators. Whoever was told is sent a message, and whoever has filed since. Within the announced time it may
        be moved freely; beyond it the law's notice holds anew. `If-Match` is honoured."""
        given = body.model_dump()
        return outage_body(
            await ask.change(ChangeOutage(actor=actor, outage_id=outage_id, if_version=version, **given))
        )

    @routes.post("/{outage_id}/cancellation", summary="Hủy lịch tạm ngừng · Cancel an announced interruption")
    async def cancel_outage(outage_id: OutageId, actor: ActorDep, version: IfMatchDep) -> OutageBody:
        """Operators. Whoever was told is sent a message. One that is cancelled stays so. `If-Match` is honoured."""
        return outage_body(await ask.cancel(CancelOutage(actor=actor, outage_id=outage_id, if_version=version)))

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
        is_cancelled=outage.is_cancelled,
        version=outage.version,
    )
