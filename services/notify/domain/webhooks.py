"""Endpoints of other systems, to which events are posted, and what becomes of each delivery. Standard Webhooks.

Instants are real ones: a receiver's outage lasts as long as it lasts, however fast business time is simulated.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from notify.domain.selection import EventTraits, Selection

# Before the first attempt, and after each that failed; then the delivery is given up. More than three days together.
LADDER = tuple(timedelta(seconds=each) for each in (0, 5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400))
# By how much of itself a wait is lengthened at most, so that many that failed together do not come back together.
JITTER = 0.2
# So many failures in a row, and one attempt at a time finds out whether the endpoint is back.
MOST_FAILURES = 5
PROBES = tuple(timedelta(seconds=seconds) for seconds in (5, 15, 30, 60, 120, 300))
# An endpoint that took nothing for so long is switched off, and its owner is told.
PATIENCE = timedelta(days=5)
LONGEST_RETRY_AFTER = timedelta(hours=24)
# How long the secret before this one signs too.
OVERLAP = timedelta(hours=24)
LONGEST_OVERLAP = timedelta(days=7)
# Until when a handshake is tried by itself, and how often.
HANDSHAKES = tuple(timedelta(seconds=seconds) for seconds in (10, 60, 600, 3600, 21600, 57600))


class EndpointState(StrEnum):
    PENDING = "pending"  # has not answered the handshake yet
    ENABLED = "enabled"
    DISABLED = "disabled"


class DisabledFor(StrEnum):
    """Why an endpoint is switched off."""

    REQUEST = "request"
    GONE = "gone"  # it answered 410
    FAILING = "failing"  # it took nothing for PATIENCE
    MOVED = "moved"  # another address was given, which has not answered the handshake yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How an endpoint does. failures: in a row. retry_at: nothing is sent before; then one at a time until one is
    taken. last_fault: slug."""

    failures: int = 0
    failing_since: datetime | None = None
    retry_at: datetime | None = None
    last_success_at: datetime | None = None
    last_failure_at: datetime | None = None
    last_fault: str = ""

    @property
    def is_broken(self) -> bool:
        """Whether it is only probed."""
        return self.failures >= MOST_FAILURES

    def taken(self, at: datetime) -> Health:
        return Health(last_success_at=at, last_failure_at=self.last_failure_at, last_fault=self.last_fault)

    def failed(self, fault: str, at: datetime, *, retry_after: timedelta | None = None) -> Health:
        """retry_after: what the endpoint asked for. Attempts that were already on their way count once."""
        if self.retry_at is not None and at < self.retry_at:
            return replace(self, last_failure_at=at, last_fault=fault)
        failures = self.failures + 1
        waits = [] if retry_after is None else [min(retry_after, LONGEST_RETRY_AFTER)]
        if failures >= MOST_FAILURES:
            waits.append(PROBES[min(failures - MOST_FAILURES, len(PROBES) - 1)])
        return replace(
            self,
            failures=failures,
            failing_since=self.failing_since or at,
            retry_at=at + max(waits) if waits else None,
            last_failure_at=at,
            last_fault=fault,
        )

    def is_hopeless(self, at: datetime) -> bool:
        return self.failing_since is not None and at - self.failing_since >= PATIENCE

    def seconds_to_wait(self, at: datetime) -> float:
        return 0.0 if self.retry_at is None else max((self.retry_at - at).total_seconds(), 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """name: short, unique, ``[a-z0-9-]{1,40}``; labels the metrics. owner: key of the subscriber, empty
    for one of our own.

    selection: what it wants, within what its owner may have. secret, previous: sealed; previous signs too
    until ``previous_until``. contact: e-mail address of who looks after it, sealed; null if nobody said.
    handshakes: how many were tried; handshake_at: when the next is due.
    """

    id: str
    name: str
    owner: str
    url: str
    description: str = ""
    selection: Selection = field(default_factory=Selection)
    secret: bytes
    previous: bytes | None = None
    previous_until: datetime | None = None
    contact: bytes | None = None
    state: EndpointState = EndpointState.PENDING
    disabled_for: DisabledFor | None = None
    disabled_at: datetime | None = None
    handshakes: int = 0
    handshake_at: datetime | None = None
    created_at: datetime
    version: int = 1
    health: Health = field(default_factory=Health)

    def wants(self, event: EventTraits) -> bool:
        """One that is switched off still gets its events written down, so that nothing is missing afterwards."""
        return self.state is not EndpointState.PENDING and self.selection.takes(event)

    def secrets(self, at: datetime) -> tuple[bytes, ...]:
        """Those that sign now, newest first; sealed."""
        if self.previous is None or self.previous_until is None or self.previous_until <= at:
            return (self.secret,)
        return self.secret, self.previous

    def rotated(self, secret: bytes, at: datetime, overlap: timedelta) -> Endpoint:
        return self._changed(secret=secret, previous=self.secret, previous_until=at + overlap)

    def enabled(self) -> Endpoint:
        """It has answered the handshake, or is switched on again. What failed before is forgotten."""
        return self._changed(
            state=EndpointState.ENABLED, disabled_for=None, disabled_at=None, handshake_at=None, health=Health()
        )

    def disabled(self, reason: DisabledFor, at: datetime) -> Endpoint:
        return self._changed(state=EndpointState.DISABLED, disabled_for=reason, disabled_at=at, handshake_at=None)

    def moved(self, *, url: str, description: str, selection: Selection, at: datetime) -> Endpoint:
        """Another address has to answer the handshake before it is sent anything; what comes meanwhile waits."""
        moved = self._changed(url=url, description=description, selection=selection)
        if url == self.url or self.state is EndpointState.DISABLED:
            return moved
        moved = replace(moved, handshakes=0, handshake_at=at)
        if self.state is EndpointState.PENDING:
            return moved
        return replace(moved, state=EndpointState.DISABLED, disabled_for=DisabledFor.MOVED, disabled_at=at)

    def unanswered(self, fault: str, at: datetime) -> Endpoint:
        """The handshake failed: it is tried again some times, then only when somebody asks for it."""
        later = at + HANDSHAKES[self.handshakes] if self.handshakes < len(HANDSHAKES) else None
        health = replace(self.health, last_failure_at=at, last_fault=fault)
        return replace(self, handshakes=self.handshakes + 1, handshake_at=later, health=health)

    def _changed(self, **values: object) -> Endpoint:
        return replace(self, version=self.version + 1, **values)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointDisabled:
    """Fact: an endpoint was switched off, by its owner or because of its faults."""

    endpoint: Endpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of one attempt. status: 0 without an answer. fault: slug, empty if the event was taken.

    retry_after: what a 429 or 503 asked for. body: its beginning, only where it was asked for.
    """

    status: int = 0
    duration_ms: int = 0
    fault: str = ""
    retry_after: timedelta | None = None
    body: bytes = b""

    @property
    def is_gone(self) -> bool:
        return self.status == 410


class WebhookState(StrEnum):
    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookDelivery:
    """One event on its way to one endpoint. subject: what it is about and is ordered by (the dossier). position: of the
    event in the stream; of one subject, in this order. happened_at: the event's own time. status, duration_ms,
    failure: of the last attempt."""

    id: str
    endpoint_id: str
    event_id: str
    event_type: str
    subject: str
    position: int
    happened_at: datetime
    state: WebhookState = WebhookState.PENDING
    attempts: int = 0
    status: int = 0
    duration_ms: int = 0
    failure: str = ""
    created_at: datetime
    next_attempt_at: datetime | None
    finished_at: datetime | None = None

    def answered(self, answer: Answer, at: datetime, chance: float) -> WebhookDelivery:
        """After an attempt. chance: 0 up to 1, how much of JITTER is added to the wait."""
        tried = replace(
            self,
            attempts=self.attempts + 1,
            status=answer.status,
            duration_ms=answer.duration_ms,
            failure=answer.fault,
        )
        if not answer.fault:
            return replace(tried, state=WebhookState.DELIVERED, next_attempt_at=None, finished_at=at)
        if tried.attempts >= len(LADDER):
            return replace(tried, state=WebhookState.FAILED, next_attempt_at=None, finished_at=at)
        wait = LADDER[tried.attempts] * (1 + JITTER * chance)
        if answer.retry_after is not None:
            wait = max(wait, min(answer.retry_after, LONGEST_RETRY_AFTER))
        return replace(tried, next_attempt_at=at + wait)

    def again(self, at: datetime) -> WebhookDelivery:
        """To be sent once more, with the whole ladder before it."""
        return replace(self, state=WebhookState.PENDING, attempts=0, failure="", next_attempt_at=at, finished_at=None)
