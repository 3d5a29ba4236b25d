"""Uploading in tests, as a browser's form does."""

from __future__ import annotations

from typing import Any

import httpx

from chassis.kernel.actor import Actor
from service.intake.counter import Counter, Json
from unit.intake.papers import PDF
from unit.intake.world import APPLICANT


async def send(
    counter: Counter,
    content: bytes = PDF,
    name: str = "ho-chieu.pdf",
    actor: Actor | None = APPLICANT,
    *,
    key: str = "",
    **params: Any,
) -> httpx.Response:
    headers = counter.headers(actor, key)
    return await counter.client.post("/v1/documents", files={"file": (name, content)}, headers=headers, params=params)


async def uploaded(counter: Counter, actor: Actor = APPLICANT, content: bytes = PDF, name: str = "giay.pdf") -> Json:
    answer = await send(counter, content, name, actor)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())
