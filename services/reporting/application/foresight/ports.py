"""What foresight is kept in and asked of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from chassis.kernel.worktime import WorkCalendar
from chassis.messaging.envelope import Envelope
from reporting.domain.foresight import Key, Moments
from reporting.domain.late import Late, LatePlace
from reporting.domain.paths import OpenPath, Path
from reporting.domain.step_notes import StepNote
from reporting.domain.workload import HeldSum, StepSum


class StepReader(Protocol):
    def __call__(self, envelope: Envelope) -> StepNote | None:
        """None for an event that says nothing of steps."""
        ...


class StepBook(Protocol):
    """Who has which step, and the ways of dossiers."""

    async def note(self, note: StepNote) -> None:
        """One event, in its order; at most once."""
        ...


class Calendars(Protocol):
    """intake's calendar, remembered."""

    async def current(self) -> WorkCalendar:
        """The one last heard while intake is away; raises Problem ``neighbour-unavailable`` if none ever was."""
        ...


class Experience(Protocol):
    """What was learnt, and what is to be learnt from. Nothing is kept unless ``commit`` was awaited."""

    async def finished(self, most: int) -> Sequence[Path]:
        """Ended with a result and not learnt from yet, the oldest first; locked until the end of the transaction."""
        ...

    async def moments(self, agency: str) -> Iterable[tuple[Key, Moments]]: ...

    async def keep(self, agency: str, moments: Mapping[Key, Moments]) -> None: ...

    async def forget(self, dossier_ids: Sequence[str]) -> None:
        """Learnt from: gone."""
        ...

    async def commit(self) -> None: ...


class Prospects(Protocol):
    """Open dossiers, and what is foreseen of them."""

    async def open(self, after: str, most: int) -> Sequence[OpenPath]:
        """Those whose clock runs and whose deadline has not passed, by id."""
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
