"""How a message begins: by which channel it is tried first, and whether it can be sent at all. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from notify.domain.channels import USUAL_ORDER
from notify.domain.delivery import NO_SMTP, SHOWN_IN_INBOX, DeliveryState
from notify.domain.occasions import Audience, Channel

# Who has a choice of channels; a consulted body has its office mailbox, officers have their inbox.
_WITH_CHOICE = frozenset({Audience.APPLICANT, Audience.FEEDBACK_SENDER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    channel: Channel
    state: DeliveryState
    failure: str = ""
    next_attempt_at: datetime | None = None
    finished_at: datetime | None = None


class Departure:
    """channels: by which something can be sent here; without any, messages are recorded only."""

    def __init__(self, channels: Collection[Channel]) -> None:
        self._channels = frozenset(channels)
        self._first = next((one for one in USUAL_ORDER if one in self._channels), None)

    def of(self, channel: Channel, audience: Audience, *, now: datetime, real: datetime) -> Begun:
        """now: business time; real: the machine's, by which senders work. What there is to reach a person by is known
        only when the message is sent."""
        if channel is Channel.INBOX:
            return Begun(channel=channel, state=DeliveryState.RECORDED, failure=SHOWN_IN_INBOX, finished_at=now)
        chosen = self._first or channel if audience in _WITH_CHOICE else channel
        if chosen not in self._channels:
            return Begun(channel=chosen, state=DeliveryState.RECORDED, failure=NO_SMTP, finished_at=now)
        return Begun(channel=chosen, state=DeliveryState.PENDING, next_attempt_at=real)
