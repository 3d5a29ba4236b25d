"""By which channel a person is reached: what is wished, what there is, what has failed already. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from notify.domain.dates import HO_CHI_MINH
from notify.domain.occasions import Channel

# Mail first: it alone has room for the five elements; then what costs nobody anything; a text message last. [I]
USUAL_ORDER = (Channel.EMAIL, Channel.ZALO, Channel.SMS)
SHORT = frozenset({Channel.SMS, Channel.ZALO})


def route(wished: Sequence[Channel], reachable: Collection[Channel]) -> tuple[Channel, ...]:
    """The channels to try, in their order: those wished for first, then the usual ones, as far as they reach."""
    order = dict.fromkeys((*wished, *USUAL_ORDER))
    return tuple(channel for channel in order if channel in reachable)


def following(order: Sequence[Channel], tried: Collection[Channel]) -> Channel | None:
    """The channel to fall back to; None when all have been tried."""
    return next((channel for channel in order if channel not in tried), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """What one sender works on. Bulk has senders of its own, so that ten thousand never stand before one."""

    channel: Channel
    is_bulk: bool

    @property
    def name(self) -> str:
        return f"sender {self.channel}{' bulk' if self.is_bulk else ''}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DayHours:
    """Local times, Asia/Ho_Chi_Minh, between which people's telephones may ring; the end is not part of it.

    Equal times: at any hour.
    """

    opens: time
    closes: time

    @classmethod
    def of(cls, text: str) -> DayHours:
        """``07:00-21:00``. Raises ValueError for what is not two times, the first one earlier."""
        opens, _, closes = text.partition("-")
        made = cls(opens=time.fromisoformat(opens.strip()), closes=time.fromisoformat(closes.strip()))
        if made.opens > made.closes:
            raise ValueError("name the earlier time first, 07:00-21:00")
        return made

    def includes(self, at: datetime) -> bool:
        local = at.astimezone(HO_CHI_MINH).time()
        return self.opens == self.closes or self.opens <= local < self.closes
