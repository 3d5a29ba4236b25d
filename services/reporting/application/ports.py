"""What the use cases need from outside, named by role. Implementations: store/, clients/, and fakes in the
tests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from chassis.messaging.envelope import Envelope
from reporting.application.foresight.ports import StepBook
from reporting.domain.board_sums import Amount, BoardKey
from reporting.domain.by_days import SpanSum
from reporting.domain.conservation import StreamTrace, SubjectLedger
from reporting.domain.departments import Department
from reporting.domain.evaluation_marks import MarkKey
from reporting.domain.evidence import Evidence
from reporting.domain.facts import DossierFacts
from reporting.domain.notices import FeedbackNote, PublishedProcedure
from reporting.domain.on_time import Period, Sum
from reporting.domain.tallies import Measure, TallyKey
from reporting.domain.verdict import Verdict


class Dossiers(Protocol):
    """The evidence kept of each dossier, and the facts it amounts to."""

    async def evidence_of(self, dossier_id: str) -> tuple[Evidence, ...]:
        """All that was kept, oldest arrival first; locks the dossier until the end of the transaction.
        Empty if new."""
        ...

    async def keep(
        self,
        facts: DossierFacts,
        verdict: Verdict | None,
        evidence: Sequence[Evidence],
        *,
        latest_at: datetime,
    ) -> None:
        """Replace what is kept. latest_at: instant of the latest event, for "data as of"."""
        ...


class Tallies(Protocol):
    async def add(self, changes: Iterable[tuple[TallyKey, int]]) -> None:
        """Add each value to its tally, in the order given."""
        ...


class BoardBook(Protocol):
    async def add(self, changes: Iterable[tuple[BoardKey, Amount]]) -> None:
        """Add each amount to its sum, in the order given."""
        ...


class Departments(Protocol):
    async def learn(self, departments: Iterable[Department]) -> None:
        """Insert or rename. A department without a name never erases a known one."""
        ...


class EvaluationBook(Protocol):
    """What units and officers are evaluated by."""

    async def mark(self, changes: Iterable[tuple[MarkKey, int]]) -> None:
        """Add each value to its mark, in the order given."""
        ...

    async def publish(self, procedure: PublishedProcedure) -> None:
        """Insert or replace the version."""
        ...

    async def ask_again(self, procedure: PublishedProcedure) -> None:
        """What the catalogue says of the version may be another now: intake is asked anew."""
        ...

    async def note(self, note: FeedbackNote) -> None:
        """What the note does not say stays as it was."""
        ...


class Transaction(Protocol):
    """One unit of work. Nothing is kept unless ``commit`` was awaited."""

    @property
    def dossiers(self) -> Dossiers: ...
    @property
    def tallies(self) -> Tallies: ...
    @property
    def boards(self) -> BoardBook: ...
    @property
    def departments(self) -> Departments: ...
    @property
    def evaluations(self) -> EvaluationBook: ...
    @property
    def steps(self) -> StepBook: ...

    async def first_sight(self, envelope: Envelope) -> bool:
        """Note the event as taken in; False if it was before (drop it). Raises GapAhead if one is missing
        between."""
        ...

    async def commit(self) -> None: ...


class UnitOfWork(Protocol):
    def begin(self) -> AbstractAsyncContextManager[Transaction]: ...


Heard = Evidence | Department | PublishedProcedure | FeedbackNote


class EvidenceReader(Protocol):
    """Turns a published event into evidence."""

    def __call__(self, envelope: Envelope) -> Heard | None:
        """None for an event that says nothing about timeliness. Raises Problem if the event contradicts
        its contract."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySum:
    """A tally over a span of days ending with the newest; label as in the measure."""

    agency: str
    department: str
    measure: Measure
    label: str
    day: date
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Everything the metrics show, read in one transaction.

    totals: since ever. recent: per day from the first of the year or 28 days ago, whichever is earlier;
    outcomes only.
    open_by_day: open dossiers per state and due day. oldest_overdue: (agency, department) → since when.
    """

    departments: tuple[Department, ...]
    totals: tuple[Sum, ...]
    recent: tuple[DaySum, ...]
    open_by_day: tuple[DaySum, ...]
    oldest_overdue: Mapping[tuple[str, str], datetime]
    as_of: datetime | None


class Reads(Protocol):
    """Questions answered in one read-only transaction each."""

    async def on_time(
        self, period: Period, *, agency: str, department: str
    ) -> tuple[tuple[Department, ...], tuple[Sum, ...], datetime | None]:
        """Departments, sums and watermark. Empty agency or department: all of them."""
        ...

    async def by_days(
        self, period: Period, *, agency: str, department: str
    ) -> tuple[tuple[Department, ...], tuple[SpanSum, ...], datetime | None]:
        """The same for definitions that compare days: sums within the period and up to its end; what is paused, now."""
        ...

    async def figures(self, *, recent_from: date) -> Figures: ...


class DepartmentRegister(Protocol):
    """intake, asked for the departments of the law pack."""

    async def list_departments(self) -> tuple[Department, ...]:
        """Raises Problem ``neighbour-unavailable`` when intake does not answer."""
        ...


class LedgerBook(Protocol):
    """The ledger of one service, for the audit."""

    @property
    def service(self) -> str: ...

    def subjects(self) -> AsyncIterator[SubjectLedger]:
        """Every subject. Raises Problem ``neighbour-unavailable``."""
        ...


class EventStream(Protocol):
    """The stream MOTCUA_EVENTS, read from end to end for the audit."""

    async def trace(self, requires_message: Mapping[str, frozenset[str]]) -> StreamTrace:
        """What it holds now. requires_message: source → event names whose ids are gathered in
        ``to_notify``."""
        ...

    async def name(self, wanted: frozenset[tuple[str, str, int]]) -> Mapping[tuple[str, str, int], str]:
        """Event ids of (source, subject, sequence), as far as the stream still holds them."""
        ...


class DeliveryLog(Protocol):
    """notify, asked which events have a delivery."""

    def event_ids(self, dossier_id: str) -> AsyncIterator[str]:
        """Raises Problem ``neighbour-unavailable``."""
        ...


class Metrics(Protocol):
    """Where fresh figures are shown."""

    def show(self, figures: Figures) -> None: ...
