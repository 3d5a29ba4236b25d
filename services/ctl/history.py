"""A service's history over gRPC, and its whole check: what ``motcua audit verify`` does."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

from chassis.history.checking import ALTERED, EVENT, REMOVED, Finding, check_subject
from chassis.history.days import Days
from chassis.history.kept import KeptCommand, SubjectHistory
from chassis.history.messages import command_of, head_of, root_of_event, root_of_message
from chassis.history.roots import SignedRoot
from chassis.history.signing import PublicKeys
from chassis.rpc.client import RpcChannel
from ctl.client import Api
from motcua.audit.v1 import history_pb2 as pb
from motcua.audit.v1.history_pb2_grpc import HistoryServiceStub

ROOT_SIGNED = "motcua.audit.root-signed.v1"
_SECONDS = 55.0  # a call may take a minute; the next one goes on where it ended
_PAGE = 1_000

Progress = Callable[[int, int], None]
"""(subjects so far, subjects in all)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What left the house: events that the stream still has, by id with a digest, and the roots among them."""

    events: dict[str, tuple[bytes, str, str]] = field(default_factory=dict)
    roots: list[SignedRoot] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """Of one service."""

    service: str
    subjects: int
    entries: int
    days: int
    last_day: date | None
    findings: tuple[Finding, ...]


class HistoryClient:
    """target: of the service's gRPC. token: bearer. authority: who signs its certificate; without it, in the clear."""

    def __init__(self, service: str, target: str, token: str, authority: Path | None = None) -> None:
        self.service = service
        self._channel = RpcChannel(target, lambda: token, default_deadline=_SECONDS, authority=authority)
        self._stub: Any = HistoryServiceStub(self._channel.channel)

    async def close(self) -> None:
        await self._channel.stop()

    async def roots(self, agency: str) -> list[SignedRoot]:
        found, token = [], ""
        while True:
            page = await self._stub.ListRoots(pb.ListRootsRequest(agency=agency, page_token=token))
            found += [root_of_message(self.service, each) for each in page.roots]
            token = page.next_page_token
            if not token:
                return found

    async def histories(self, progress: Progress) -> AsyncIterator[SubjectHistory]:
        """Every subject with its commands, page by page."""
        after, done = "", 0
        while True:
            head: pb.SubjectHead | None = None
            commands: list[KeptCommand] = []
            async for part in self._stub.StreamHistory(pb.StreamHistoryRequest(after_subject=after)):
                if part.WhichOneof("part") == "command":
                    commands.append(command_of(part.command))
                    continue
                if head is not None:
                    yield SubjectHistory(head=head_of(head), commands=tuple(commands))
                head, commands, done = part.head, [], done + 1
                progress(done, int(head.total_subjects))
            if head is None:
                return
            yield SubjectHistory(head=head_of(head), commands=tuple(commands))
            after = head.subject


async def heard(api: Api, account: str, services: tuple[str, ...]) -> dict[str, Heard]:
    """What the stream has of these services; asked for before their histories, so that all of it must be in them."""
    found = {service: Heard() for service in services}
    after = 0
    while True:
        page = await api.get("/v1/events", account, after=after, page_size=_PAGE)
        for event in page["items"]:
            own = found.get(str(event.get("source", "")).removeprefix("urn:motcua:"))
            if own is None:
                continue
            own.events[event["id"]] = (_body_digest(event), event["subject"], event["type"])
            if event["type"] == ROOT_SIGNED:
                own.roots.append(root_of_event(event["data"]))
        if not page["items"]:
            return found
        after = page["next_after"]


async def verify(client: HistoryClient, told: Heard, keys: PublicKeys, agency: str, progress: Progress) -> Verified:
    """Recomputes everything that the service has. agency: only this one's; empty for all."""
    days, findings, subjects = Days(client.service), list[Finding](), 0
    awaited = dict(told.events)
    async for history in client.histories(progress):
        for command in history.commands:
            findings += _against_stream(client.service, history, command, awaited)
        if agency and not any(command.agency == agency for command in history.commands):
            continue
        subjects += 1
        findings += [*check_subject(client.service, history), *days.take(history)]
    findings += [_gone(client.service, subject, kind, key) for key, (_, subject, kind) in awaited.items()]
    roots = await client.roots(agency)
    ours = [root for root in told.roots if agency in ("", root.statement.agency)]
    findings += days.check(roots, ours, keys)
    last = max((root.statement.day for root in roots), default=None)
    return Verified(
        service=client.service,
        subjects=subjects,
        entries=days.entries,
        days=len(roots),
        last_day=last,
        findings=tuple(findings),
    )


def _against_stream(
    service: str, history: SubjectHistory, command: KeptCommand, awaited: dict[str, tuple[bytes, str, str]]
) -> list[Finding]:
    """Events that were sent with another body than the outbox has now; what was met is awaited no longer."""
    found = []
    for event in command.events:
        sent = awaited.pop(str(event["id"]), None)
        if sent is not None and sent[0] != sha256(event["body"]).digest():
            detail = f"{event['type']} no. {event['sequence']} was sent with another body"
            found.append(_finding(service, history, command, detail))
    return found


def _finding(service: str, history: SubjectHistory, command: KeptCommand, detail: str) -> Finding:
    return Finding(
        service=service,
        subject=history.head.subject,
        code=history.head.code,
        entry=command.entry or 0,
        name=str(command.columns["name"]),
        at=command.columns["at"],
        what=ALTERED,
        which=EVENT,
        detail=detail,
    )


def _gone(service: str, subject: str, kind: str, key: str) -> Finding:
    """An event that others have and the service has not."""
    return Finding(
        service=service,
        subject=subject,
        code="",
        entry=0,
        name="",
        at=None,
        what=REMOVED,
        which=EVENT,
        detail=f"{kind} {key} was sent, and is in the history no more",
    )


def _body_digest(event: Mapping[str, Any]) -> bytes:
    """Events are written with their keys in order, so the bytes can be made again."""
    return sha256(orjson.dumps(event, option=orjson.OPT_SORT_KEYS)).digest()
