"""What becomes of one message: pending until sent, recorded or failed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from notify.domain.occasions import Audience, Channel, Occasion
from notify.domain.occurrence import Particulars


class DeliveryState(StrEnum):
    PENDING = "pending"
    SENT = "sent"
    RECORDED = "recorded"
    FAILED = "failed"


class Priority(IntEnum):
    """Who goes first: a lower number. From BULK on, senders of their own."""

    SINGLE = 10
    BULK = 90


class Receipt(StrEnum):
    """What the provider reported after it took the message; none for mail servers, which do not."""

    NONE = ""
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """What is known once a message is out of our hands. text_digest: of the text that was sent. gateway: which took it.
    receipt_id: its name for it."""

    template_version: int
    text_digest: str = ""
    gateway: str = ""
    receipt_id: str = ""


# After the n-th failed attempt; then it is given up. Together a little more than a day: a weekend's outage
# of a mail server is rare, and a notice that is days late misleads more than it helps.
LADDER = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 3600, 21600, 64800))
# How long a claimed delivery is left to the sender that claimed it; longer than one attempt may take.
LEASE = timedelta(seconds=120)

NO_SMTP = "smtp-not-configured"
NO_ADDRESS = "no-address"
NOT_WANTED = "unsubscribed"
REPORTED_FAILED = "provider-reported-failure"
SUPERSEDED = "superseded"
SHOWN_IN_INBOX = "shown-in-inbox"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message to one person by one channel.

    recipient: account id of an officer, else empty. failure: slug of the last fault, or why it was only
    recorded. created_at, finished_at, receipt_at, read_at: business time. next_attempt_at: real time, None when there
    is none. tried: channels that failed before this one. template_version, text_digest: of the text that was sent, 0
    and empty until then.
    """

    id: str
    event_id: str
    event_type: str
    dossier_id: str
    occasion: Occasion
    audience: Audience
    channel: Channel
    recipient: str
    particulars: Particulars
    state: DeliveryState
    attempts: int = 0
    failure: str = ""
    created_at: datetime
    next_attempt_at: datetime | None = None
    finished_at: datetime | None = None
    priority: Priority = Priority.SINGLE
    tried: tuple[Channel, ...] = ()
    template_version: int = 0
    text_digest: str = ""
    gateway: str = ""
    receipt_id: str = ""
    receipt: Receipt = Receipt.NONE
    receipt_at: datetime | None = None
    read_at: datetime | None = None

    def sent(self, at: datetime, handed: Handed) -> Delivery:
        """Taken by the mail server or the gateway."""
        return replace(
            self._ended(DeliveryState.SENT, at),
            attempts=self.attempts + 1,
            failure="",
            template_version=handed.template_version,
            text_digest=handed.text_digest,
            gateway=handed.gateway,
            receipt_id=handed.receipt_id,
        )

    def reported(self, receipt: Receipt, at: datetime) -> Delivery:
        """By the provider; itself when that says no more than is known. What failed after all has failed for good."""
        if self.state is not DeliveryState.SENT or receipt in (self.receipt, Receipt.NONE):
            return self
        if receipt is Receipt.FAILED:
            if self.receipt is not Receipt.NONE:
                return self
            ended = self._ended(DeliveryState.FAILED, at)
            return replace(ended, failure=REPORTED_FAILED, receipt=receipt, receipt_at=at)
        if self.receipt is Receipt.READ:
            return self  # what was read was delivered, whichever report came first
        return replace(self, receipt=receipt, receipt_at=at)

    def rerouted(self, channel: Channel, real: datetime) -> Delivery:
        """Not tried yet, and better sent by another channel: there it waits, due at once."""
        return replace(self, channel=channel, next_attempt_at=real)

    def fallen_back(self, id_: str, channel: Channel, at: datetime, real: datetime) -> Delivery:
        """The same message by the next channel, after this one failed for good."""
        return replace(
            self,
            id=id_,
            channel=channel,
            state=DeliveryState.PENDING,
            tried=(*self.tried, self.channel),
            attempts=0,
            failure="",
            created_at=at,
            next_attempt_at=real,
            finished_at=None,
        )

    def recorded(self, reason: str, at: datetime) -> Delivery:
        """Written down only; reason: a slug."""
        return replace(self._ended(DeliveryState.RECORDED, at), failure=reason)

    def refused(self, failure: str, at: datetime) -> Delivery:
        """The fault will not go away by waiting."""
        return replace(self._ended(DeliveryState.FAILED, at), attempts=self.attempts + 1, failure=failure)

    def deferred(self, failure: str, at: datetime, real: datetime) -> Delivery:
        """The fault may go away: try again by the ladder, give up after its last rung."""
        if self.attempts >= len(LADDER):
            return self.refused(failure, at)
        return replace(
            self,
            attempts=self.attempts + 1,
            failure=failure,
            next_attempt_at=real + LADDER[self.attempts],
        )

    def _ended(self, state: DeliveryState, at: datetime) -> Delivery:
        return replace(self, state=state, finished_at=at, next_attempt_at=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryGivenUp:
    """A message could not be delivered; somebody has to reach the person another way."""

    delivery: Delivery
