"""``/v1/rebuilds``: have everything counted anew, and see how far it is."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from chassis.http.deps import ActorDep, IdempotencyDep
from chassis.http.paging import Page
from chassis.http.text import RequestModel
from reporting.application.rebuilds import (
    AskRebuild,
    AskRebuilds,
    AskStartRebuild,
    GetRebuild,
    ListRebuilds,
    StartRebuild,
)
from reporting.domain.rebuild import Rebuild, Source, State

RebuildId = Annotated[str, Path(max_length=36)]


class RebuildIn(RequestModel):
    """What to count from."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"source": "publishers"}]})

    source: Source = Field(
        default=Source.PUBLISHERS,
        description="kept: the evidence already kept, enough when only the way of counting changed; stream: the event "
        "stream, or the publishers where its beginning has aged out; publishers: every event in the services' stores",
    )


class RebuildBody(BaseModel):
    """One count of everything. The figures are the old ones until `state` is `done`."""

    id: str
    source: Source
    state: State
    progress: float = Field(ge=0, le=1)
    requested_by: str
    requested_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    total: int = Field(description="dossiers, or events, each of which is heard and then counted; 0 until it is known")
    done: int = Field(description="of total")
    dossiers: int = Field(description="counted anew")
    changed: int = Field(description="dossiers whose facts came out differently; known at the end")
    unreadable: int = Field(description="events that cannot be read; dead letters of the consumer too")
    fault: str | None = Field(description="slug of why it failed; the live figures are as they were")


def router(start: AskStartRebuild, ask: AskRebuild, latest: AskRebuilds) -> APIRouter:
    routes = APIRouter(prefix="/v1/rebuilds", tags=["Tính lại số liệu · Rebuilds"])

    @routes.post("", status_code=202, summary="Tính lại toàn bộ số liệu · Count everything anew")
    async def start_rebuild(
        body: RebuildIn, actor: ActorDep, idempotency: IdempotencyDep, response: Response
    ) -> RebuildBody:
        """Beside the live figures, which are swapped in one transaction at the end; events are taken in meanwhile and
        none is lost. For operators. 409 `rebuild-running` while there is one."""
        rebuild = await start(StartRebuild(actor=actor, source=body.source, idempotency=idempotency))
        response.headers["Location"] = f"/v1/rebuilds/{rebuild.id}"
        return rebuild_body(rebuild)

    @routes.get("", summary="Các lần tính lại · Rebuilds there were")
    async def list_rebuilds(actor: ActorDep) -> Page[RebuildBody]:
        """The latest twenty, newest first, on one page. For operators and the control team."""
        found = await latest(ListRebuilds(actor=actor))
        return Page[RebuildBody](items=[rebuild_body(each) for each in found], total_size=len(found))

    @routes.get("/{rebuild_id}", summary="Tiến độ tính lại · How far it is")
    async def get_rebuild(rebuild_id: RebuildId, actor: ActorDep) -> RebuildBody:
        """Told about twice a second while it runs."""
        return rebuild_body(await ask(GetRebuild(actor=actor, rebuild_id=rebuild_id)))

    return routes


def rebuild_body(rebuild: Rebuild) -> RebuildBody:
    return RebuildBody(
        id=rebuild.id,
        source=rebuild.source,
        state=rebuild.state,
        progress=round(rebuild.progress, 4),
        requested_by=rebuild.requested_by,
        requested_at=rebuild.requested_at,
        started_at=rebuild.started_at,
        finished_at=rebuild.finished_at,
        total=rebuild.total,
        done=rebuild.done,
        dossiers=rebuild.dossiers,
        changed=rebuild.changed,
        unreadable=rebuild.unreadable,
        fault=rebuild.fault or None,
    )
