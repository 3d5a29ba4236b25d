"""What the use cases need from outside. The fakes of the tests and the SQL store pass the same contract tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chassis.kernel.timers import Timer
from chassis.kernel.worktime import WorkCalendar
from chassis.messaging.envelope import Envelope
from chassis.messaging.journal import Command
from chassis.timers.firing import Timers
from processing.application.consultation_lists import ConsultationFilter, FoundConsultations
from processing.application.mandate_ports import MandateBook, MandateReads
from processing.application.result_ports import NoteReads, Notes, ResultReads, Results
from processing.application.staff_ports import Staff, StaffReads
from processing.domain.case import Case, Task
from processing.domain.consultation import Consultee
from processing.domain.consultation_rights import ConsultationScope
from processing.domain.corrections import Published
from processing.domain.facts import DossierRef, Fact
from processing.domain.inbox import Bounds, Group, Owner, Urgency
from processing.domain.law import Law, ProcedureVersion
from processing.domain.rights import Scope
from processing.domain.rollouts import Rollout
from processing.domain.vocabulary import CaseState, TaskState, Timeliness


class Cases(Protocol):
    """Cases, inside a transaction."""

    async def add(self, case: Case) -> None:
        """Stores a new case as version 1."""
        ...

    async def locked(self, dossier_id: str) -> Case | None:
        """The case, kept from other transactions until this one ends."""
        ...

    async def locked_by_task(self, task_id: str) -> Case | None:
        """The case that has the task, locked likewise."""
        ...

    async def locked_by_consultation(self, consultation_id: str) -> Case | None:
        """The case on which that was asked, locked likewise."""
        ...

    async def save(self, case: Case) -> Case:
        """Stores what changed of a case that this transaction locked; the case with its next version."""
        ...

    async def locked_open(self, agency: str, *, beside: str, after: str, size: int) -> list[Case]:
        """Open cases that are not counted by the law revision ``beside``, by id from ``after`` on, locked; with their
        open steps alone: for ``recounted``, not for ``save``."""
        ...

    async def recounted(self, pairs: Sequence[tuple[Case, Case]]) -> None:
        """Stores what another calendar changed of locked cases: (before, afterwards). Those whose dates move get their
        next version. A few statements for all of them."""
        ...

    async def locked_many(self, dossier_ids: Sequence[str]) -> dict[str, Case]:
        """Those of the cases that exist, by id; whoever asks has locked them before."""
        ...


class Laws(Protocol):
    """Procedure versions and calendars that this service has seen. Neither ever changes."""

    async def law(self, key: str, version: int, revision: str) -> Law | None:
        """None unless both the version and the calendar of the revision are kept."""
        ...

    async def calendar(self, revision: str) -> WorkCalendar | None:
        """The calendar of a revision, if it is kept."""
        ...


class LawKeeping(Laws, Protocol):
    """The same inside a transaction."""

    async def keep(self, law: Law) -> None:
        """Stores what is not kept yet of both."""
        ...

    async def keep_calendar(self, revision: str, calendar: WorkCalendar) -> None:
        """Stores a calendar, if it is not kept yet."""
        ...


class CaseTimers(Timers, Protocol):
    """What is to happen to cases by itself, inside a transaction."""

    async def replace_all(self, wanted: Mapping[str, Sequence[Timer]]) -> None:
        """As ``replace``, for many cases at once, and also where only ``fire_at`` moved."""
        ...


class Rollouts(Protocol):
    """Calendars that the open cases follow, inside a transaction."""

    async def add(self, rollout: Rollout) -> None:
        """Stores it as the latest of its agency; earlier ones that have not settled are overtaken by it."""
        ...

    async def latest(self, agency: str) -> Rollout | None:
        """The calendar that the agency's open cases follow or have followed; None before its first change."""
        ...

    async def claim(self, now: datetime) -> Rollout | None:
        """One that has something to do now and that nobody else has locked; locks it."""
        ...

    async def save(self, rollout: Rollout) -> None: ...


class Transaction(Protocol):
    """All or nothing: what is not committed has never been."""

    @property
    def cases(self) -> Cases: ...
    @property
    def laws(self) -> LawKeeping: ...
    @property
    def timers(self) -> CaseTimers: ...
    @property
    def rollouts(self) -> Rollouts: ...

    async def record(self, command: Command, facts: Sequence[Fact]) -> None:
        """Journals the command and its facts, and queues the events. Raises CommandRepeated for a repeated key."""
        ...

    async def repeated(self, command: Command) -> bool:
        """Whether this very command was carried out before; Problem ``idempotency-key-reused`` for another one."""
        ...

    async def published(self, dossier_id: str, event: str) -> Published:
        """The latest event of that name (``dossier.decided``) that was recorded for the case; LookupError if none."""
        ...

    async def first_sight(self, envelope: Envelope) -> bool:
        """False for an event that was handled before."""
        ...

    async def commit(self) -> None: ...

    async def record_all(self, records: Sequence[tuple[Command, Sequence[Fact]]]) -> None:
        """As ``record`` for many commands without idempotency keys, in a few statements."""
        ...

    @property
    def mandates(self) -> MandateBook: ...
    @property
    def staff(self) -> Staff: ...
    @property
    def results(self) -> Results: ...
    @property
    def notes(self) -> Notes: ...

    async def earlier(self, command: Command) -> str | None:
        """What came of this very command when it was carried out before: its subject; as ``repeated`` otherwise."""
        ...

    def now(self) -> datetime:
        """By the service's clock."""
        ...


