"""Log lines: one JSON object each on standard error, with service, replica and trace; or columns for people.

``get(__name__).info("relay connected", server=…)``: the event is a constant sentence, what varies is in keys.
Library messages through ``logging`` come out the same way. See ``privacy`` for what never comes out.
"""

from __future__ import annotations

import logging
import sys
import time
import traceback
from collections.abc import MutableMapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, TextIO

import orjson
import structlog

from chassis.kernel.errors import Problem
from chassis.telemetry import tracing
from chassis.telemetry.privacy import HIDDEN, harmless_message, is_telling, masked, scrubbed

_LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40, "exception": 40, "critical": 50}
_FRAMES = 40


class _Sink:
    """Where lines go and how they look; a module's logger keeps working when this changes."""

    def __init__(self) -> None:
        self.service = ""
        self.replica = ""
        self.threshold = _LEVELS["info"]
        self.console = True
        self.stream: TextIO | None = None

    def write(self, line: str) -> None:
        stream = self.stream or sys.stderr
        with suppress(OSError, ValueError):  # a reader that went away must not take requests with it
            stream.write(line + "\n")
            stream.flush()


_sink = _Sink()


def configure(
    service: str, *, replica: str, level: str = "info", console: bool = False, stream: TextIO | None = None
) -> None:
    """Set up the process's log once; may be called again (tests)."""
    _sink.service, _sink.replica = service, replica
    _sink.threshold, _sink.console, _sink.stream = _LEVELS[level], console, stream
    root = logging.getLogger()
    for handler in [each for each in root.handlers if isinstance(each, _Foreign)]:
        root.removeHandler(handler)
    root.addHandler(_Foreign())
    root.setLevel(max(_sink.threshold, logging.INFO))
    for noisy in ("httpx", "aiosqlite", "alembic", "asyncio", "uvicorn", "sqlalchemy", "opentelemetry"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def get(name: str) -> structlog.typing.FilteringBoundLogger:
    """The logger of a module."""
    logger: structlog.typing.FilteringBoundLogger = structlog.get_logger(logger_name=name)
    return logger


class _Foreign(logging.Handler):
    """Takes library messages into our lines."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            fields: dict[str, Any] = {"logger_name": record.name}
            if record.exc_info:
                fields["exc_info"] = record.exc_info
            _write(record.levelname.lower(), masked(record.getMessage()), fields)
        except Exception:  # noqa: BLE001, RUF100 - a log line must not take the request with it
            self.handleError(record)


def _final(_logger: Any, method: str, fields: MutableMapping[str, Any]) -> str:
    """structlog's last processor: drops, scrubs and renders."""
    if _LEVELS.get(method, 20) < _sink.threshold:
        raise structlog.DropEvent
    event = str(fields.pop("event", ""))
    return _line("error" if method == "exception" else method, masked(event), fields)


def _write(level: str, event: str, fields: MutableMapping[str, Any]) -> None:
    if _LEVELS.get(level, 20) >= _sink.threshold:
        _sink.write(_line(level, event, fields))


def _line(level: str, event: str, fields: MutableMapping[str, Any]) -> str:
    logger = fields.pop("logger_name", "")
    stack = _stack(fields.pop("exc_info", None))
    clean = {key: HIDDEN if is_telling(key) else scrubbed(value) for key, value in fields.items()}
    trace_id = tracing.current_trace_id()
    if _sink.console:
        return _columns(level, event, clean, stack)
    entry: dict[str, Any] = {
        "ts": datetime.fromtimestamp(time.time(), UTC).isoformat(timespec="milliseconds")[:-6] + "Z",
        "level": level,
        "service": _sink.service,
        "replica": _sink.replica,
        "event": event,
        "logger": logger,
    }
    if trace_id:
        entry["trace_id"] = trace_id
    entry.update((key if key not in entry else f"{key}_", value) for key, value in clean.items())
    if stack:
        entry["stack"] = stack
    return orjson.dumps(entry, default=lambda value: f"<{type(value).__name__}>").decode()


def _columns(level: str, event: str, fields: dict[str, Any], stack: str) -> str:
    now = time.strftime("%H:%M:%S")
    rest = " ".join(f"{key}={value}" for key, value in fields.items())
    return f"{now} {level:<7} {_sink.service:<10} {event}  {rest}".rstrip() + (f"\n{stack}" if stack else "")


def _stack(info: Any) -> str:
    """Frames without source values; of each exception in the chain its type and a message that quotes nothing."""
    fault = info[1] if isinstance(info, tuple) else sys.exc_info()[1] if info is True else info
    if not isinstance(fault, BaseException):
        return ""
    parts: list[str] = []
    seen: set[int] = set()
    while fault is not None and id(fault) not in seen:
        seen.add(id(fault))
        frames = "".join(traceback.format_list(traceback.extract_tb(fault.__traceback__)[-_FRAMES:]))
        message = str(fault) if isinstance(fault, Problem) else harmless_message(fault)
        parts.append(f"{frames}{type(fault).__module__}.{type(fault).__qualname__}: {message}")
        fault = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    return "\ncaused:\n".join(reversed(parts))


class _Lines:
    """What structlog hands the rendered line to."""

    def msg(self, line: str) -> None:
        _sink.write(line)

    debug = info = warning = warn = error = critical = exception = fatal = failure = log = msg


def _loggers(*_args: Any) -> _Lines:
    return _Lines()


structlog.configure(
    processors=[_final],
    wrapper_class=structlog.make_filtering_bound_logger(0),
    logger_factory=_loggers,
    cache_logger_on_first_use=True,
)
