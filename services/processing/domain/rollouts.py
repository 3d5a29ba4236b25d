"""How far the open cases have followed a calendar. Kept, so that whoever comes after a crash goes on."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Self

from processing.domain.recounting import Tally

SETTLE = timedelta(seconds=10)
"""Acceptances that another process had in its hands when the calendar changed are seen by a second look after this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rollout:
    """id: of the event. changed_at: when the calendar came into force at intake. place: the last case looked at.

    finished_at: every open case had been looked at. settled_at: looked at twice, or overtaken by the next calendar.
    """

    id: str
    agency: str
    law_revision: str
    changed_at: datetime
    heard_at: datetime
    place: str = ""
    tally: Tally = field(default_factory=Tally)
    finished_at: datetime | None = None
    settled_at: datetime | None = None

    def gone_on(self, place: str, tally: Tally) -> Self:
        """Some cases further. The second look does not count those again that stay."""
        told = self.tally if self.finished_at else self.tally.plus(tally)
        return replace(self, place=place, tally=told)

    def ended(self, now: datetime) -> Self:
        """The last case was reached: the first time it is finished, the second time settled."""
        if self.finished_at is None:
            return replace(self, place="", finished_at=now)
        return replace(self, settled_at=now)

    def concerns(self, accepted_at: datetime) -> bool:
        """Whether a dossier was accepted under the calendar before, perhaps by the slowest of intake's replicas."""
        return accepted_at < self.changed_at + SETTLE
