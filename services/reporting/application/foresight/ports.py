"""What foresight is kept in and asked of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from chassis.kernel.worktime import WorkCalendar
from reporting.domain.facts import DossierFacts
from reporting.domain.foresight import Key, Moments
from reporting.domain.hands import Hands
from reporting.domain.late import Late, LatePlace
from reporting.domain.steps import HeldSteps
from reporting.domain.workload import HeldSum, StepSum


class Memory(StrEnum):
    LIVE = "live"
    ANEW = "anew"


class StepBook(Protocol):
    """Who has which step now."""

    async def hold(self, steps: HeldSteps) -> None:
        """Instead of what was held of the dossier before."""
        ...

    async def foresee_no_more(self, dossier_id: str) -> None:
        """Its clock stands, or it is over."""
        ...


class Calendars(Protocol):
    """intake's calendar, remembered."""

    async def current(self) -> WorkCalendar:
        """The one last heard while intake is away; raises Problem ``neighbour-unavailable`` if none ever was."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Lesson:
    """The result that was learnt from last; they are learnt in this order."""

    issued_at: datetime
    dossier_id: str


class Experience(Protocol):
    """What was learnt, and what is to be learnt from. Nothing is kept unless ``commit`` was awaited.

    Two memories: the one that foresees, and while everything is learnt anew another one beside it."""

    async def last_lesson(self, memory: Memory) -> Lesson | None:
        """Locked until the end of the transaction. None: there is no such memory."""
        ...

    async def results(self, after: Lesson, until: datetime, most: int) -> Sequence[DossierFacts]:
        """Dossiers with a result, in the order of lessons."""
        ...

    async def hands(self, agency: str, since: date) -> Hands:
        """Right from that local day on."""
        ...

    async def moments(self, agency: str, memory: Memory) -> Iterable[tuple[Key, Moments]]: ...

    async def keep(self, agency: str, moments: Mapping[Key, Moments], memory: Memory) -> None: ...

    async def learnt(self, lesson: Lesson, memory: Memory) -> None: ...

    async def remember_anew(self) -> None:
        """What was learnt anew is what foresees."""
        ...

    async def commit(self) -> None: ...


class Prospects(Protocol):
    """Open dossiers, and what is foreseen of them."""

    async def open(self, after: str, most: int) -> Sequence[DossierFacts]:
        """Those whose clock runs and whose deadline has not passed, by id."""
        ...

    async def hands(self, agency: str, since: date) -> Hands:
        """Right from that local day on."""
        ...

    async def foretell(self, forecasts: Sequence[Late], *, made_at: datetime) -> None: ...

    async def clear(self, *, made_before: datetime) -> None:
        """Those that were not foreseen again."""
        ...

    async def moments(self, agency: str) -> Iterable[tuple[Key, Moments]]: ...


class ExperienceStore(Protocol):
    def begin(self) -> AbstractAsyncContextManager[Experience]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LateFilter:
    """by: local day until which the deadline falls, included. Empty agency, department, officer: all."""

    by: date
    threshold: float
    agency: str = ""
    department: str = ""
    officer: str = ""


class ForesightReads(Protocol):
    """Each in one read-only transaction."""

    async def late(
        self, wanted: LateFilter, now: datetime, after: LatePlace | None, most: int
    ) -> tuple[tuple[Late, ...], int, datetime | None]:
        """By deadline and id; how many there are; when the oldest of them was foreseen."""
        ...

    async def first_late(self, wanted: LateFilter, now: datetime, most: int) -> tuple[Late, ...]:
        """The first of the list."""
        ...

    async def places(self) -> tuple[tuple[str, str], ...]:
        """Agency and token of every department that is known."""
        ...

    async def late_counts(self, wanted: LateFilter, now: datetime) -> Mapping[tuple[str, str], int]:
        """By agency and department."""
        ...

    async def workload(
        self, since: date, now: datetime, *, agency: str, unit: str, officer: str
    ) -> tuple[tuple[HeldSum, ...], tuple[StepSum, ...]]:
        """What is held now, and what was done from a local day on, by unit and officer."""
        ...
