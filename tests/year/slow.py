"""How time is counted, once more and slowly: straight from the words of docs/adr/0003, for checking the fast way.

Local time without zone (Việt Nam has had one offset since 1975). A position on the axis of working days is the number
of whole working days before the day plus the share of the day's sessions that has passed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from functools import cached_property
from math import ceil, floor
from pathlib import Path
from typing import Any

import yaml

LOCAL = timedelta(hours=7)
DAY = timedelta(days=1)
NOMINAL = 28_800
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class Office:
    """Which days are worked, and when. One set of hours: the shipped pack has no other."""

    days: dict[date, str]
    weekdays: frozenset[int]
    sessions: tuple[tuple[time, time], ...]
    first: date

    @classmethod
    def read(cls, folder: Path) -> Office:
        data = plain_yaml(folder / "calendar.yaml")
        (hours,) = data["office_hours"]
        listed = [day for year in data["years"] for day in year["days"]]
        return cls(
            days={date.fromisoformat(day["on"]): day["kind"] for day in listed},
            weekdays=frozenset(WEEKDAYS.index(name) for name in hours["weekdays"]),
            sessions=tuple((time.fromisoformat(a), time.fromisoformat(b)) for a, b in hours["sessions"]),
            first=date(min(int(year["year"]) for year in data["years"]), 1, 1),
        )

    def worked(self, day: date) -> bool:
        kind = self.days.get(day)
        return kind == "work" or (kind is None and day.weekday() in self.weekdays)

    @cached_property
    def _ranks(self) -> list[int]:
        """Working days before each day since the first."""
        ranks, count = [], 0
        for number in range(366 * 5):
            ranks.append(count)
            count += self.worked(self.first + number * DAY)
        return ranks

    def rank(self, day: date) -> int:
        return self._ranks[(day - self.first).days]

    def next_worked(self, day: date) -> date:
        while not self.worked(day):
            day += DAY
        return day

    def deemed(self, at: datetime) -> datetime:
        """Office time, its edges included, or the next opening."""
        if self.worked(at.date()):
            for opens, closes in self.sessions:
                if at.time() < opens:
                    return datetime.combine(at.date(), opens)
                if at.time() <= closes:
                    return at
        return datetime.combine(self.next_worked(at.date() + DAY), self.sessions[0][0])

    def office_seconds(self, at: datetime) -> Fraction:
        """Of that day, before that time."""
        if not self.worked(at.date()):
            return Fraction(0)
        total = Fraction(0)
        for opens, closes in self.sessions:
            begin, end = (datetime.combine(at.date(), edge) for edge in (opens, closes))
            total += Fraction(max(min(at, end) - begin, timedelta(0)) // timedelta(microseconds=1), 1_000_000)
        return total

    @cached_property
    def day_seconds(self) -> int:
        noon = date(2000, 1, 1)
        spans = (datetime.combine(noon, b) - datetime.combine(noon, a) for a, b in self.sessions)
        return sum(int(span.total_seconds()) for span in spans)

    def place(self, at: datetime) -> Fraction:
        """On the axis of working days."""
        return self.rank(at.date()) + self.office_seconds(at) / self.day_seconds

    def instant(self, place: Fraction) -> datetime:
        """The earliest instant at that place: the close of a day rather than the opening of the next."""
        number = ceil(place) - 1
        day = self.first
        while self.rank(day) < number or not self.worked(day):
            day += DAY
        left = timedelta(microseconds=ceil((place - number) * self.day_seconds * 1_000_000))
        for opens, closes in self.sessions:
            begin, end = (datetime.combine(day, edge) for edge in (opens, closes))
            if left <= end - begin:
                return begin + left
            left -= end - begin
        raise AssertionError("a place beyond the day")

    def close_from(self, day: date) -> datetime:
        return datetime.combine(self.next_worked(day), self.sessions[-1][1])

    def seconds(self, begin: datetime, end: datetime) -> int:
        """Nominal working seconds between two instants, rounded down at each edge."""
        return max(0, floor(self.place(end) * NOMINAL) - floor(self.place(begin) * NOMINAL))


@dataclass(frozen=True)
class Limit:
    """unit as in the law pack."""

    amount: Fraction
    unit: str

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Limit:
        return cls(Fraction(str(plain["amount"])), plain["unit"])


@dataclass
class Target:
    """An instant that a limit leads to. left: while it stands, what is kept; at: None while it stands."""

    at: datetime | None
    left: Fraction
    end: Fraction


@dataclass
class SlowClock:
    """One dossier's clock, told what happened in the order in which it took effect."""

    office: Office
    limit: Limit
    start: Fraction = Fraction(0)
    runs: list[tuple[datetime, datetime | None]] = field(default_factory=list)
    fresh: int = 0
    due: Target | None = None
    original: Target | None = None

    def begin(self, at: datetime) -> None:
        """Started or restarted."""
        self._close(at)
        deemed = self.office.deemed(at)
        self.start = self._origin(deemed)
        end = self.start + self.limit.amount
        instant = self._instant(end)
        self.due, self.original = Target(instant, Fraction(0), end), Target(instant, Fraction(0), end)
        self.fresh = len(self.runs)
        self.runs.append((deemed, None))

    def pause(self, at: datetime) -> None:
        self._close(at)
        for target in self._targets():
            if target.at is not None and at < target.at:
                target.left, target.at = self._left(target, at), None

    def resume(self, at: datetime) -> None:
        deemed = self.office.deemed(at)
        self.start = max(self._place(deemed), self.start)
        for target in self._targets():
            if target.at is None:
                target.end = self.start + target.left
                target.at = self._instant(target.end)
        self.runs.append((deemed, None))

    def extend(self, until: datetime) -> None:
        place = self._place(until)
        self.due = Target(until, Fraction(0), Fraction(ceil(place)) if self._by_days else place)

    def stop(self, at: datetime) -> None:
        self._close(at)

    def seconds(self, until: datetime) -> int:
        """Working time since the latest start, while it ran."""
        return sum(self.office.seconds(begin, end or until) for begin, end in self.runs[self.fresh :])

    def seconds_within(self, begin: datetime, end: datetime) -> int:
        """The same of the part between two instants."""
        overlaps = ((max(begin, a), min(end, b or end)) for a, b in self.runs)
        return sum(self.office.seconds(a, b) for a, b in overlaps if b > a)

    @property
    def _by_days(self) -> bool:
        return self.limit.unit == "calendar_day"

    def _targets(self) -> list[Target]:
        if self.due is None or self.original is None:
            raise AssertionError("not started")
        return [self.due, self.original]

    def _close(self, at: datetime) -> None:
        if self.runs and self.runs[-1][1] is None:
            self.runs[-1] = (self.runs[-1][0], at)

    def _place(self, at: datetime) -> Fraction:
        match self.limit.unit:
            case "working_day":
                return self.office.place(at)
            case "working_hour":
                return self.office.place(at) * self.office.day_seconds / 3600
            case _:
                midnight = datetime.combine(at.date(), time())
                return at.date().toordinal() + Fraction((at - midnight) // timedelta(microseconds=1), 86_400_000_000)

    def _origin(self, deemed: datetime) -> Fraction:
        """Day 0 is not counted; parts of a day and hours run at once."""
        match self.limit.unit:
            case "working_day" if self.limit.amount >= 1:
                return Fraction(self.office.rank(deemed.date()) + 1)
            case "calendar_day":
                return Fraction(deemed.date().toordinal() + 1)
            case _:
                return self._place(deemed)

    def _instant(self, place: Fraction) -> datetime:
        match self.limit.unit:
            case "working_day":
                return self.office.instant(place)
            case "working_hour":
                return self.office.instant(place * 3600 / self.office.day_seconds)
            case _:
                return self.office.close_from(date.fromordinal(ceil(place) - 1))

    def _left(self, target: Target, at: datetime) -> Fraction:
        left = target.end - max(self._place(at), self.start)
        if left > 0 or target.at is None:
            return left
        return Fraction(ceil(self._place(target.at))) - self._place(at)  # rolled on to a later working day


def due(office: Office, at: datetime, plain: dict[str, Any]) -> datetime:
    """The end of a limit from an instant."""
    clock = SlowClock(office, Limit.of(plain))
    clock.begin(at)
    if clock.due is None or clock.due.at is None:
        raise AssertionError
    return clock.due.at


def plain_yaml(path: Path) -> dict[str, Any]:
    """Every scalar as the text that it is."""
    found: dict[str, Any] = yaml.load(path.read_text(), Loader=yaml.BaseLoader)
    return found


def local(text: str) -> datetime:
    """An event's instant (RFC 3339, UTC) as local time."""
    return datetime.fromisoformat(text).replace(tzinfo=None) + LOCAL


def read_versions(folder: Path) -> dict[tuple[str, int], dict[str, Any]]:
    """Procedure versions by key and number, what they share laid underneath."""
    found = {}
    for path in sorted((folder / "procedures").glob("*.yaml")):
        data = plain_yaml(path)
        for version in data["versions"]:
            found[data["key"], int(version["version"])] = {**data.get("shared", {}), **version}
    return found


def limit_of(version: dict[str, Any], channel: str) -> dict[str, Any]:
    """By channel where it differs."""
    offers: Sequence[dict[str, Any]] = version["channels"]
    own = next((offer for offer in offers if offer["channel"] == channel), {})
    found: dict[str, Any] = own.get("limit") or version["limit"]
    return found
