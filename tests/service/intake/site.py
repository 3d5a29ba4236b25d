"""Intake's pages as a browser without scripts sees them: cookies kept, redirections followed, forms sent back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

import httpx

from chassis.kernel.actor import Actor
from chassis.web.forgery import form_token
from service.intake.counter import Counter

OWN = {"Sec-Fetch-Site": "same-origin"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """Signed in as ``actor``, or nobody."""

    client: httpx.AsyncClient
    session: str

    async def get(self, path: str, **params: Any) -> httpx.Response:
        return await self.client.get(path, params=params or None)

    async def send(
        self, path: str, form: dict[str, Any] | None = None, *, files: Any = None, token: str | None = None
    ) -> httpx.Response:
        """A form of our own page; token: another one than it should be."""
        data = {"form_token": form_token(self.session) if token is None else token, **(form or {})}
        return await self.client.post(path, data=data, files=files, headers=OWN)


def browser(counter: Counter, actor: Actor | None = None) -> Browser:
    session = (
        counter.issuer.token(actor.subject, actor.roles, agency=actor.agency, department=actor.department)
        if actor
        else ""
    )
    transport = counter.client._transport
    client = httpx.AsyncClient(
        transport=transport, base_url="http://intake", cookies={"motcua_token": session} if session else {}
    )
    return Browser(client=client, session=session)


def text_of(answer: httpx.Response) -> str:
    """What a person reads: the main part without markup."""
    main = answer.text.partition("<main")[2].partition("</main>")[0].partition(">")[2]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", main)).split())


def errors_of(answer: httpx.Response) -> set[str]:
    """The fields that the error summary leads to; each is on the page."""
    summary = answer.text.partition('class="errors"')[2].partition("</div>")[0]
    fields = set(re.findall(r'href="#([^"]+)"', summary))
    assert all(f'id="{name}"' in answer.text for name in fields), fields
    return fields
