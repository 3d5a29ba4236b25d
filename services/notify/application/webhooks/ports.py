"""What the webhooks' use cases need from outside, named by role."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chassis.messaging.envelope import Envelope
from chassis.messaging.journal import Command
from notify.application.ports import Deliveries
from notify.domain.selection import EventTraits, Subscriber
from notify.domain.webhooks import Answer, Endpoint, EndpointDisabled, Health, WebhookDelivery, WebhookState


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptEvent:
    """An event that some endpoint gets. position: in the stream. body: CloudEvents JSON, byte for byte."""

    id: str
    type: str
    subject: str
    position: int
    happened_at: datetime
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One attempt that failed. attempt: the how manieth of its delivery."""

    id: str
    endpoint_id: str
    delivery_id: str
    event_id: str
    event_type: str
    subject: str
    attempt: int
    at: datetime
    status: int
    duration_ms: int
    failure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A delivery with the bytes that are sent."""

    delivery: WebhookDelivery
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """What waits for an endpoint. oldest_at: since when the oldest does, null for nothing. failed: given up."""

    pending: int = 0
    oldest_at: datetime | None = None
    failed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookFilter:
    """All that are set must hold. owner: empty for any. positions and instants: both ends included."""

    owner: str = ""
    endpoint_id: str = ""
    subject: str = ""
    event_id: str = ""
    states: frozenset[WebhookState] = frozenset()
    from_position: int | None = None
    to_position: int | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """An endpoint and what its owner may have; null for one of our own, or of an owner that is not registered."""

    endpoint: Endpoint
    owner: Subscriber | None

    def takes(self, event: EventTraits) -> bool:
        """Also while owner or endpoint is switched off, so that nothing is missing afterwards."""
        if self.endpoint.owner and (self.owner is None or not self.owner.grant.takes(event)):
            return False
        return self.endpoint.wants(event)


class Endpoints(Protocol):
    async def get(self, endpoint_id: str) -> Endpoint | None:
        """Locked until the transaction ends."""
        ...

    async def wanted(self) -> Sequence[Wanted]:
        """Every endpoint, with who may have what."""
        ...

    async def count(self, owner: str) -> tuple[int, int]:
        """Of this owner, and of everybody."""
        ...

    async def is_named(self, name: str) -> bool: ...

    async def add(self, endpoint: Endpoint) -> None: ...

    async def save(self, endpoint: Endpoint) -> None: ...

    async def remove(self, endpoint_id: str) -> None:
        """With what waits for it; what was delivered is forgotten in its time."""
        ...

    async def keep_health(self, endpoint: Endpoint, health: Health) -> bool:
        """False, and nothing is kept, if somebody has changed the endpoint since this version of it."""
        ...

    async def lease(self, holder: str, *, at: datetime, until: datetime) -> Sequence[Endpoint]:
        """Every enabled endpoint of an enabled owner that nobody else sends to, for this holder alone until then."""
        ...

    async def let_go(self, holder: str) -> None: ...


class WebhookDeliveries(Protocol):
    async def add(self, events: Sequence[KeptEvent], deliveries: Sequence[WebhookDelivery], at: datetime) -> None:
        """Those that exist are left as they are."""
        ...

    async def settle(self, tried: Sequence[WebhookDelivery], attempts: Sequence[Attempt]) -> None:
        """Keep how attempts ended, of deliveries that are still pending. Telling it twice does no harm."""
        ...

    async def anew(self, delivery_ids: Sequence[str]) -> None:
        """These are due at once, with the whole ladder before them."""
        ...

    async def release(self, endpoint_id: str, at: datetime) -> None:
        """What waits for its next attempt goes now (at)."""
        ...

    async def revive(self, endpoint_id: str, since: datetime) -> None:
        """What was given up since then is sent again, in its place."""
        ...

    async def again(self, chosen: WebhookFilter) -> int:
        """Send once more what is not pending; how many."""
        ...

    async def expire(self, before: datetime, at: datetime) -> int:
        """Give up what has waited since before then for an endpoint that is switched off; how many."""
        ...

    async def forget(self, *, delivered: datetime, failed: datetime, limit: int) -> int:
        """Delete what ended before these instants, its attempts and events; how many at most."""
        ...


class Transaction(Protocol):
    @property
    def endpoints(self) -> Endpoints: ...
    @property
    def deliveries(self) -> WebhookDeliveries: ...
    @property
    def messages(self) -> Deliveries:
        """To people."""
        ...

    async def first_sight(self, envelope: Envelope) -> bool:
        """Note the event as taken in; False if it was before. Raises GapAhead if one is missing between."""
        ...

    async def record(self, command: Command, facts: Sequence[EndpointDisabled]) -> None: ...

    async def commit(self) -> None: ...


class UnitOfWork(Protocol):
    def begin(self) -> AbstractAsyncContextManager[Transaction]: ...


class Reads(Protocol):
    async def endpoint(self, endpoint_id: str) -> Endpoint | None: ...

    async def endpoints(self, owner: str, *, limit: int, after: str) -> tuple[Sequence[Endpoint], int, bool]:
        """Oldest first; how many in all; whether more follow."""
        ...

    async def backlogs(self, endpoint_ids: Sequence[str]) -> Mapping[str, Backlog]: ...

    async def delivery(self, delivery_id: str) -> WebhookDelivery | None: ...

    async def deliveries(
        self, chosen: WebhookFilter, *, limit: int, after: str
    ) -> tuple[Sequence[WebhookDelivery], int, bool]:
        """Newest first."""
        ...

    async def attempts(self, endpoint_id: str, *, limit: int, after: str) -> tuple[Sequence[Attempt], int, bool]:
        """Newest first."""
        ...

    async def due(self, endpoint_id: str, *, at: datetime, limit: int) -> Sequence[Outgoing]:
        """What may be sent now, in order of position; nothing of a subject behind one that waits."""
        ...

    async def with_due(self, endpoint_ids: Sequence[str], at: datetime) -> Collection[str]:
        """Those of them for which something is due."""
        ...

    async def failing(self, before: datetime) -> Sequence[Endpoint]:
        """Enabled ones that have taken nothing since then or longer."""
        ...

    async def handshakes(self, at: datetime) -> Sequence[Endpoint]:
        """Endpoints whose next handshake is due."""
        ...


class Address(Protocol):
    def __call__(self, url: str) -> str:
        """What is wrong with an address to post to, in a sentence; empty if nothing."""
        ...


class Poster(Protocol):
    async def post(self, url: str, body: bytes, headers: Mapping[str, str], *, wants_body: bool = False) -> Answer:
        """One request, bounded in time; never raises for what the other side does."""
        ...


class Secrets(Protocol):
    """Keys that sign, and addresses of owners: how they are kept."""

    def new(self, endpoint_id: str) -> tuple[bytes, bytes]:
        """A key, and the same sealed."""
        ...

    def open(self, endpoint_id: str, sealed: bytes) -> bytes: ...

    def seal_contact(self, endpoint_id: str, email: str) -> bytes | None:
        """Null for none. Raises Problem ``webhooks-not-configured``."""
        ...

    def open_contact(self, endpoint: Endpoint) -> str:
        """Empty for none."""
        ...


class Figures(Protocol):
    """What operators see of it."""

    def count(self, endpoint: str, result: str) -> None:
        """result: delivered, retry or failed. endpoint: its name."""
        ...

    def show(self, seen: Sequence[tuple[Endpoint, Backlog]], at: datetime) -> None:
        """Of all endpoints that there are."""
        ...


class TraitsReader(Protocol):
    def __call__(self, envelope: Envelope) -> EventTraits: ...
