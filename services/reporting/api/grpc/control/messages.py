"""Between pieces of control work and their messages, whose fields and words have the same names in both."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, TypeVar, cast

from google.protobuf.descriptor import EnumDescriptor, FieldDescriptor
from google.protobuf.message import Message

from chassis.http.paging import LARGEST_PAGE, decode_cursor, encode_cursor
from chassis.kernel.actor import Actor
from chassis.kernel.errors import invalid
from chassis.messaging.journal import Idempotency
from chassis.rpc.server import current_actor
from reporting.api.grpc.services import local_day_of
from reporting.application.control import Asked, ControlWork
from reporting.application.control.ports import Piece, Wanted

M = TypeVar("M", bound=Message)
P = TypeVar("P", bound=Piece)

_DEFAULT_PAGE = 50
_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_TIMESTAMP = "google.protobuf.Timestamp"


def filled(message: M, source: Any, **more: Any) -> M:
    """The message with every field that the source has an attribute for. more: what is not the source's own."""
    for field in _fields(message):
        value = more.get(field.name, getattr(source, field.name, None))
        if value is not None and value != "":
            _set(message, field, value)
    return message


def given(message: Message) -> dict[str, Any]:
    """What the message says, by the names of its fields; None for what it leaves open."""
    return {field.name: _get(message, field) for field in _fields(message)}


def caller(request: Any) -> Actor:
    """Who asks; Problem ``invalid-request`` for text that no database can keep."""
    if _has_nul(given(request)):
        raise invalid("invalid-request", "The request contains a NUL character.")
    return current_actor()


def asked(method: str, request: Any) -> Asked:
    """Who asks, and what holds for a change. method: part of what an idempotency key is bound to."""
    version = getattr(request, "if_version", 0)
    return Asked(actor=caller(request), if_version=version or None, idempotency=_idempotency(method, request))


def word(message: Message, name: str) -> str:
    """The domain's word in a field; Problem ``invalid-request`` if it says nothing."""
    said = given(message)[name]
    if said is None:
        raise invalid("invalid-request", f"Correct these fields: {name}.", **{name: "is needed"})
    return str(said)


def needed_day(name: str, text: str) -> date:
    """A local day; Problem ``invalid-request`` without one."""
    day = local_day_of(name, text)
    if day is None:
        raise invalid("invalid-request", f"Correct these fields: {name}.", **{name: "is needed"})
    return day


async def page(work: ControlWork, kind: type[P], wanted: Wanted, request: Any) -> tuple[tuple[P, ...], dict[str, Any]]:
    """The pieces, and what else the answer says. Problems ``page-size-invalid``, ``page-token-invalid``."""
    if not 0 <= request.page_size <= LARGEST_PAGE:
        raise invalid("page-size-invalid", f"Ask for 1 to {LARGEST_PAGE}.", page_size="out of range")
    asked_for = {name: value for name, value in given(request).items() if not name.startswith("page_")}
    bound: dict[str, object] = {"list": kind.__name__, **asked_for}
    after = str(decode_cursor(request.page_token, bound)[0]) if request.page_token else ""
    found = await work.looking.page(caller(request), kind, wanted, after, request.page_size or _DEFAULT_PAGE)
    token = encode_cursor([found.following], bound) if found.following else ""
    return found.items, {"next_page_token": token, "total_size": found.total}


def _fields(message: Message) -> list[FieldDescriptor]:
    return cast(list[FieldDescriptor], list(message.DESCRIPTOR.fields))


def _set(message: Message, field: FieldDescriptor, value: Any) -> None:
    if field.is_repeated:
        held = getattr(message, field.name)
        for each in value:
            if field.message_type:
                filled(held.add(), each)
            else:
                held.append(_plain(field, each))
    elif field.message_type and field.message_type.full_name == _TIMESTAMP:
        getattr(message, field.name).FromDatetime(value)
    elif field.message_type:
        part = getattr(message, field.name)
        part.SetInParent()
        filled(part, value)
    else:
        setattr(message, field.name, _plain(field, value))


def _plain(field: FieldDescriptor, value: Any) -> Any:
    if field.enum_type:
        return field.enum_type.values_by_name[f"{_prefix(field.enum_type)}{value.value.upper()}"].number
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else value


def _get(message: Message, field: FieldDescriptor) -> Any:
    value = getattr(message, field.name)
    if field.is_repeated:
        return [given(each) if field.message_type else each for each in value]
    if field.has_presence and not message.HasField(field.name):
        return None
    if field.message_type and field.message_type.full_name == _TIMESTAMP:
        at: datetime = value.ToDatetime(tzinfo=UTC)
        return at
    if field.message_type:
        return given(value)
    return _word(field.enum_type, value) if field.enum_type else value


def _has_nul(value: Any) -> bool:
    if isinstance(value, str):
        return "\x00" in value
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(_has_nul(part) for part in parts)


def _word(kind: EnumDescriptor, number: int) -> str | None:
    """``shortcoming``; None for what is not said, a text that no word is for an unknown one."""
    if number == 0:
        return None
    known: Mapping[int, Any] = kind.values_by_number
    return known[number].name.removeprefix(_prefix(kind)).lower() if number in known else f"unknown {number}"


def _prefix(kind: EnumDescriptor) -> str:
    return f"{re.sub('(?<!^)(?=[A-Z])', '_', kind.name).upper()}_"


def _idempotency(method: str, request: Any) -> Idempotency | None:
    key = request.idempotency_key
    if not key:
        return None
    if _KEY.fullmatch(key) is None:
        raise invalid(
            "idempotency-key-malformed",
            "Give 1 to 255 visible ASCII characters, a UUID say.",
            idempotency_key="malformed",
        )
    body = request.SerializeToString(deterministic=True)
    return Idempotency(key=key, digest=hashlib.sha256(method.encode() + b"\0" + body).hexdigest())
