"""The connection to NATS: made in the background, for ever tried again, never in the way of a request."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import nats
import nats.errors
from nats.aio.client import Client
from nats.js import JetStreamContext
from nats.js.errors import APIError, NoStreamResponseError
from nats.js.errors import Error as JetStreamError

from chassis.kernel.errors import Kind, Problem
from chassis.messaging import streams
from chassis.messaging.credentials import authentication
from chassis.tasks import Tasks
from chassis.telemetry import logs

PUBLISH_SECONDS = 2.0
#: Below this, settings we rely on are dropped without a word and acknowledged events were lost (measured).
OLDEST_SERVER = (2, 11)
_CONNECT_SECONDS = 2
_RETRY_SECONDS = 0.5
_SETUP_RETRY_SECONDS = 2.0
_PING_SECONDS = 10
#: nats-py's own task that connects again can end with a fault nobody hears of; a client that has been without its
#: server for so long is given up for a new one.
_LONGEST_AWAY_SECONDS = 30.0

#: What nats-py raises for a broker that is away, slow, closing or full.
BROKER_ERRORS = (nats.errors.Error, JetStreamError, OSError, TimeoutError)

_log = logs.get(__name__)


class Bus:
    """One connection of a process. Part: ``start`` returns at once, ``stop`` flushes and closes.

    ready() waits until the broker is connected, new enough and has our streams; check() says what is wrong.
    """

    name = "bus"

    def __init__(self, url: str, *, credentials: Path | None = None, replicas: int = 1, client: str = "motcua") -> None:
        self._url = url
        self._credentials = credentials
        self._replicas = replicas
        self._client = client
        self._nats = Client()
        self._jetstream = self._nats.jetstream(timeout=PUBLISH_SECONDS)
        self._tasks = Tasks()
        self._ready = asyncio.Event()
        self._changed = asyncio.Event()
        self._calls: list[Callable[[], None]] = []
        self._problem: Problem | None = _unreachable()
        self._told = ""

    async def start(self) -> None:
        self._tasks.spawn("bus-connection", self._hold())

    async def stop(self) -> None:
        """Consumers and relay must have stopped; what they still sent is flushed for at most two seconds."""
        await self._tasks.cancel_all()
        self._ready.clear()
        if self._nats.is_connected:
            try:
                await self._nats.flush(2)
            except BROKER_ERRORS:
                _log.warning("broker did not take the last bytes")
        await _closed(self._nats)
        self._problem = _unreachable()

    @property
    def is_ready(self) -> bool:
        return self._ready.is_set() and self._nats.is_connected

    async def ready(self) -> None:
        """Wait until events can be published and fetched; returns at once if they can."""
        while not self.is_ready:
            self._changed.clear()
            await self._changed.wait()

    async def settled(self) -> None:
        """Wait until it is ready or known to be unfit; what else it waits for may take for ever."""
        while not self.is_ready and (self._problem is None or self._problem.slug == "broker-unreachable"):
            self._changed.clear()
            await self._changed.wait()

    def on_ready(self, call: Callable[[], None]) -> None:
        """Make this call whenever the broker has become ready (again). Must not raise."""
        self._calls.append(call)

    async def check(self) -> None:
        """Raises broker-unreachable, broker-too-old, broker-stream-differs or broker-refuses.

        Show it, but do not make readiness depend on it: a service takes requests without its broker.
        """
        if self._problem is not None:
            raise self._problem

    async def check_fit(self) -> None:
        """As check, but only for what an operator must mend: an old server, other streams, refused
        streams.
        """
        if self._problem is not None and self._problem.slug != "broker-unreachable":
            raise self._problem

    async def publish(self, subject: str, body: bytes, headers: Mapping[str, str], *, stream: str) -> int:
        """Store one message; returns its sequence in the stream once the broker has acknowledged it.

        Waits at most two seconds. Raises one of BROKER_ERRORS when it is unknown or refused: publish the
        same message id again, the broker drops the double. publish_async is not used: its futures never
        end when a server dies.
        """
        if not self.is_ready:
            raise nats.errors.ConnectionClosedError
        async with asyncio.timeout(PUBLISH_SECONDS + 0.5):  # the request itself may wait for a full socket
            acknowledged = await self.jetstream.publish(
                subject, body, timeout=PUBLISH_SECONDS, stream=stream, headers=dict(headers)
            )
        return int(acknowledged.seq)

    async def ensure_streams(self) -> None:
        """Both streams exist as planned; Problem ``broker-stream-differs``."""
        for plan in streams.plans(self._replicas):
            await streams.ensure_stream(self.jetstream, plan)

    async def ensure_consumer(self, durable: str) -> None:
        """The durable consumer on the event stream exists as planned; Problem ``broker-consumer-differs``."""
        await streams.ensure_consumer(self.jetstream, durable, self._replicas)

    @property
    def connection(self) -> Client:
        """The open connection. Only for the pull in this package and for tests."""
        return self._nats

    @property
    def jetstream(self) -> JetStreamContext:
        return self._jetstream

    async def _hold(self) -> None:
        """Connect, set up, wait for the end of the connection (for example refused credentials), again."""
        while True:
            client = self._nats = Client()
            self._jetstream = client.jetstream(timeout=PUBLISH_SECONDS)
            closed = asyncio.Event()
            try:
                await self._connect(closed)
                await self._set_up_until_ready()
                await self._until_lost(client, closed)
            except Exception as error:  # noqa: BLE001, RUF100 - also what the client has no word for: it must go on
                self._trouble(_unreachable(), error)
            finally:
                self._ready.clear()
            await _closed(client)
            await asyncio.sleep(_RETRY_SECONDS)

    async def _until_lost(self, client: Client, closed: asyncio.Event) -> None:
        """Closed, or away for so long that it will not come back by itself."""
        seen_at = time.monotonic()
        while not closed.is_set() and time.monotonic() - seen_at < _LONGEST_AWAY_SECONDS:
            with suppress(TimeoutError):
                async with asyncio.timeout(_LONGEST_AWAY_SECONDS / 3):
                    await closed.wait()
            if client.is_connected:
                seen_at = time.monotonic()

    async def _connect(self, closed: asyncio.Event) -> None:
        async def disconnected() -> None:
            if self._ready.is_set():  # else it is we who close
                self._ready.clear()
                self._trouble(_unreachable(), None)

        async def reconnected() -> None:
            # Perhaps another server, perhaps with an empty disk: prove it again.
            self._tasks.spawn("bus-set-up", self._set_up_until_ready())

        async def ended() -> None:
            closed.set()

        async def failed(error: Exception) -> None:
            if not self._nats.is_connected:
                self._trouble(_unreachable(), error)

        await self._nats.connect(
            self._url,
            name=self._client,
            **authentication(self._credentials),
            connect_timeout=_CONNECT_SECONDS,
            reconnect_time_wait=_RETRY_SECONDS,  # type: ignore[arg-type]
            max_reconnect_attempts=-1,
            ping_interval=_PING_SECONDS,
            disconnected_cb=disconnected,
            reconnected_cb=reconnected,
            closed_cb=ended,
            error_cb=failed,
        )

    async def _set_up_until_ready(self) -> None:
        while self._nats.is_connected:
            try:
                refuse_old_server(self._nats)
                await self.ensure_streams()
            except Problem as problem:
                self._trouble(problem, None)
            except (APIError, NoStreamResponseError) as error:
                self._trouble(_refuses(error), error)
            except BROKER_ERRORS as error:
                self._trouble(_unreachable(), error)
            else:
                self._is_ready_now()
                return
            await asyncio.sleep(_SETUP_RETRY_SECONDS)

    def _is_ready_now(self) -> None:
        self._problem = None
        self._told = ""
        self._ready.set()
        self._changed.set()
        version = self._nats.connected_server_version
        _log.info("broker ready", server=f"{version.major}.{version.minor}.{version.patch}")
        for call in self._calls:
            call()

    def _trouble(self, problem: Problem, error: BaseException | None) -> None:
        """One line per change of state, not one per attempt."""
        if self._told != problem.detail:
            _log.warning("broker not ready", problem=problem.slug, detail=problem.detail, cause=_cause(error))
        self._told = problem.detail
        self._problem = problem
        self._changed.set()


async def _closed(client: Client) -> None:
    if client.is_closed:
        return
    try:
        await client.close()
    except Exception as error:  # noqa: BLE001, RUF100 - bytes waited for a broker that had gone: the socket is closed
        _log.warning("broker was away when the connection was closed", cause=type(error).__name__)


def refuse_old_server(client: Client) -> None:
    """Raises Problem ``broker-too-old``. The client must be connected."""
    version = client.connected_server_version
    if (version.major, version.minor) < OLDEST_SERVER:
        said = f"{version.major}.{version.minor}.{version.patch}"
        raise Problem(
            "broker-too-old",
            Kind.UNAVAILABLE,
            f"nats-server {said} is too old; motcua needs 2.11 or newer, with sync_interval: always.",
        )


def refusal(error: BaseException) -> Problem | None:
    """The refusal of a stream that is absent, full or misconfigured; None when the broker just did not
    answer.
    """
    return _refuses(error) if isinstance(error, (APIError, NoStreamResponseError)) else None


def _unreachable() -> Problem:
    return Problem(
        "broker-unreachable",
        Kind.UNAVAILABLE,
        "The message broker cannot be reached. Events wait in the outbox and are sent when it is back.",
    )


def _refuses(error: BaseException) -> Problem:
    return Problem(
        "broker-refuses",
        Kind.UNAVAILABLE,
        f"The message broker refuses our events or streams: {_cause(error)}. They wait in the outbox.",
    )


def _cause(error: BaseException | None) -> Any:
    if isinstance(error, APIError):
        return f"{error.description or type(error).__name__} (code {error.code}, {error.err_code})"
    return type(error).__name__ if error is not None else None
