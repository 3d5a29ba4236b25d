"""The public HTTP API as the commands and the demo use it: tokens, problems, retries while a service restarts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from types import TracebackType
from typing import Any, Self

import aiohttp

Json = dict[str, Any]


class Refused(Exception):
    """The API said no. slug and status as in the problem; the text is its sentence."""

    def __init__(self, status: int, slug: str, detail: str, fields: Mapping[str, str]) -> None:
        listed = "".join(f"\n  {path}: {text}" for path, text in fields.items())
        super().__init__(f"{detail} ({slug}, {status}){listed}")
        self.status = status
        self.slug = slug


class Unreachable(Exception):
    """Nobody answers at the address."""


class Api:
    """One connection pool towards the front door; callers name the account they act as.

    ``token`` (from a file) is used where no demo account is named.
    """

    def __init__(self, url: str, *, token: str = "", patience_seconds: float = 0.0) -> None:
        self._url = url.rstrip("/")
        self._tokens: dict[str, str] = {"": token}
        self._patience = patience_seconds
        self._session: aiohttp.ClientSession | None = None

    @property
    def has_token(self) -> bool:
        """Whether calls that name no account are somebody's."""
        return bool(self._tokens[""])

    async def __aenter__(self) -> Self:
        timeout = aiohttp.ClientTimeout(total=90)  # a plan recounts every open dossier
        self._session = aiohttp.ClientSession(timeout=timeout, connector=aiohttp.TCPConnector(limit=64))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()

    def address(self, path: str) -> str:
        """Where a path is answered: at the front door."""
        return f"{self._url}{path}"

    async def get(self, path: str, account: str = "", **query: str | int) -> Json:
        """The answer's JSON; raises Refused or Unreachable."""
        params = {name: str(value) for name, value in query.items() if value != ""}
        return await self._call("GET", path, account, params=params)

    async def post(
        self, path: str, account: str = "", body: Json | None = None, *, key: str = "", if_match: str = ""
    ) -> Json:
        """``key`` becomes the Idempotency-Key, so that a retry after a lost answer does nothing twice. ``if_match``:
        ETag without its quotes."""
        headers = {"Idempotency-Key": key} if key else {}
        if if_match:
            headers["If-Match"] = f'"{if_match}"'
        return await self._call("POST", path, account, json=body or {}, headers=headers)

    async def request(self, method: str, path: str, account: str = "", body: Json | None = None) -> Json:
        """PUT, PATCH or DELETE: the same again says the same."""
        return await self._call(method, path, account, json=body or {})

    async def pages(self, path: str, account: str = "", **query: str | int) -> AsyncIterator[Json]:
        """Every item of a list, page by page."""
        token = ""
        while True:
            page = await self.get(path, account, page_size=200, page_token=token, **query)
            for item in page["items"]:
                yield item
            token = page.get("next_page_token") or ""
            if not token:
                return

    async def _call(self, method: str, path: str, account: str, **options: Any) -> Json:
        headers = dict(options.pop("headers", {}))
        token = await self._token(account)
        if token:
            headers["Authorization"] = f"Bearer {token}"
        waited = 0.0
        while True:
            try:
                return await self._once(method, path, headers=headers, **options)
            except (Unreachable, Refused) as fault:
                away = isinstance(fault, Unreachable) or fault.status in {429, 503}
                if not away or waited >= self._patience:
                    raise
                await asyncio.sleep(0.1)
                waited += 0.1

    async def _once(self, method: str, path: str, **options: Any) -> Json:
        if self._session is None:
            raise RuntimeError("use `async with Api(…)`")
        try:
            async with self._session.request(method, self.address(path), **options) as answer:
                if answer.status == 204:
                    return {}
                body: Json = await answer.json(content_type=None)
        except (aiohttp.ClientConnectionError, TimeoutError) as fault:
            detail = f"Nothing answers at {self.address(path)}. Start it with `make run`, or name it with --url."
            raise Unreachable(detail) from fault
        if answer.status >= 400:
            fields = {error["field"]: error["detail"] for error in body.get("errors", [])}
            slug = str(body.get("type", "")).rpartition(":")[2]
            raise Refused(answer.status, slug, body.get("detail", "Refused."), fields)
        return body

    async def bearer(self, account: str) -> str:
        """The token that calls of this account carry, for what is not asked over HTTP."""
        return await self._token(account)

    async def _token(self, account: str) -> str:
        if account not in self._tokens:
            answer = await self._call("POST", "/demo/tokens", "", json={"account": account})
            self._tokens[account] = str(answer["token"])
        return self._tokens[account]
