"""``/hop-thu``: an officer's messages: unread first to look at, by kind, each with the way to its dossier."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from chassis.http.paging import decode_cursor, encode_cursor
from chassis.web.chrome import Chrome
from chassis.web.visitor import Visitor, VisitorDep
from notify.application import InboxPage, ReadInbox
from notify.application.mark_read import MarkRead
from notify.web.people import HOME, KINDS

SIZE = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxPages:
    chrome: Chrome
    read: Callable[[ReadInbox], Awaitable[InboxPage]]
    mark: Callable[[MarkRead], Awaitable[int]]

    async def list(self, looking: Visitor, shown: str, kind: str, token: str) -> Response:
        """shown: ``tat-ca`` for read ones too. kind: a key of ``KINDS``, else any."""
        shown, kind = "tat-ca" if shown == "tat-ca" else "", kind if kind in KINDS else ""
        chosen = {name: value for name, value in (("hien", shown), ("loai", kind)) if value}
        bound: dict[str, object] = {"list": HOME, "of": looking.signed_in.subject, **chosen}
        position = decode_cursor(token, bound) if token else None
        found = await self.read(
            ReadInbox(
                actor=looking.signed_in,
                language=looking.language,
                limit=SIZE,
                after=str(position[0]) if position else "",
                only_unread=not shown,
                occasions=frozenset(KINDS[kind][1]) if kind else frozenset(),
            )
        )
        following = encode_cursor([found.messages[-1][0].id], bound) if found.more else ""
        return self.chrome.page(
            "inbox.html",
            looking,
            found=found,
            size=SIZE,
            reach=shown,
            kind=kind,
            following=f"{HOME}?{urlencode(chosen | {'trang': following})}" if following else "",
            first=f"{HOME}?{urlencode(chosen)}" if token else "",
        )

    async def marked(self, request: Request, looking: Visitor) -> Response:
        actor, form = looking.signed_in, await self.chrome.sent(request, looking)
        chosen = {name: value for name in ("hien", "loai") if (value := form.text(name))}
        await self.mark(MarkRead(actor=actor, message_ids=form.all("message")[:200]))
        return self.chrome.go(f"{HOME}?{urlencode(chosen)}" if chosen else HOME, tell="messages-read")


def add_to(made: APIRouter, pages: InboxPages) -> None:
    @made.get(HOME)
    async def inbox(looking: VisitorDep, hien: str = "", loai: str = "", trang: str = "") -> Response:
        return await pages.list(looking, hien, loai, trang)

    @made.post(f"{HOME}/da-doc")
    async def marked(request: Request, looking: VisitorDep) -> Response:
        return await pages.marked(request, looking)

    @made.get(f"{HOME}/da-doc")
    async def marked_again(looking: VisitorDep) -> Response:
        """Who signed in anew on what was an answer to a form."""
        del looking
        return pages.chrome.go(HOME)
