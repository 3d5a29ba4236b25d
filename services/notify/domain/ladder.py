"""Who is told next when nobody acts: ladders as data, and how far each was climbed for a dossier. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self

from chassis.kernel.worktime import Limit, Unit, WorkCalendar, add
from notify.domain.occasions import Audience, Occasion
from notify.domain.occurrence import Occurrence

_AFTER = re.compile(r"^(\d{1,3})([hd])$")
_UNITS = {"h": Unit.WORKING_HOUR, "d": Unit.WORKING_DAY}
_TO = frozenset({Audience.DEPARTMENT_HEAD, Audience.LEADER, Audience.CONTROL_TEAM})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """after: office time since the ladder began; None for at once."""

    after: Limit | None
    to: Audience
    text: Occasion

    @classmethod
    def from_dict(cls, row: Mapping[str, Any]) -> Self:
        """Raises ValueError for a rung that cannot be."""
        match = _AFTER.fullmatch(row["after"])
        to = Audience(row["to"])
        if match is None or to not in _TO or set(row) != {"after", "to", "text"}:
            raise ValueError(f"a rung is after (4h, 1d), to (head, leader, control team) and text: {row}")
        after = Limit.of(int(match[1]), _UNITS[match[2]]) if int(match[1]) else None
        return cls(after=after, to=to, text=Occasion(row["text"]))

    def at(self, began_at: datetime, calendar: WorkCalendar) -> datetime:
        """When it is reached; an instant of office time unless at once."""
        return began_at if self.after is None else add(calendar, began_at, self.after)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """begins: event; details: only with one of these, empty for any. until: events that end it."""

    key: str
    begins: str
    details: frozenset[str]
    until: frozenset[str]
    rungs: tuple[Rung, ...]

    @classmethod
    def from_dict(cls, row: Mapping[str, Any]) -> Self:
        """Raises KeyError or ValueError for a row that is not whole."""
        made = cls(
            key=row["key"],
            begins=row["begins"],
            details=frozenset(row.get("details", ())),
            until=frozenset(row["until"]),
            rungs=tuple(Rung.from_dict(rung) for rung in row["rungs"]),
        )
        if not made.rungs or made.begins in made.until:
            raise ValueError(f"the ladder {made.key} has no rung or ends where it begins")
        return made

    def begun_by(self, occurrence: Occurrence) -> bool:
        return occurrence.event == self.begins and (not self.details or occurrence.particulars.detail in self.details)


@dataclass(frozen=True, slots=True, kw_only=True)
class Climb:
    """One ladder being climbed for one dossier. id: ladder and event that began it. rung: the next one.

    next_at: when that one is reached, None while that has not been worked out. ended_by: event that ended it, empty for
    one that was climbed to its end; ended_at: None while it goes on.
    """

    id: str
    ladder: str
    dossier_id: str
    began_at: datetime
    detail: str = ""
    rung: int = 0
    next_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: str = ""

    def timed(self, ladder: Ladder, calendar: WorkCalendar) -> Climb:
        """With the instant of its next rung."""
        return replace(self, next_at=ladder.rungs[self.rung].at(self.began_at, calendar))

    def climbed(self, ladder: Ladder, at: datetime) -> Climb:
        """One rung higher; ended after the last."""
        if self.rung + 1 == len(ladder.rungs):
            return replace(self, rung=self.rung + 1, next_at=None, ended_at=at)
        return replace(self, rung=self.rung + 1, next_at=None)

    @property
    def rung_id(self) -> str:
        """What a message of the next rung is known by, once."""
        return f"{self.id}:{self.rung}"


class Ladders:
    """All of them. Raises ValueError for two of one key."""

    def __init__(self, ladders: Iterable[Ladder]) -> None:
        self._all = tuple(ladders)
        self._by_key = {ladder.key: ladder for ladder in self._all}
        if len(self._by_key) < len(self._all):
            raise ValueError("two ladders have the same key")

    def __iter__(self) -> Any:
        return iter(self._all)

    def get(self, key: str) -> Ladder | None:
        """None for one that was taken out of the data while it was climbed."""
        return self._by_key.get(key)

    def begun_by(self, occurrence: Occurrence) -> tuple[Climb, ...]:
        """The climbs that an event begins."""
        return tuple(
            Climb(
                id=f"{ladder.key}:{occurrence.event_id}",
                ladder=ladder.key,
                dossier_id=occurrence.dossier_id,
                began_at=began,
                detail=occurrence.particulars.detail,
            )
            for ladder in self._all
            if ladder.begun_by(occurrence) and (began := occurrence.particulars.happened_at) is not None
        )

    def ended_by(self, event: str) -> tuple[str, ...]:
        """Keys of the ladders that an event ends."""
        return tuple(ladder.key for ladder in self._all if event in ladder.until)
