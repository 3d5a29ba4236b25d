"""What the reports need from outside, named by role."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from reporting.application.reports.cell_ports import Listed, Position
from reporting.domain.definitions import Definition
from reporting.domain.departments import Department
from reporting.domain.forms.definition import Form
from reporting.domain.forms.material import (
    CatalogueEntry,
    FeedbackPiece,
    HandedOver,
    Handled,
    Indicator,
    Publication,
    Rated,
    StepName,
)
from reporting.domain.index_counts import DigitalCounts
from reporting.domain.on_time import Period
from reporting.domain.origin import Count
from reporting.domain.settlement import SettledCount


class SettlementReads(Protocol):
    """Of one agency; an empty department: all of them."""

    async def counts(
        self, period: Period, definition: Definition, *, agency: str, department: str
    ) -> tuple[SettledCount, ...]: ...

    async def dossiers(
        self,
        count: Count,
        period: Period,
        definition: Definition,
        *,
        agency: str,
        department: str,
        after: Position | None,
        limit: int | None,
    ) -> Listed:
        """Those that it takes, by day of acceptance and id. limit: None: all."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownLaw:
    """What was kept of intake's law pack. learned_at: None while intake has never been reached."""

    forms: tuple[Form, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    publications: tuple[Publication, ...] = ()
    catalogue: tuple[CatalogueEntry, ...] = ()
    learned_at: datetime | None = None
    revision: str = ""


class LawShelf(Protocol):
    """reporting's copy of what intake says of forms, thresholds, publications and procedures."""

    async def known(self, agency: str) -> KnownLaw: ...


class LawBook(Protocol):
    """intake, asked for the law. Everything raises Problem ``neighbour-unavailable``."""

    async def agency(self) -> str: ...

    async def forms(self, on: Sequence[date]) -> tuple[Form, ...]:
        """Statutory forms that hold on any of these days."""
        ...

    async def indicators(self) -> tuple[Indicator, ...]: ...

    async def publications(self) -> tuple[Publication, ...]: ...

    async def version(self, key: str, version: int) -> tuple[CatalogueEntry, Sequence[StepName]]:
        """And its steps, in their order."""
        ...


class LawTransaction(Protocol):
    """Nothing is kept unless ``commit`` was awaited."""

    async def unnamed(self) -> tuple[tuple[str, str, int], ...]:
        """Agency, key and version of published procedures of which the catalogue lacks the name or the steps."""
        ...

    async def name(self, agency: str, entries: Sequence[CatalogueEntry]) -> None: ...

    async def name_steps(self, agency: str, key: str, version: int, steps: Sequence[StepName]) -> None:
        """Of a version that has its name."""
        ...

    async def shelve(
        self,
        agency: str,
        *,
        forms: Sequence[Form],
        indicators: Sequence[Indicator],
        publications: Sequence[Publication],
        at: datetime,
    ) -> None: ...

    async def commit(self) -> None: ...


class LawWork(Protocol):
    def begin(self) -> AbstractAsyncContextManager[LawTransaction]: ...


class ReportReads(Protocol):
    """What else the forms are filled in from. Empty department: all."""

    async def departments(self, agency: str, department: str) -> tuple[Department, ...]: ...

    async def as_of(self) -> datetime | None: ...

    async def feedback(self, period: Period, *, agency: str, department: str) -> tuple[FeedbackPiece, ...]: ...

    async def ratings(self, period: Period, *, agency: str, department: str) -> Rated: ...

    async def digital(self, period: Period, *, agency: str, department: str) -> DigitalCounts: ...

    async def handled(self, period: Period, *, agency: str, department: str) -> Handled: ...


class OtherRegisters(Protocol):
    """notify, asked what other systems have of our dossiers."""

    async def handed_over(self, period: Period, *, agency: str) -> HandedOver | None:
        """None where nothing is handed over, or notify does not answer."""
        ...
