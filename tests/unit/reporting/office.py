"""A year of an office, a working day being 1: dossiers wait for officers, who fall ill, are slow, and do one thing at a
time. It knows nothing of foresight; what happens follows from effort, queues, leave and chance alone.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from reporting.domain.walks import Finished, Leg, Standing, Turn, Walk


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """effort: of an officer, in days, for a plain dossier. lead: share of the limit that passes beside the officer's
    own work: a visit on the spot, a call for papers of another body, a meeting."""

    key: str
    department: str
    effort: float
    lead: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    key: str
    limit: float
    steps: tuple[Step, ...]
    weight: float


@dataclass(slots=True, eq=False)
class Officer:
    name: str
    department: str
    speed: float
    leave: list[tuple[float, float]]
    waiting: list[Case] = field(default_factory=list)
    held: int = 0
    busy: bool = False

    def after_leave(self, at: float) -> float:
        return next((end for begin, end in self.leave if begin <= at < end), at)


@dataclass(slots=True, eq=False)
class Case:
    """waited: for the applicant, cut out of the clock; it is standing while ``asleep``."""

    number: int
    procedure: Procedure
    filed: float
    difficulty: float
    asks_at: str
    place: int = 0
    waited: float = 0.0
    asleep: float | None = None
    turn_began: float = 0.0
    turn_load: int = 0
    officer: Officer | None = None
    legs: list[Leg] = field(default_factory=list)
    ended: float | None = None
    asked_twice: bool = False

    @property
    def step(self) -> Step:
        return self.procedure.steps[self.place]

    def clock(self, at: float) -> float:
        """Days counted until an instant."""
        return (self.asleep if self.asleep is not None else at) - self.filed - self.waited

    def left(self, at: float) -> float:
        return self.procedure.limit - self.clock(at)

    def walk(self) -> Walk:
        return Walk(agency="heza", procedure=self.procedure.key, limit=self.procedure.limit, legs=tuple(self.legs))

    def standing(self, at: float) -> Standing:
        officer = self.officer
        turn = Turn(
            step=self.step.key,
            department=self.step.department,
            officer=officer.name if officer else "",
            elapsed=self.clock(at) - self.turn_began,
            load=self.turn_load,
        )
        return Standing(walk=self.walk(), turns=(turn,), idle=0.0, left=self.left(at))

    def finished(self) -> Finished:
        return Finished(walk=self.walk(), left=self.procedure.limit - self.clock(self.ended or 0.0))


def steps(department: str, effort: float) -> tuple[Step, ...]:
    return (
        Step(key="phan-cong", department=department, effort=0.04, lead=0.03),
        Step(key="tham-dinh", department=department, effort=effort, lead=0.20),
        Step(key="kiem-tra", department=department, effort=0.06, lead=0.05),
        Step(key="ky-duyet", department="lanh-dao", effort=0.05, lead=0.06),
        Step(key="phat-hanh", department="van-phong", effort=0.04, lead=0.03),
    )


DEPARTMENTS = {"dau-tu": 6, "lao-dong": 5, "quy-hoach": 5, "moi-truong": 4}
PROCEDURES = tuple(
    Procedure(key=f"{department}-{number}", limit=limit, steps=steps(department, effort), weight=weight)
    for department in DEPARTMENTS
    for number, (limit, effort, weight) in enumerate(((5, 0.35, 4), (10, 0.7, 3), (15, 1.1, 2), (30, 1.8, 1)))
)


class Office:
    """``live(look)`` plays the year; look is asked every half day, with what is open."""

    def __init__(self, seed: int, *, days: int = 250, pressure: float = 0.86) -> None:
        self.draw = random.Random(seed)
        self.days = days
        self.cases: list[Case] = []
        self.events: list[tuple[float, int, Callable[[float], None]]] = []
        self.officers = {
            name: [self._officer(f"{name}.{n}", name) for n in range(count)]
            for name, count in {**DEPARTMENTS, "lanh-dao": 4, "van-phong": 4}.items()
        }
        self.heads = {name: self._officer(f"tp.{name}", name, has_deputy=True) for name in DEPARTMENTS}
        for name, count in DEPARTMENTS.items():
            self._arrivals(name, count, pressure)

    def live(self, look: Callable[[float, list[Case]], None]) -> None:
        for half in range(2 * self.days + 120):
            self._at(
                half / 2, lambda at: look(at, [case for case in self.cases if case.ended is None and case.filed < at])
            )
        while self.events:
            at, _, do = heapq.heappop(self.events)
            do(at)

    def _officer(self, name: str, department: str, *, has_deputy: bool = False) -> Officer:
        away = [] if has_deputy else self._days_of_leave()
        leave = [(begin, begin + self.draw.choice((1, 2, 5, 10))) for begin in away]
        return Officer(name=name, department=department, speed=self.draw.lognormvariate(0, 0.2), leave=leave)

    def _days_of_leave(self) -> list[float]:
        return sorted(float(self.draw.randrange(self.days)) for _ in range(5))

    def _arrivals(self, department: str, officers: int, pressure: float) -> None:
        """Busy and quiet months; so many that officers have work for ``pressure`` of their time."""
        own = [each for each in PROCEDURES if each.steps[0].department == department]
        weights = [each.weight for each in own]
        effort = sum(e.steps[1].effort * w for e, w in zip(own, weights, strict=True)) / sum(weights)
        at = 0.0
        while at < self.days:
            season = 1 + 0.25 * (-1 if int(at / 20) % 2 else 1)
            at += self.draw.expovariate(officers * pressure * season / (effort * 1.12))
            procedure = self.draw.choices(own, weights)[0]
            case = Case(
                number=len(self.cases),
                procedure=procedure,
                filed=at,
                difficulty=self.draw.lognormvariate(0, 0.35),
                asks_at="tham-dinh" if self.draw.random() < 0.15 else "",
            )
            self.cases.append(case)
            self._at(at, partial(self._open, case))

    def _at(self, at: float, do: Callable[[float], None]) -> None:
        heapq.heappush(self.events, (at, len(self.events) + self.draw.randrange(1 << 30), do))

    def _open(self, case: Case, at: float) -> None:
        step = case.step
        if step.key in ("phan-cong", "kiem-tra"):
            officer = self.heads[step.department]
        else:
            officer = self._given(self.officers[step.department])
        case.turn_began, case.turn_load, case.officer = case.clock(at), officer.held, officer
        officer.held += 1
        lead = step.lead * case.procedure.limit * case.difficulty * self.draw.lognormvariate(0, 0.3)
        self._at(at + lead, lambda when: self._ready(case, when))

    def _ready(self, case: Case, at: float) -> None:
        assert case.officer is not None
        case.officer.waiting.append(case)
        self._begin(case.officer, at)

    def _given(self, officers: list[Officer]) -> Officer:
        """Mostly to whoever has least, now and then to whoever is thought of first."""
        if self.draw.random() < 0.7:
            return min(officers, key=lambda each: each.held)
        return self.draw.choice(officers)

    def _begin(self, officer: Officer, at: float) -> None:
        """The next dossier in hand: mostly the most urgent, now and then the oldest or any."""
        if officer.busy or not officer.waiting:
            return
        free = officer.after_leave(at)
        officer.busy = True
        chance = self.draw.random()
        if chance < 0.7:
            case = min(officer.waiting, key=lambda each: each.left(at))
        elif chance < 0.9:
            case = officer.waiting[0]
        else:
            case = self.draw.choice(officer.waiting)
        officer.waiting.remove(case)
        noise = self.draw.lognormvariate(-0.08, 0.4)
        effort = case.step.effort * case.difficulty * officer.speed * noise
        self._at(free + effort, lambda when: self._done(officer, case, when))

    def _done(self, officer: Officer, case: Case, at: float) -> None:
        officer.busy = False
        if case.step.key == case.asks_at and not case.asked_twice:
            case.asked_twice, case.asleep = True, at
            pause = self.draw.uniform(1, 15)
            self._at(at + pause, lambda when: self._answered(case, when))
        else:
            officer.held -= 1
            days = case.clock(at) - case.turn_began
            case.legs.append(
                Leg(
                    step=case.step.key,
                    department=case.step.department,
                    officer=officer.name,
                    days=days,
                    load=case.turn_load,
                )
            )
            case.place += 1
            case.officer = None
            if case.place == len(case.procedure.steps):
                case.ended, case.place = at, case.place - 1
            else:
                self._open(case, at)
        self._begin(officer, at)

    def _answered(self, case: Case, at: float) -> None:
        case.waited += at - (case.asleep or at)
        case.asleep = None
        self._ready(case, at)
