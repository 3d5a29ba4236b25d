"""Systems that dossiers are handed over to, as real servers on loopback: the national portal, as a working one-stop
system speaks to it, and a register that takes one dossier a request.

Both keep what they took, refuse what contradicts their contract, and can be told to be away.
"""

from __future__ import annotations

import asyncio
import re
from typing import Any

from aiohttp import web

from support.ports import free_port

_STAMP = re.compile(r"^(\d{14})?$")
_MUST = ("MaHoSo", "MaTTHC", "TenTTHC", "KenhThucHien", "ChuHoSo", "NgayNopHoSo", "TrangThaiHoSo")


class _Server:
    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.is_away = False
        self.away_after = 0
        self.answers_after = 0.0
        self.requests = 0
        self.held: dict[str, Any] = {}
        self._runner: web.AppRunner | None = None

    def routes(self) -> list[web.RouteDef]:
        raise NotImplementedError

    async def __aenter__(self) -> Any:
        app = web.Application()
        app.add_routes(self.routes())
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        return self

    async def __aexit__(self, *fault: object) -> None:
        if self._runner is not None:
            await self._runner.cleanup()


class PortalServer(_Server):
    """says_each: answers dossier by dossier; else one word for the whole list, which it takes or refuses as a whole.

    away_after: goes away when it has heard so many requests. answers_after: seconds. statuses: what each dossier
    went through, in the order in which it was told.
    """

    def __init__(self, *, says_each: bool = True, key: str = "") -> None:
        super().__init__()
        self.says_each = says_each
        self.statuses: dict[str, list[str]] = {}
        self._key = key

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/them-moi", self._add), web.post("/cap-nhat", self._update)]

    async def _add(self, request: web.Request) -> web.Response:
        return await self._take(request, is_update=False)

    async def _update(self, request: web.Request) -> web.Response:
        return await self._take(request, is_update=True)

    async def _take(self, request: web.Request, *, is_update: bool) -> web.Response:
        self.requests += 1
        await asyncio.sleep(self.answers_after)
        if self.is_away or 0 < self.away_after < self.requests:
            return web.Response(status=503)
        if self._key and request.headers.get("Authorization") != f"Bearer {self._key}":
            return web.Response(status=401)
        messages = await request.json()
        said = [self._word(message, is_update=is_update) for message in messages]
        refused = [word for word in said if word["error_code"] != "0"]
        if not self.says_each and refused:
            return web.json_response({"error_code": refused[0]["error_code"], "message": refused[0]["message"]})
        for message, word in zip(messages, said, strict=True):
            if word["error_code"] == "0":
                self.held[message["MaHoSo"]] = message
                self.statuses.setdefault(message["MaHoSo"], []).append(message["TrangThaiHoSo"])
        if self.says_each:
            return web.json_response({"error_code": "1" if refused else "0", "message": "", "data": said})
        return web.json_response({"error_code": "0", "message": "Thành công"})

    def _word(self, message: dict[str, Any], *, is_update: bool) -> dict[str, str]:
        code = str(message.get("MaHoSo", ""))
        wrong = fault_of(message)
        if wrong:
            return {"MaHoSo": code, "error_code": "2", "message": wrong}
        if not is_update and code in self.held:
            return {"MaHoSo": code, "error_code": "1", "message": f"Hồ sơ {code} đã tồn tại"}
        if is_update and code not in self.held:
            return {"MaHoSo": code, "error_code": "3", "message": f"Hồ sơ {code} không tồn tại"}
        return {"MaHoSo": code, "error_code": "0", "message": ""}


def fault_of(message: dict[str, Any]) -> str:
    """What in a message contradicts the portal's contract; empty if nothing does."""
    for name in _MUST:
        if not message.get(name):
            return f"{name} bắt buộc"
    if message["TrangThaiHoSo"] not in {str(number) for number in range(1, 11)}:
        return "TrangThaiHoSo không hợp lệ"
    if message["KenhThucHien"] not in {"1", "2", "3"}:
        return "KenhThucHien không hợp lệ"
    if len(message["TrichYeuHoSo"]) > 1000:
        return "TrichYeuHoSo quá dài"
    stamps = [value for name, value in message.items() if name.startswith("Ngay")]
    stamps += [stage[name] for stage in message["TienTrinh"] for name in ("ThoiDiemXuLy", "NgayBatDau")]
    stamps += [one[name] for one in message["DanhSachHoSoBoSung"] for name in ("NgayBoSung", "NgayHenTraMoi")]
    return "" if all(_STAMP.match(stamp) for stamp in stamps) else "ngày phải là yyyyMMddHHmmss"


class RegisterServer(_Server):
    """Takes ``POST /ho-so`` and ``PUT /ho-so/{code}``: 409 for what it has, 404 for what it lacks, 422 without code."""

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/ho-so", self._add), web.put("/ho-so/{code}", self._update)]

    async def _add(self, request: web.Request) -> web.Response:
        return await self._take(await request.json(), is_update=False)

    async def _update(self, request: web.Request) -> web.Response:
        return await self._take(await request.json(), is_update=True)

    async def _take(self, body: dict[str, Any], *, is_update: bool) -> web.Response:
        self.requests += 1
        if self.is_away:
            return web.Response(status=503)
        code = body.get("ma_ho_so")
        if not code:
            return web.Response(status=422)
        if (code in self.held) is not is_update:
            return web.Response(status=404 if is_update else 409)
        self.held[code] = body
        return web.Response(status=204)
