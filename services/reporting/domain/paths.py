"""Ways of dossiers as they are kept, by instants, and what they are on the axis of working days."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from reporting.domain.days import local_day
from reporting.domain.facts import DossierFacts
from reporting.domain.hands import Hands
from reporting.domain.walks import Finished, Leg, Standing, Turn, Walk

Axis = Callable[[datetime], float]
"""Position of an instant on the axis of working days. Raises CalendarUnknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PathLeg:
    """A step that was done; began_at: when an officer took it. load: steps that the officer had as that day began."""

    step: str
    unit: str
    officer: str
    began_at: datetime
    done_at: datetime
    load: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    step: str
    unit: str
    officer: str
    since: datetime
    load: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """due_at: by which lateness is judged. pauses: while the clock stood, the last one maybe still open."""

    dossier_id: str
    agency: str
    procedure: str
    accepted_at: datetime
    due_at: datetime
    legs: tuple[PathLeg, ...]
    pauses: tuple[tuple[datetime, datetime | None], ...]
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPath:
    """code: of the dossier. department: that answers for it."""

    path: Path
    department: str
    code: str
    held: tuple[Held, ...]


def path_of(facts: DossierFacts, hands: Hands) -> Path | None:
    """None for one that was never accepted, or without an appointment."""
    if facts.accepted_at is None or facts.judged_due_at is None:
        return None
    return Path(
        dossier_id=facts.dossier_id,
        agency=facts.place.agency,
        procedure=facts.place.procedure_key,
        accepted_at=facts.accepted_at,
        due_at=facts.judged_due_at,
        legs=tuple(
            PathLeg(
                step=done.step,
                unit=done.unit,
                officer=done.officer,
                began_at=done.began_at,
                done_at=done.done_at,
                load=hands.on(done.unit, done.officer, local_day(done.began_at)),
            )
            for done in facts.steps.done
        ),
        pauses=facts.steps.pauses,
        finished_at=facts.issued_at,
    )


def open_path_of(facts: DossierFacts, hands: Hands) -> OpenPath | None:
    path = path_of(facts, hands)
    if path is None:
        return None
    held = tuple(
        Held(
            step=each.step,
            unit=each.unit,
            officer=each.officer,
            since=each.since,
            load=hands.on(each.unit, each.officer, local_day(each.since)),
        )
        for each in sorted(facts.steps.held, key=lambda held: held.since)
    )
    return OpenPath(path=path, department=facts.place.department, code=facts.place.code, held=held)


def finished(path: Path, axis: Axis) -> Finished | None:
    """To learn from; None for one that was done in no time, or whose result nobody told."""
    if path.finished_at is None:
        return None
    track = _Track(path, axis)
    left = axis(path.due_at) - axis(path.finished_at)
    return Finished(walk=track.walk(), left=left) if track.limit > 0 and path.legs else None


def standing(one: OpenPath, axis: Axis, now: datetime) -> Standing | None:
    """To be foreseen; None where the deadline came at once."""
    track = _Track(one.path, axis)
    if track.limit <= 0:
        return None
    turns = tuple(
        Turn(
            step=held.step,
            department=held.unit,
            officer=held.officer,
            elapsed=max(track.between(track.turn_began(held.since), now), 0.0),
            load=held.load,
        )
        for held in one.held
    )
    return Standing(
        walk=track.walk(),
        turns=turns,
        idle=max(track.between(track.turn_began(now), now), 0.0),
        left=axis(one.path.due_at) - axis(now),
    )


class _Track:
    """A path on the axis, with the time cut out for which the clock stood."""

    def __init__(self, path: Path, axis: Axis) -> None:
        self._path = path
        self._axis = axis
        self._legs: Sequence[PathLeg] = sorted(path.legs, key=lambda leg: leg.done_at)
        self._stood = [(axis(begin), axis(end)) for begin, end in path.pauses if end is not None]
        self.limit = self.between(path.accepted_at, path.due_at)

    def walk(self) -> Walk:
        path = self._path
        return Walk(
            agency=path.agency,
            procedure=path.procedure,
            limit=self.limit,
            legs=tuple(
                Leg(
                    step=leg.step,
                    department=leg.unit,
                    officer=leg.officer,
                    days=max(self.between(self.turn_began(leg.began_at), leg.done_at), 0.0),
                    load=leg.load,
                )
                for leg in self._legs
            ),
        )

    def turn_began(self, taken_at: datetime) -> datetime:
        """When the step that was taken then had its turn: when the last one before it was done."""
        done = [leg.done_at for leg in self._legs if leg.done_at <= taken_at]
        return max(done, default=min(self._path.accepted_at, taken_at))

    def between(self, begin: datetime, end: datetime) -> float:
        first, last = self._axis(begin), self._axis(end)
        stood = sum(max(min(last, until) - max(first, since), 0.0) for since, until in self._stood)
        return last - first - stood
