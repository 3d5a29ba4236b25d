"""A provider of short messages: a real HTTP server that takes, puts off or refuses."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web

from notify.clients.gateways.description import Gateway
from support.ports import free_port


@dataclass
class Provider:
    """answers: (HTTP status, body) for the next messages instead of taking them."""

    folder: Path
    port: int = field(default_factory=free_port)
    answers: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    messages: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    tries: int = 0
    _runner: web.AppRunner | None = None

    def __post_init__(self) -> None:
        self.key("khoa-mot")

    def key(self, text: str) -> None:
        """The key that we hold from now on."""
        (self.folder / "key").write_text(f"{text}\n", "utf-8")

    def described(self, channel: str = "sms", **more: Any) -> Gateway:
        return Gateway.model_validate(
            {
                "name": f"mau-{channel}",
                "channel": channel,
                "url": f"http://127.0.0.1:{self.port}/{channel}",
                "per_second": 500,
                "headers": {"Authorization": "Bearer ${key}"},
                "secrets": {"key": self.folder / "key"},
                "body": {"/to": "{phone}", "/message/text": "{text}", "/request~1id": "{id}"},
                "success": {"pointer": "/code", "values": ["0"], "receipt_id": "/data/id"},
                "errors": {"pointer": "/code", "permanent": ["104"], "permanent_statuses": [400]},
            }
            | more
        )

    def toml(self) -> str:
        """A description that also tells what receipts look like; they are signed with ``ky-ten``."""
        (self.folder / "receipts").write_text("ky-ten\n", "utf-8")
        return f"""
channel = "sms"
url = "http://127.0.0.1:{self.port}/sms"
[body]
"/to" = "{{phone}}"
[receipts]
secret = "{self.folder / "receipts"}"
signature_header = "X-Signature"
id = "/id"
state = "/state"
delivered = ["OK"]
read = ["SEEN"]
failed = ["NO"]
"""

    async def open(self) -> None:
        app = web.Application()
        app.router.add_post("/{channel}", self._take)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()

    async def close(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _take(self, request: web.Request) -> web.Response:
        self.tries += 1
        self.keys.append(request.headers.get("Authorization", ""))
        if self.answers:
            status, body = self.answers.pop(0)
            return web.json_response(body, status=status)
        self.messages.append(await request.json())
        return web.json_response({"code": 0, "data": {"id": f"p-{len(self.messages)}"}})
