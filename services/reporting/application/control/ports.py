"""What the control team's use cases need from outside. Implementations: store/, clients/."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, Protocol, TypeVar

from chassis.kernel.worktime import WorkCalendar
from chassis.messaging.journal import Command
from reporting.domain.control.acts import Act
from reporting.domain.control.counts import ControlCounts
from reporting.domain.control.proposals import ReviewRow
from reporting.domain.control.reviews import ReviewedProcedure
from reporting.domain.control.suggestions import DivisionFigures


class Piece(Protocol):
    """A piece of control work, whatever its kind. department: empty for what is the whole agency's."""

    @property
    def id(self) -> str: ...
    @property
    def agency(self) -> str: ...
    @property
    def department(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def acts(self) -> tuple[Act, ...]: ...


P = TypeVar("P", bound=Piece)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which pieces. Empty or None: any. own: account id that sees what it began itself beside its department's. parent:
    the inspection of findings, the review of proposals. overdue_at: those whose remedy was due before and is awaited.
    first, last: local days of what belongs to a day."""

    agency: str = ""
    department: str = ""
    own: str = ""
    kind: str = ""
    states: frozenset[str] = frozenset()
    parent: str = ""
    overdue_at: datetime | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found(Generic[P]):
    """One page, newest first. total: all that match. following: id after which the next page goes on, empty at the
    end."""

    items: tuple[P, ...]
    total: int
    following: str


class Shelf(Protocol[P]):
    """Pieces of one kind in a transaction."""

    async def add(self, piece: P) -> None: ...

    async def locked(self, piece_id: str) -> P | None:
        """As it is, locked until the transaction ends."""
        ...

    async def save(self, piece: P) -> P:
        """In place of what was kept; answers it with its next version."""
        ...


class Transaction(Protocol):
    def shelf(self, kind: type[P]) -> Shelf[P]: ...

    async def earlier(self, command: Command) -> str | None:
        """Subject of this very request when it was sent before."""
        ...

    async def record(self, command: Command, facts: Sequence[object]) -> None: ...
    async def commit(self) -> None: ...


class UnitOfWork(Protocol):
    def begin(self) -> AbstractAsyncContextManager[Transaction]: ...


class Reads(Protocol):
    async def one(self, kind: type[P], piece_id: str) -> P | None: ...
    async def page(self, kind: type[P], wanted: Wanted, after: str, size: int) -> Found[P]: ...
    async def soonest(self, kind: type[P], wanted: Wanted, most: int) -> tuple[P, ...]:
        """The nearest deadline first."""
        ...

    async def begun_lines(self, plan_id: str) -> dict[int, bool]:
        """Lines of a plan that have an inspection or a review → whether one is concluded or completed."""
        ...

    async def department_names(self, agency: str) -> dict[str, tuple[str, str]]:
        """Token → name in Vietnamese and in English, of the departments that are known."""
        ...


class Figures(Protocol):
    async def of_divisions(self, agency: str, first: date, last: date) -> tuple[DivisionFigures, ...]: ...


class Reviews(Protocol):
    """What the forms of reports ask of control work (II.04, narrative headings)."""

    async def review_rows(self, agency: str, first: date, last: date) -> tuple[ReviewRow, ...]:
        """Proposals drafted in the period, or carried out in it, in the order of their drafting."""
        ...

    async def counts(self, agency: str, first: date, last: date, now: datetime) -> ControlCounts: ...


class Law(Protocol):
    """intake, asked before the transaction. Raises Problem ``neighbour-unavailable``."""

    async def calendar(self) -> WorkCalendar: ...

    async def procedure(self, key: str, on: date) -> ReviewedProcedure:
        """The version in force. Raises Problem ``procedure-unknown`` or ``procedure-not-in-force``."""
        ...
