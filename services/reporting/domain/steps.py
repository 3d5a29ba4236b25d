"""Who had which step of a dossier and for how long: a pure fold over its evidence, like everything else that is known.

Work that is sent back is told by nobody: when a step that was done is held again, what came after it is void.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from reporting.domain.days import local_day
from reporting.domain.evidence import Evidence, EvidenceKind, StepSaid


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A step that somebody has. since: when it came to whoever had it first. due_at: its own."""

    task: str
    step: str
    unit: str
    officer: str
    since: datetime
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepDone:
    """began_at: when an officer took it. working_seconds: that it took, as stated."""

    step: str
    unit: str
    officer: str
    began_at: datetime
    done_at: datetime
    working_seconds: int
    is_late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """A step in an officer's hands. until: local day on which it went, None: it has not."""

    unit: str
    officer: str
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """done: in their order. pauses: while the clock stood, the last one maybe still open."""

    held: tuple[Holding, ...] = ()
    done: tuple[StepDone, ...] = ()
    stays: tuple[Stay, ...] = ()
    pauses: tuple[tuple[datetime, datetime | None], ...] = ()


NO_STEPS = Steps()


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldSteps:
    """Of one dossier."""

    dossier_id: str
    agency: str
    procedure: str
    held: tuple[Holding, ...]


def steps_of(evidence: Iterable[Evidence]) -> Steps:
    """In their order, without what was reversed."""
    book = _Book()
    for item in evidence:
        book.take(item)
    return Steps(
        held=tuple(book.held.values()),
        done=tuple(book.done),
        stays=(*book.gone, *book.stays.values()),
        pauses=tuple(book.pauses),
    )


@dataclass(slots=True)
class _Book:
    held: dict[str, Holding] = field(default_factory=dict)
    done: list[StepDone] = field(default_factory=list)
    stays: dict[str, Stay] = field(default_factory=dict)
    gone: list[Stay] = field(default_factory=list)
    pauses: list[tuple[datetime, datetime | None]] = field(default_factory=list)

    def take(self, item: Evidence) -> None:
        match item.kind:
            case EvidenceKind.ASSIGNED | EvidenceKind.STEP_STARTED if item.step is not None:
                self._hold(item.step, item.at)
            case EvidenceKind.STEP_COMPLETED if item.step is not None:
                self._let_go(item.step.task, item.at)
                self.done.append(_done(item.step, item.at))
            case EvidenceKind.PAUSED:
                self.pauses.append((item.at, None))
            case EvidenceKind.RESUMED if self.pauses and self.pauses[-1][1] is None:
                self.pauses[-1] = (self.pauses[-1][0], item.at)
            case EvidenceKind.RESULT_ISSUED | EvidenceKind.STOPPED:
                for task in list(self.held):
                    self._let_go(task, item.at)
            case _:
                pass

    def _hold(self, said: StepSaid, at: datetime) -> None:
        again = max((each.done_at for each in self.done if each.step == said.step), default=None)
        if again is not None:
            for task in [task for task, held in self.held.items() if held.since >= again]:
                self._let_go(task, at)
        old = self.held.get(said.task)
        if old is not None and (old.unit, old.officer) != (said.unit, said.officer):
            self._let_go(said.task, at)
        self.held[said.task] = Holding(
            task=said.task,
            step=said.step,
            unit=said.unit,
            officer=said.officer,
            since=old.since if old is not None else at,
            due_at=said.due_at,
        )
        if said.officer:
            self.stays.setdefault(said.task, Stay(unit=said.unit, officer=said.officer, since=local_day(at)))

    def _let_go(self, task: str, at: datetime) -> None:
        self.held.pop(task, None)
        stay = self.stays.pop(task, None)
        if stay is not None:
            self.gone.append(replace(stay, until=local_day(at)))


def _done(said: StepSaid, at: datetime) -> StepDone:
    return StepDone(
        step=said.step,
        unit=said.unit,
        officer=said.officer,
        began_at=said.began_at or at,
        done_at=at,
        working_seconds=said.working_seconds,
        is_late=said.due_at is not None and at > said.due_at,
    )
