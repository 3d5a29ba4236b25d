"""Log lines: JSON with trace, and nothing personal in them whoever wrote them."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from chassis.kernel.errors import Kind, Problem
from chassis.telemetry import logs, tracing
from chassis.telemetry.privacy import harmless_message, is_telling

_log = logs.get("loans")


@dataclass
class Reader:
    name: str


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    logs.configure("loans", replica="r-1", stream=stream)
    yield stream
    logs.configure("", replica="", console=True)


def last(written: io.StringIO) -> dict[str, Any]:
    line: dict[str, Any] = json.loads(written.getvalue().splitlines()[-1])
    return line


def test_a_line_says_when_who_and_in_which_trace(written: io.StringIO) -> None:
    with tracing.span("lend"):
        _log.info("lent", count=3, at=datetime(2025, 1, 1, tzinfo=UTC))
        trace = tracing.current_trace_id()
    line = last(written)
    assert datetime.fromisoformat(line.pop("ts")).tzinfo is not None
    assert line == {
        "level": "info",
        "service": "loans",
        "replica": "r-1",
        "event": "lent",
        "logger": "loans",
        "trace_id": trace,
        "count": 3,
        "at": "2025-01-01 00:00:00+00:00",
    }


@pytest.mark.parametrize(
    "key",
    [
        "name",
        "full_name",
        "applicantName",
        "phone",
        "phone_number",
        "email",
        "e_mail.address",
        "identity",
        "identity_number",
        "home_address",
        "password",
        "token",
        "authorization",
        "database.password",
        "body",
        "cccd",
        "contact",
    ],
)
def test_values_under_telling_keys_never_get_out(written: io.StringIO, key: str) -> None:
    _log.warning("lent", **{key: "Nguyễn 0912"}, nested={key: "Nguyễn 0912", "more": [{key: {"a": "Nguyễn 0912"}}]})
    assert "0912" not in written.getvalue()
    assert last(written)[key] == "[hidden]"
    assert last(written)["nested"]["more"] == [{key: "[hidden]"}]


@pytest.mark.parametrize("key", ["part", "route", "status", "dossier", "consumer", "event_type", "task", "stack"])
def test_harmless_keys_stay(key: str) -> None:
    assert not is_telling(key)


def test_objects_are_named_by_their_type(written: io.StringIO) -> None:
    _log.info("lent", to=Reader("Nguyễn"), raw=b"Nguyen", both=[Reader("Nguyễn"), 1])
    line = last(written)
    assert (line["to"], line["raw"], line["both"]) == ("<Reader>", "<bytes>", ["<Reader>", 1])


def test_a_stack_shows_where_but_not_with_what(written: io.StringIO) -> None:
    secret = "Nguyễn Văn A"
    try:
        try:
            int(secret)
        except ValueError as fault:
            raise Problem("book-lent-out", Kind.REFUSED, "The book is lent out.") from fault
    except Problem:
        _log.exception("failed")
    stack = last(written)["stack"]
    assert secret not in written.getvalue()
    assert "invalid literal for int() with base 10: '…'" in stack
    assert "book-lent-out: The book is lent out." in stack
    assert "test_a_stack_shows_where" in stack
    assert last(written)["level"] == "error"


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("duplicate key\nDETAIL:  Key (phone)=(0912345678) already exists.", "duplicate key"),
        ("Key (phone)=(0912345678) exists", "Key (phone)=(…) exists"),
        ("no route to postgresql://me:hunter2@db:5432/x", "no route to postgresql://[hidden]@db:5432/x"),
        ("mail to a.b@vidu.vn bounced", "mail to [hidden] bounced"),
        ("call +84 912 345 678 now", "call [hidden] now"),
        ("identity 031099001234", "identity [hidden]"),
        ("dossier H24.15-241203-0001 at 2026-11-23T15:50:21", "dossier H24.15-241203-0001 at 2026-11-23T15:50:21"),
    ],
)
def test_messages_of_drivers_lose_what_they_quote(message: str, shown: str) -> None:
    assert harmless_message(RuntimeError(message)) == shown


def test_library_messages_come_out_the_same_way(written: io.StringIO) -> None:
    logging.getLogger("driver").warning("user %s", "a.b@vidu.vn")
    line = last(written)
    assert (line["event"], line["logger"], line["level"]) == ("user [hidden]", "driver", "warning")


def test_below_the_level_nothing_is_written(written: io.StringIO) -> None:
    _log.debug("detail")
    assert written.getvalue() == ""


def test_people_get_columns() -> None:
    stream = io.StringIO()
    logs.configure("loans", replica="r-1", console=True, stream=stream)
    _log.info("lent", count=3, phone="0912")
    logs.configure("", replica="", console=True)
    assert stream.getvalue()[9:] == "info    loans      lent  count=3 phone=[hidden]\n"


def test_a_closed_stream_does_not_take_the_request_with_it() -> None:
    stream = io.StringIO()
    logs.configure("loans", replica="r-1", stream=stream)
    stream.close()
    _log.info("lent")
    logs.configure("", replica="", console=True)