class UnitOfWork(Protocol):
    def begin(self) -> AbstractAsyncContextManager[Transaction]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a page begins: after the row with this due instant and id."""

    due_at: datetime
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFilter:
    """Which tasks to list; empty: whatever. due_before: of the step's own due instant, excluded."""

    department: str = ""
    assignee: str = ""
    due_before: datetime | None = None
    states: frozenset[TaskState] = frozenset({TaskState.UNASSIGNED, TaskState.ASSIGNED})


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilter:
    """Which cases to list; empty: whatever. department: that answers for the dossier. due_before: excluded."""

    department: str = ""
    due_before: datetime | None = None
    states: frozenset[CaseState] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedTask:
    """A task with what its officer needs to know of the case. version: the case's."""

    task: Task
    dossier: DossierRef
    procedure_name: str
    procedure_name_en: str
    case_state: CaseState
    dossier_due_at: datetime
    version: int
    clock: ListedClock


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedClock:
    """What tells how much time a listed task has left. paused_at: since when the case's clock stands; None: it runs."""

    law_revision: str
    original_due_at: datetime | None
    paused_at: datetime | None
    timeliness: Timeliness | None
    stopped_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundTasks:
    """One page, nearest due instant first. total: all that match, exactly. following: None on the last page."""

    tasks: tuple[ListedTask, ...]
    total: int
    following: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundCases:
    """One page, nearest announced due instant first, as FoundTasks."""

    cases: tuple[Case, ...]
    total: int
    following: Place | None


class Reading(Laws, Protocol):
    """What is committed."""

    async def case(self, dossier_id: str) -> Case | None: ...

    async def find_tasks(self, scope: Scope, wanted: TaskFilter, after: Place | None, size: int) -> FoundTasks: ...

    async def find_cases(self, scope: Scope, wanted: CaseFilter, after: Place | None, size: int) -> FoundCases: ...

    async def open_clocks(self, agency: str, *, after: str, size: int) -> list[Case]:
        """Open cases by id from ``after`` on, with their ledgers but without steps and requests."""
        ...

    async def rollout(self, revision: str) -> Rollout | None:
        """How far the open cases have followed a calendar, the latest time it came into force."""
        ...

    async def has_rollout(self, now: datetime) -> bool:
        """Whether some rollout has something to do; cheap."""
        ...

    async def oldest_due(self, now: datetime) -> datetime | None:
        """Since when the longest-waiting timer is due, None if none is; cheap."""
        ...

    async def case_of_consultation(self, consultation_id: str) -> Case | None: ...

    async def find_consultations(
        self, scope: ConsultationScope, wanted: ConsultationFilter, after: Place | None, size: int
    ) -> FoundConsultations: ...

    @property
    def inboxes(self) -> Inboxes: ...
    @property
    def mandates(self) -> MandateReads: ...
    @property
    def staff(self) -> StaffReads: ...
    @property
    def results(self) -> ResultReads: ...
    @property
    def notes(self) -> NoteReads: ...


class Inboxes(Protocol):
    """Open steps by whose they are."""

    async def revision(self, owner: Owner) -> str | None:
        """The calendar of some case with a step of theirs; None if there is no step."""
        ...

    async def page(self, owner: Owner, group: Group, size: int, *, paused: bool) -> list[ListedTask]:
        """The first steps of a group, nearest due instant first. paused: of cases whose clock stands, or of others."""
        ...

    async def counts(self, owner: Owner, bounds: Bounds) -> dict[tuple[Group, Urgency], int]:
        """How many there are, exactly; what there is none of is left out."""
        ...


class Catalogue(Protocol):
    """Intake's law pack. Raises Problem of kind unavailable when intake does not answer."""

    async def procedure(self, key: str, version: int) -> ProcedureVersion:
        """Raises Problem ``procedure-unknown``."""
        ...

    async def calendar(self, revision: str) -> WorkCalendar:
        """The calendar of a law pack. Raises Problem ``calendar-revision-unknown``."""
        ...

    async def consultees(self) -> tuple[Consultee, ...]:
        """Who may be consulted today."""
        ...
