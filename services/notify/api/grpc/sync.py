"""SyncService."""

from __future__ import annotations

from datetime import date
from typing import Any

from chassis.http.paging import LARGEST_PAGE, decode_cursor, encode_cursor
from chassis.kernel.errors import invalid
from chassis.rpc.server import current_actor
from motcua.notify.v1 import sync_service_pb2 as pb
from motcua.notify.v1.sync_service_pb2_grpc import SyncServiceServicer
from notify.application.sync import AskSync, GetReconciliation, ListSync, RetrySync, RetrySyncHandler
from notify.domain.sync import SyncedDossier, SyncState

_DEFAULT_PAGE = 50
_STATES = {
    SyncState.UNCODED: pb.SYNC_STATE_UNCODED,
    SyncState.PENDING: pb.SYNC_STATE_PENDING,
    SyncState.SYNCED: pb.SYNC_STATE_SYNCED,
    SyncState.REJECTED: pb.SYNC_STATE_REJECTED,
}
_BY_NUMBER = {number: state for state, number in _STATES.items()}


class SyncServicer(SyncServiceServicer):
    def __init__(self, ask: AskSync, retry: RetrySyncHandler) -> None:
        self._ask = ask
        self._retry = retry

    async def ListSyncedDossiers(  # noqa: N802
        self, request: pb.ListSyncedDossiersRequest, context: Any
    ) -> pb.ListSyncedDossiersResponse:
        del context
        if not 0 <= request.page_size <= LARGEST_PAGE:
            raise invalid("page-size-invalid", f"Ask for 1 to {LARGEST_PAGE} dossiers.", page_size="out of range")
        filters: dict[str, object] = {"rpc": "sync", "key": request.adapter, "states": sorted(request.states)}
        position = decode_cursor(request.page_token, filters) if request.page_token else None
        found = await self._ask.dossiers(
            ListSync(
                actor=current_actor(),
                adapter=request.adapter,
                states=frozenset(_BY_NUMBER[one] for one in request.states if one in _BY_NUMBER),
                limit=request.page_size or _DEFAULT_PAGE,
                after=(str(position[0]), str(position[1])) if position else None,
            )
        )
        last = found.dossiers[-1] if found.more else None
        return pb.ListSyncedDossiersResponse(
            dossiers=[_message(one) for one in found.dossiers],
            next_page_token=encode_cursor([last.changed_at.isoformat(), last.dossier_id], filters) if last else "",
            total_size=found.total_size,
        )

    async def GetReconciliation(  # noqa: N802
        self, request: pb.GetReconciliationRequest, context: Any
    ) -> pb.GetReconciliationResponse:
        del context
        query = GetReconciliation(
            actor=current_actor(),
            adapter=request.adapter,
            first=_day(request.first),
            last=_day(request.last),
            agency=request.agency,
        )
        found = await self._ask.reconciliation(query)
        return pb.GetReconciliationResponse(adapter=found.adapter, received=found.received, synced=found.synced)

    async def RetrySync(self, request: pb.RetrySyncRequest, context: Any) -> pb.RetrySyncResponse:  # noqa: N802
        del context
        command = RetrySync(actor=current_actor(), adapter=request.adapter, dossier_id=request.dossier_id)
        return pb.RetrySyncResponse(dossier=_message(await self._retry(command)))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise invalid("invalid-request", "Write days like 2024-05-31.", first="no date") from None


def _message(dossier: SyncedDossier) -> pb.SyncedDossier:
    told = pb.SyncedDossier(
        adapter=dossier.adapter,
        dossier_id=dossier.dossier_id,
        code=dossier.code,
        agency=dossier.agency,
        department=dossier.department,
        state=_STATES[dossier.state],
        attempts=dossier.attempts,
        failure=dossier.failure,
    )
    told.changed_at.FromDatetime(dossier.changed_at)
    if dossier.synced_at is not None:
        told.synced_at.FromDatetime(dossier.synced_at)
    return told
