"""``/v1/sync-adapters``: how dossiers stand with other systems."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from chassis.http.deps import ActorDep
from chassis.http.paging import Page, PageDep, encode_cursor
from notify.application.sync import AskSync, GetReconciliation, ListSync, RetrySync, RetrySyncHandler
from notify.application.sync.ask import AdapterStanding
from notify.domain.sync import Reconciliation, SyncedDossier, SyncState

AdapterKey = Annotated[str, Path(max_length=40)]


class AdapterBody(BaseModel):
    """One other system that dossiers are handed over to."""

    key: str
    title: str
    synced: int = Field(description="it has them as they are")
    pending: int = Field(description="a change has not been taken there yet")
    rejected: int = Field(description="refused; a person or the next change sends them again")
    uncoded: int = Field(description="no number yet by which they could be named there")
    waiting_since: datetime | None = Field(description="of the change that waits longest; null if none does")


class Adapters(BaseModel):
    items: list[AdapterBody]


class SyncedDossierBody(BaseModel):
    """How one dossier stands there. No personal data."""

    adapter: str
    dossier_id: str
    code: str
    agency: str
    department: str
    state: SyncState
    attempts: int
    failure: str = Field(description="a slug; empty if nothing is wrong")
    changed_at: datetime
    synced_at: datetime | None


class ReconciliationBody(BaseModel):
    """Index 1.4 of QĐ 766/QĐ-TTg."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"adapter": "cong-dvcqg", "received": 412, "synced": 410}]}
    )

    adapter: str
    first: date = Field(alias="from")
    last: date = Field(alias="to")
    received: int = Field(description="accepted in the period")
    synced: int = Field(description="of these, handed over")
    share: float | None = Field(description="synced ÷ received; null where nothing was received")


def router(ask: AskSync, retry: RetrySyncHandler) -> APIRouter:
    routes = APIRouter(tags=["other systems"])

    @routes.get("/v1/sync-adapters", summary="How each other system stands")
    async def list_adapters(actor: ActorDep) -> Adapters:
        return Adapters(items=[adapter_body(one) for one in await ask.adapters(actor)])

    @routes.get("/v1/sync-adapters/{key}/dossiers", summary="How dossiers stand there, changed last first")
    async def list_synced(
        actor: ActorDep,
        page: PageDep,
        key: AdapterKey,
        state: Annotated[list[SyncState], Query(description="any of these; none: all but the synchronised")] = [],  # noqa: B006 - FastAPI copies it
    ) -> Page[SyncedDossierBody]:
        filters: dict[str, object] = {"list": "sync", "key": key, "state": sorted(one.value for one in state)}
        position = page.after(filters)
        found = await ask.dossiers(
            ListSync(
                actor=actor,
                adapter=key,
                states=frozenset(state),
                limit=page.page_size,
                after=(str(position[0]), str(position[1])) if position else None,
            )
        )
        last = found.dossiers[-1] if found.more else None
        return Page(
            items=[dossier_body(one) for one in found.dossiers],
            next_page_token=encode_cursor([last.changed_at.isoformat(), last.dossier_id], filters) if last else None,
            total_size=found.total_size,
        )

    @routes.get(
        "/v1/sync-adapters/{key}/reconciliation",
        summary="Handed over ÷ received, of a period",
        response_model_by_alias=True,
    )
    async def get_reconciliation(
        actor: ActorDep,
        key: AdapterKey,
        first: Annotated[date, Query(alias="from", description="local day of acceptance, included")],
        last: Annotated[date, Query(alias="to", description="likewise")],
    ) -> ReconciliationBody:
        return reconciliation_body(
            await ask.reconciliation(GetReconciliation(actor=actor, adapter=key, first=first, last=last))
        )

    @routes.post("/v1/sync-adapters/{key}/dossiers/{dossier_id}/retry", summary="Send one again", status_code=202)
    async def retry_sync(
        actor: ActorDep, key: AdapterKey, dossier_id: Annotated[str, Path(max_length=100)]
    ) -> SyncedDossierBody:
        return dossier_body(await retry(RetrySync(actor=actor, adapter=key, dossier_id=dossier_id)))

    return routes


def adapter_body(standing: AdapterStanding) -> AdapterBody:
    return AdapterBody(
        key=standing.adapter.key,
        title=standing.adapter.title,
        synced=standing.counts[SyncState.SYNCED],
        pending=standing.counts[SyncState.PENDING],
        rejected=standing.counts[SyncState.REJECTED],
        uncoded=standing.counts[SyncState.UNCODED],
        waiting_since=standing.waiting_since,
    )


def dossier_body(dossier: SyncedDossier) -> SyncedDossierBody:
    return SyncedDossierBody(
        adapter=dossier.adapter,
        dossier_id=dossier.dossier_id,
        code=dossier.code,
        agency=dossier.agency,
        department=dossier.department,
        state=dossier.state,
        attempts=dossier.attempts,
        failure=dossier.failure,
        changed_at=dossier.changed_at,
        synced_at=dossier.synced_at,
    )


def reconciliation_body(found: Reconciliation) -> ReconciliationBody:
    share = None if found.share is None else round(found.share, 4)
    period: dict[str, Any] = {"from": found.first, "to": found.last}
    return ReconciliationBody(
        adapter=found.adapter, received=found.received, synced=found.synced, share=share, **period
    )
