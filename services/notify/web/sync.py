"""``/dong-bo``: what other systems have of our dossiers, and what they lack."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from chassis.http.paging import decode_cursor, encode_cursor
from chassis.kernel.clock import Clock
from chassis.web.chrome import Chrome
from chassis.web.visitor import Visitor, VisitorDep
from notify.application.sync import AskSync, GetReconciliation, ListSync, RetrySync, RetrySyncHandler
from notify.domain.dates import HO_CHI_MINH
from notify.domain.sync import SyncState

HOME = "/dong-bo"
SIZE = 25
SAID = {"sync-retried": ("Đang gửi lại hồ sơ.", "The dossier is being sent again.")}
STATES = {
    SyncState.SYNCED: ("Đã đồng bộ", "Synchronised"),
    SyncState.PENDING: ("Chờ gửi", "Waiting"),
    SyncState.REJECTED: ("Bị từ chối", "Refused"),
    SyncState.UNCODED: ("Chưa có mã", "No number yet"),
}
_DAYS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncPages:
    chrome: Chrome
    ask: AskSync
    retry: RetrySyncHandler
    clock: Clock

    async def list(self, looking: Visitor) -> Response:
        """Each system, with index 1.4 of the last thirty days."""
        actor = looking.signed_in
        last = self.clock.now().astimezone(HO_CHI_MINH).date()
        standings = await self.ask.adapters(actor)
        shares = {
            one.adapter.key: await self.ask.reconciliation(
                GetReconciliation(actor=actor, adapter=one.adapter.key, first=last - timedelta(_DAYS), last=last)
            )
            for one in standings
        }
        return self.chrome.page("sync.html", looking, standings=standings, shares=shares, states=STATES)

    async def one(self, looking: Visitor, key: str, state: str, token: str) -> Response:
        bound: dict[str, object] = {"list": HOME, "key": key, "trang-thai": state}
        position = decode_cursor(token, bound) if token else None
        chosen = frozenset(one for one in SyncState if one.value == state)
        found = await self.ask.dossiers(
            ListSync(
                actor=looking.signed_in,
                adapter=key,
                states=chosen,
                limit=SIZE,
                after=(str(position[0]), str(position[1])) if position else None,
            )
        )
        last = found.dossiers[-1] if found.more else None
        following = encode_cursor([last.changed_at.isoformat(), last.dossier_id], bound) if last else ""
        return self.chrome.page(
            "sync_dossiers.html",
            looking,
            key=key,
            found=found,
            state=state,
            states=STATES,
            following=f"{HOME}/{key}?{urlencode({'trang-thai': state, 'trang': following})}" if following else "",
            first=f"{HOME}/{key}?{urlencode({'trang-thai': state})}" if token else "",
        )

    async def again(self, request: Request, looking: Visitor, key: str) -> Response:
        actor, form = looking.signed_in, await self.chrome.sent(request, looking)
        await self.retry(RetrySync(actor=actor, adapter=key, dossier_id=form.text("dossier")))
        return self.chrome.go(f"{HOME}/{key}", tell="sync-retried")


def pages(ask: AskSync, retry: RetrySyncHandler, clock: Clock, *, environment: str) -> APIRouter:
    """environment: demo and sandbox show a banner."""
    chrome = Chrome(
        Path(__file__).parent / "templates",
        assets=f"{HOME}/assets",
        environment=environment,
        zone=lambda: HO_CHI_MINH,
        said=SAID,
    )
    own = SyncPages(chrome=chrome, ask=ask, retry=retry, clock=clock)
    made = chrome.router()

    @made.get(HOME)
    async def sync_page(looking: VisitorDep) -> Response:
        return await own.list(looking)

    @made.get(f"{HOME}/{{key}}")
    async def synced_page(looking: VisitorDep, key: str, request: Request, trang: str = "") -> Response:
        return await own.one(looking, key, request.query_params.get("trang-thai", ""), trang)

    @made.post(f"{HOME}/{{key}}")
    async def again(request: Request, looking: VisitorDep, key: str) -> Response:
        return await own.again(request, looking, key)

    return made
