"""When a step is needed: a few things that may be asked of a case, written as data in the procedure version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from processing.domain.vocabulary import Channel, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What guards ask about. outcome: None before the decision. supplemented: papers were asked for after
    acceptance. consulted: somebody was asked for an opinion, and the question was not withdrawn."""

    channel: Channel
    outcome: Outcome | None
    supplemented: bool
    consulted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """Everything written must hold; what is empty or None is not asked. channels: any of them."""

    outcome: Outcome | None = None
    channels: tuple[Channel, ...] = ()
    supplemented: bool | None = None
    consulted: bool | None = None

    def holds(self, now: Circumstances) -> bool:
        """Whether the step is needed in these circumstances."""
        return (
            self.outcome in (None, now.outcome)
            and (not self.channels or now.channel in self.channels)
            and self.supplemented in (None, now.supplemented)
            and self.consulted in (None, now.consulted)
        )

    def to_dict(self) -> dict[str, Any]:
        """JSON-able; only what is asked."""
        asked: dict[str, Any] = {
            "outcome": self.outcome and self.outcome.value,
            "channel": [channel.value for channel in self.channels] or None,
            "supplemented": self.supplemented,
            "consulted": self.consulted,
        }
        return {name: value for name, value in asked.items() if value is not None}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Reads what ``to_dict`` wrote."""
        return cls(
            outcome=Outcome(data["outcome"]) if "outcome" in data else None,
            channels=tuple(Channel(channel) for channel in data.get("channel", ())),
            supplemented=data.get("supplemented"),
            consulted=data.get("consulted"),
        )
