"""The other side of an adapter over HTTP: the national portal's list of dossier messages, and any system that takes one
dossier a request."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import aiohttp
import orjson
from pydantic import BaseModel, ConfigDict, Field

from notify.application.sync.ports import Taken
from notify.domain.portal_message import portal_message, stamp
from notify.domain.sync_record import DossierRecord

_SECONDS = 30.0
_AT_ONCE = 4
_LARGEST_ANSWER = 1 << 20


class _Address(BaseModel):
    """headers: name → value; header_files: name → file with the value, for secrets."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    headers: Mapping[str, str] = Field(default_factory=dict)
    header_files: Mapping[str, Path] = Field(default_factory=dict)

    def all_headers(self) -> dict[str, str]:
        read = {name: path.read_text("utf-8").strip() for name, path in self.header_files.items()}
        return {**self.headers, **read}


class PortalAddress(_Address):
    """Where messages of the national portal go. ok: ``error_code`` of success. exists, unknown: parts of the
    message that say that a dossier is there already, or is not."""

    kind: Literal["portal"]
    add_url: str
    update_url: str
    ok: str = "0"
    exists: str = "đã tồn tại"
    unknown: str = "không tồn tại"


class RestAddress(_Address):
    """Where single dossiers go. url may hold ``{code}`` and ``{id}``. body: name there → name of our field; empty: all.
    exists_status, unknown_status: its answer to an addition of what it has, to an update of what it lacks."""

    kind: Literal["rest"]
    add_method: str = "POST"
    add_url: str
    update_method: str = "PUT"
    update_url: str
    body: Mapping[str, str] = Field(default_factory=dict)
    exists_status: int = 409
    unknown_status: int = 404


class HttpOtherSystem:
    """What both have in common: one session, bounded in time and size."""

    def __init__(self) -> None:
        self._open: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        if self._open is not None:
            await self._open.close()
            self._open = None

    async def send(self, method: str, url: str, body: Any, headers: Mapping[str, str]) -> tuple[int, bytes]:
        """Status and body. Raises OSError, ValueError or aiohttp.ClientError."""
        if self._open is None:
            self._open = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_SECONDS))
        sent = {"Content-Type": "application/json; charset=utf-8", **headers}
        async with self._open.request(
            method, url, data=orjson.dumps(body), headers=sent, allow_redirects=False
        ) as answer:
            return answer.status, await answer.content.read(_LARGEST_ANSWER)


_FAULTS = (OSError, ValueError, aiohttp.ClientError)


class Portal(HttpOtherSystem):
    """Fulfils ``application.sync.ports.OtherSystem``. A list is refused or taken whole by some, one by one by others: a
    refused list is sent again one by one, so that one bad dossier never holds up the others."""

    def __init__(self, address: PortalAddress) -> None:
        super().__init__()
        self._address = address

    async def push(self, records: Sequence[DossierRecord], *, is_update: bool) -> Mapping[str, Taken]:
        answers = await self._list(records, is_update=is_update)
        if len(records) > 1 and any(taken.is_final and taken.failure.startswith("list-") for taken in answers.values()):
            return await self._one_by_one(records, is_update=is_update)
        return answers

    async def _one_by_one(self, records: Sequence[DossierRecord], *, is_update: bool) -> dict[str, Taken]:
        """Until the other side cannot be asked any more: fifty times a timeout would outlast the claim on the batch."""
        answers: dict[str, Taken] = {}
        for number, record in enumerate(records):
            answers |= await self._list([record], is_update=is_update)
            taken = answers[record.code]
            if taken.failure and not taken.is_final:
                return answers | _all(records[number:], taken)
        return answers

    async def _list(self, records: Sequence[DossierRecord], *, is_update: bool) -> dict[str, Taken]:
        url = self._address.update_url if is_update else self._address.add_url
        body = [portal_message(record) for record in records]
        try:
            status, answer = await self.send("POST", url, body, self._address.all_headers())
            told = orjson.loads(answer) if status == 200 else None
        except _FAULTS as fault:
            return _all(records, Taken(failure=_slug(fault)))
        if not isinstance(told, dict):
            return _all(records, Taken(failure=f"answered-{status}"))
        return self._understood(records, told)

    def _understood(self, records: Sequence[DossierRecord], told: Mapping[str, Any]) -> dict[str, Taken]:
        """Per dossier where the answer has a list, else one word for all."""
        listed = told.get("data") if isinstance(told.get("data"), list) else []
        each = {str(one.get("MaHoSo")): one for one in listed or () if isinstance(one, dict)}
        if str(told.get("error_code")) == self._address.ok and not each:
            return _all(records, Taken())
        whole = self._taken(told, prefix="list-" if len(records) > 1 and not each else "")
        return {record.code: self._taken(each[record.code]) if record.code in each else whole for record in records}

    def _taken(self, told: Mapping[str, Any], prefix: str = "") -> Taken:
        code, message = str(told.get("error_code", "")), str(told.get("message", "")).lower()
        if code == self._address.ok:
            return Taken()
        return Taken(
            failure=f"{prefix}error-{_tidy(code)}",
            exists=self._address.exists in message,
            unknown=self._address.unknown in message,
            is_final=True,
        )


