"""A history on its way: messages of ``motcua.audit.v1`` and what they stand for, both ways."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp

from chassis.history.chain import Trace
from chassis.history.kept import KeptCommand, SubjectHead
from chassis.history.roots import SignedRoot, Statement
from motcua.audit.v1 import history_pb2 as pb

_TEXTS = ("id", "subject", "name", "actor", "on_behalf_of", "unit")
_IF_ANY = ("first_sequence", "idempotency_key", "request_digest")
_EVENT = ("id", "command_id", "subject", "sequence", "type", "nats_subject", "body")
_DIGESTS = ("said", "previous", "command_digest", "events_digest", "rows_digest", "digest")


def head_message(head: SubjectHead, total: int) -> pb.SubjectHead:
    return pb.SubjectHead(
        subject=head.subject,
        code=head.code,
        total_subjects=total,
        has_head=head.entries is not None,
        last_sequence=head.last_sequence,
        entries=head.entries or 0,
        head=head.head,
        last_told=head.last_told,
        rows=[_row_message(row) for row in head.rows],
        strays=[_event_message(event) for event in head.strays],
        unreadable=head.unreadable,
    )


def head_of(message: pb.SubjectHead) -> SubjectHead:
    return SubjectHead(
        subject=message.subject,
        code=message.code,
        last_sequence=message.last_sequence,
        entries=message.entries if message.has_head else None,
        head=message.head,
        last_told=message.last_told,
        rows=tuple(_row_of(row) for row in message.rows),
        strays=tuple(_event_of(event) for event in message.strays),
        unreadable=message.unreadable,
    )


def command_message(command: KeptCommand) -> pb.KeptCommand:
    columns = command.columns
    return pb.KeptCommand(
        **{name: columns[name] for name in (*_TEXTS, *_IF_ANY)},
        **{name: getattr(command, name) for name in (*_DIGESTS, "agency", "entry", "leaf", "position")},
        at=_timestamp(columns["at"]),
        event_count=columns["event_count"],
        rows=[_row_message(trace) for trace in command.traces],
        sealed_on=command.sealed_on.isoformat() if command.sealed_on else "",
        events=[_event_message(event) for event in command.events],
    )


def command_of(message: pb.KeptCommand) -> KeptCommand:
    columns: dict[str, Any] = {name: getattr(message, name) for name in (*_TEXTS, "event_count")}
    columns |= {name: _if_any(message, name) for name in _IF_ANY}
    return KeptCommand(
        columns=columns | {"at": _instant(message.at)},
        **{name: getattr(message, name) for name in (*_DIGESTS, "agency", "position")},
        entry=_if_any(message, "entry"),
        traces=tuple(_row_of(row) for row in message.rows),
        sealed_on=date.fromisoformat(message.sealed_on) if message.sealed_on else None,
        leaf=_if_any(message, "leaf"),
        events=tuple(_event_of(event) for event in message.events),
    )


def root_message(root: SignedRoot) -> pb.SignedRoot:
    statement = root.statement
    names = ("agency", "size", "root", "previous", "key_id")
    return pb.SignedRoot(
        **{name: getattr(statement, name) for name in names},
        day=statement.day.isoformat(),
        signed_at=_timestamp(statement.signed_at),
        signature=root.signature,
    )


def root_of_message(service: str, message: pb.SignedRoot) -> SignedRoot:
    statement = Statement(
        service=service,
        agency=message.agency,
        day=date.fromisoformat(message.day),
        size=message.size,
        root=message.root,
        previous=message.previous,
        signed_at=_instant(message.signed_at),
        key_id=message.key_id,
    )
    return SignedRoot(statement=statement, signature=message.signature)


def root_of_event(data: Mapping[str, Any]) -> SignedRoot:
    """Of the data of an event ``audit.root-signed``. Raises KeyError or ValueError for what is none."""
    statement = Statement(
        service=data["service"],
        agency=data["agency"],
        day=date.fromisoformat(data["day"]),
        size=int(data["size"]),
        root=bytes.fromhex(data["root"]),
        previous=bytes.fromhex(data["previous"]),
        signed_at=datetime.fromisoformat(data["signedAt"]).astimezone(UTC),
        key_id=data["keyId"],
    )
    return SignedRoot(statement=statement, signature=bytes.fromhex(data["signature"]))


def _row_message(trace: Trace) -> pb.KeptRow:
    return pb.KeptRow(table=trace.table, key=trace.key, digest=trace.digest)


def _row_of(message: pb.KeptRow) -> Trace:
    return Trace(table=message.table, key=message.key, digest=message.digest)


def _event_message(event: Mapping[str, Any]) -> pb.KeptEvent:
    values = {name: event[name] for name in _EVENT} | {"body": bytes(event["body"])}
    return pb.KeptEvent(**values, created_at=_timestamp(event["created_at"]))


def _event_of(message: pb.KeptEvent) -> dict[str, Any]:
    return {name: getattr(message, name) for name in _EVENT} | {"created_at": _instant(message.created_at)}


def _if_any(message: Message, name: str) -> Any:
    return getattr(message, name) if message.HasField(name) else None


def _timestamp(at: datetime) -> Timestamp:
    written = Timestamp()
    written.FromDatetime(at)
    return written


def _instant(written: Timestamp) -> datetime:
    return written.ToDatetime(UTC)
