"""What becomes of one message: pending until sent, recorded or failed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from notify.domain.occasions import Audience, Channel, Occasion
from notify.domain.occurrence import Particulars


class DeliveryState(StrEnum):
    PENDING = "pending"
    SENT = "sent"
    RECORDED = "recorded"
    FAILED = "failed"


# After the n-th failed attempt; then it is given up. Together a little more than a day: a weekend's outage
# of a mail server is rare, and a notice that is days late misleads more than it helps.
LADDER = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 3600, 21600, 64800))
# How long a claimed delivery is left to the sender that claimed it; longer than one attempt may take.
LEASE = timedelta(seconds=120)

NO_SMTP = "smtp-not-configured"
NO_ADDRESS = "no-address"
SHOWN_IN_INBOX = "shown-in-inbox"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message to one person by one channel.

    recipient: account id of an officer, else empty. failure: slug of the last fault, or why it was only
    recorded. created_at, finished_at: business time. next_attempt_at: real time, None when there is none.
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

    def sent(self, at: datetime) -> Delivery:
        """Taken by the mail server."""
        return replace(self._ended(DeliveryState.SENT, at), attempts=self.attempts + 1, failure="")

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