class Rest(HttpOtherSystem):
    """Fulfils ``application.sync.ports.OtherSystem``."""

    def __init__(self, address: RestAddress) -> None:
        super().__init__()
        self._address = address

    async def push(self, records: Sequence[DossierRecord], *, is_update: bool) -> Mapping[str, Taken]:
        gate = asyncio.Semaphore(_AT_ONCE)

        async def one(record: DossierRecord) -> Taken:
            async with gate:
                return await self._one(record, is_update=is_update)

        taken = await asyncio.gather(*(one(record) for record in records))
        return {record.code: answer for record, answer in zip(records, taken, strict=True)}

    async def _one(self, record: DossierRecord, *, is_update: bool) -> Taken:
        to = self._address
        method, url = (to.update_method, to.update_url) if is_update else (to.add_method, to.add_url)
        named = url.replace("{code}", record.code).replace("{id}", record.dossier_id)
        try:
            status, _ = await self.send(method, named, self._body(record), to.all_headers())
        except _FAULTS as fault:
            return Taken(failure=_slug(fault))
        if 200 <= status < 300:
            return Taken()
        return Taken(
            failure=f"answered-{status}",
            exists=not is_update and status == to.exists_status,
            unknown=is_update and status == to.unknown_status,
            is_final=400 <= status < 500 and status not in (401, 403, 408, 425, 429),
        )

    def _body(self, record: DossierRecord) -> dict[str, Any]:
        whole = rest_body(record)
        return {theirs: whole.get(ours) for theirs, ours in self._address.body.items()} or whole


def rest_body(record: DossierRecord) -> dict[str, Any]:
    """Every field of a dossier by our names; instants ISO 8601 with the offset, and ``…_local`` as yyyyMMddHHmmss."""
    instants = ("received_at", "accepted_at", "due_at", "returned_at")
    body: dict[str, Any] = {
        name: getattr(record, name)
        for name in (
            *("dossier_id", "code", "agency", "department", "department_name"),
            *("procedure_key", "procedure_code", "procedure_name", "field_key", "channel", "result_by", "status"),
            *("outcome", "applicant", "identity_number", "address", "phone", "email", "request", "is_organisation"),
        )
    }
    for name in instants:
        at = getattr(record, name)
        body[name] = at.isoformat() if at is not None else None
        body[f"{name}_local"] = stamp(at)
    body["finished_at"] = record.milestones.finished_at and record.milestones.finished_at.isoformat()
    return body


def _all(records: Sequence[DossierRecord], taken: Taken) -> dict[str, Taken]:
    return {record.code: taken for record in records}


def _slug(fault: Exception) -> str:
    if isinstance(fault, TimeoutError):
        return "timed-out"
    return "answer-unreadable" if isinstance(fault, ValueError) else "not-reached"


def _tidy(code: str) -> str:
    """Another's word becomes part of a slug: letters and digits only, and few."""
    return "".join(character for character in code.lower() if character.isalnum())[:20] or "unknown"
