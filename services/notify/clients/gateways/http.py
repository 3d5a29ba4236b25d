"""A gateway by HTTP, as its description says."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from typing import Any

import aiohttp
import orjson

from notify.application.ports import SendDeferred, SendRefused, ShortMessage
from notify.clients.gateways import pointers
from notify.clients.gateways.description import Gateway
from notify.clients.gateways.pace import Pace, Reserve
from notify.domain.occasions import Channel

_MOST_BYTES = 64 * 1024


class HttpGateway:
    """Part, and fulfils ``application.ports.Gateway``. Redirects are not followed: they would carry numbers away."""

    def __init__(self, description: Gateway, reserve: Reserve) -> None:
        """reserve: gives out the gateway's places among all who send by it."""
        self._says = description
        self._pace = Pace(reserve)
        self._session: aiohttp.ClientSession | None = None

    @property
    def name(self) -> str:
        return self._says.name

    @property
    def channel(self) -> Channel:
        return self._says.channel

    @property
    def with_marks(self) -> bool:
        return self._says.with_marks

    async def start(self) -> None:
        """The session is opened by the first message."""

    async def stop(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def send(self, message: ShortMessage) -> str:
        await self._pace.turn(is_bulk=message.is_bulk)
        body, headers = self._request(message)
        try:
            async with self._opened().request(
                self._says.method, str(self._says.url), data=body, headers=headers, allow_redirects=False
            ) as answer:
                status, content = answer.status, await answer.content.read(_MOST_BYTES)
        except (aiohttp.ClientError, TimeoutError, OSError):
            raise SendDeferred("gateway-unreachable") from None
        return self._judged(status, content)

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            says = self._says
            trust = ssl.create_default_context(cafile=says.ca_file) if says.ca_file else True
            self._session = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=says.timeout_seconds),
                connector=aiohttp.TCPConnector(ssl=trust, limit=16),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session

    def _request(self, message: ShortMessage) -> tuple[bytes, dict[str, str]]:
        values = {
            "{phone}": _international(message.phone) if self._says.international else message.phone,
            "{text}": message.text,
            "{id}": message.id,
            "{language}": message.language,
        }
        try:
            secrets = {f"${{{name}}}": path.read_text("utf-8").strip() for name, path in self._says.secrets.items()}
        except OSError:
            raise SendDeferred("gateway-secret-missing") from None  # the operator's to mend, not this message's fault
        document: dict[str, Any] = {}
        for pointer, template in self._says.body.items():
            pointers.put(document, pointer, _filled(template, secrets | values))
        headers = {name: _filled(template, secrets) for name, template in self._says.headers.items()}
        return orjson.dumps(document), {"Content-Type": "application/json"} | headers

    def _judged(self, status: int, content: bytes) -> str:
        """The provider's id. Its words are not kept: they may quote the number."""
        says, document = self._says, _document(content)
        success, errors = says.success, says.errors
        taken = not success.pointer or pointers.found(document, success.pointer) in success.values
        if status in success.statuses and taken:
            return pointers.found(document, success.receipt_id) if success.receipt_id else ""
        code = pointers.found(document, errors.pointer) if errors.pointer else ""
        if code in errors.permanent or status in errors.permanent_statuses:
            raise SendRefused(_slug("gateway-refused", code, status))
        raise SendDeferred(_slug("gateway-deferred", code, status))


def _filled(template: str, values: Mapping[str, str]) -> str:
    """One pass, so that what somebody wrote is never read as a template."""
    parts, rest = [], template
    while rest:
        at, name = min(((rest.find(name), name) for name in values if name in rest), default=(-1, ""))
        if at < 0:
            break
        parts += [rest[:at], values[name]]
        rest = rest[at + len(name) :]
    return "".join([*parts, rest])


def _international(phone: str) -> str:
    """``0912345678`` and ``+84912345678`` → ``84912345678``."""
    return f"84{phone[1:]}" if phone.startswith("0") else phone.lstrip("+")


def _document(content: bytes) -> Any:
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:
        return None


def _slug(kind: str, code: str, status: int) -> str:
    """A provider's code is kept when it is one, and not a sentence."""
    return f"{kind}-{code}" if code.isascii() and code.isalnum() and len(code) <= 12 else f"{kind}-{status}"
