"""Which open dossiers will be late: from how long steps took, who has them, how much they have, and how it went so far.

The time of a step is lognormal, as a share of the dossier's limit:

    ln(days / limit) = usual + pull * pace + officer + queue * ln(1 + load) + chance

usual     mean of the procedure's step; with few of them drawn towards the department's, then towards everybody's
pace      of this dossier: how much slower its steps were so far than usual; pull: how far a step follows the pace
officer   how much slower the officer is than others, drawn towards 0
queue     what it costs to have many steps at once; learnt, 0 if it costs nothing

Means and variances are kept as running moments that forget (``MEMORY`` observations), so one more finished dossier
costs a dozen additions however many there were. Remaining steps are those that followed the present one in earlier
walks, each with its frequency. Their times add up; the sum is taken to be lognormal again. How the result of this
arithmetic turns into a probability is learnt too, from what it said of finished dossiers before it learnt from them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import exp, log, log1p, sqrt

from reporting.domain.lognormal import Spread, added, beyond
from reporting.domain.walks import Finished, Leg, Standing, Turn, Walk, as_it_stood

MEMORY = 400
DRAWN = 4.0
"""Observations that weigh as much as the wider group's mean."""
SHORTEST = 1 / 32
"""A quarter of an hour: what takes less is taken to take this."""
NOTICE = (1.0, 2.0, 3.0, 5.0)
"""Days before the deadline at which a finished dossier is asked about again, to see what would have been said."""
_PRIOR = Spread(mean=log(0.1), variance=0.5)
_RATE = 0.02


@dataclass(slots=True)
class Moments:
    """Running mean and variance that forget; count: at most MEMORY."""

    count: float = 0.0
    mean: float = 0.0
    variance: float = 0.0

    def add(self, value: float) -> None:
        self.count = min(self.count + 1, MEMORY)
        away = value - self.mean
        self.mean += away / self.count
        self.variance += (away * (value - self.mean) - self.variance) / self.count


Key = tuple[str, str]
"""Kind and name: ``("step", "cap-gpld tham-dinh")``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """probability: of being late. days: that the rest will take. steps: that are left, the present one included."""

    probability: float
    days: float
    steps: int


class Foresight:
    """The model of one agency: ``learn`` from finished dossiers, ``foresee`` open ones. changed: keys to be kept."""

    def __init__(self, kept: Iterable[tuple[Key, Moments]] = ()) -> None:
        self.moments: dict[Key, Moments] = {}
        self.changed: set[Key] = set()
        self._named: defaultdict[tuple[str, str], dict[str, Moments]] = defaultdict(dict)
        for key, moments in kept:
            self._keep(key, moments)

    def learn(self, finished: Finished) -> None:
        """First what would have been said of it, then its times."""
        for notice in NOTICE:
            standing = as_it_stood(finished, notice)
            if standing is not None:
                self._calibrate(self._score(standing)[0], is_late=finished.left < 0)
        walk = finished.walk
        rests = [self._rest(walk, leg) for leg in walk.legs]
        for number, leg in enumerate(walk.legs):
            self._learn_leg(walk, leg, rests[number], _mean(rests[:number] + rests[number + 1 :]))
        self._learn_order(walk)

    def foresee(self, standing: Standing) -> Forecast:
        score, days, steps = self._score(standing)
        return Forecast(probability=self._probability(score), days=days, steps=steps)

    def usual_days(self, walk: Walk, step: str, department: str) -> float:
        """That the step takes in such a dossier, by its median."""
        return walk.limit * exp(self._usual(walk.procedure, department, step).mean)

    # What is learnt.

    def _learn_leg(self, walk: Walk, leg: Leg, rest: float, others: float | None) -> None:
        """rest: what is not explained by the step, its officer and load; others: of the dossier's other steps."""
        share = _log_share(walk, leg.days)
        for kind, name in _groups(walk.procedure, leg.department, leg.step):
            self._add((kind, name), share)
        unqueued = log1p(leg.load) - self._mean(("load", ""))
        self._add(("load", ""), log1p(leg.load))
        plain = share - self._usual(walk.procedure, leg.department, leg.step).mean
        self._add(("queue", ""), unqueued * plain)
        if leg.officer:
            self._add(("officer", leg.officer), plain)
        if others is not None:
            self._add(("pace", ""), others)
            self._add(("pull", leg.step), others * rest)

    def _learn_order(self, walk: Walk) -> None:
        steps = ["", *(leg.step for leg in walk.legs)]
        self._departments(walk)
        for number, step in enumerate(steps):
            later = Counter(steps[number + 1 :])
            known = set(self._named["after", f"{walk.procedure} {step}"])
            for other in known | set(later):
                self._add(("after", f"{walk.procedure} {step} {other}"), float(later[other]))

    def _departments(self, walk: Walk) -> None:
        for leg in walk.legs:
            self._add(("where", f"{walk.procedure} {leg.step} {leg.department}"), 1.0)

    def _calibrate(self, score: float, *, is_late: bool) -> None:
        """One step of logistic regression of the outcome on the score."""
        probability = self._probability(score)
        away = probability - is_late
        for name, slope in (("constant", 1.0), ("slope", score)):
            kept = self.moments.get(("sense", name)) or self._keep(("sense", name), _beginning(name))
            kept.mean -= _RATE * away * slope
            kept.count += 1
            self.changed.add(("sense", name))

    # What is foreseen.

    def _score(self, standing: Standing) -> tuple[float, float, int]:
        """How many spreads the rest exceeds the time that is left, the days of the rest, and its steps."""
        walk = standing.walk
        pace = self._pace(walk, standing.turns)
        turns = standing.turns or self._next(walk, standing.idle)
        parts = [
            beyond(self._leg(walk, turn.step, turn.department, turn, pace), turn.elapsed / walk.limit) for turn in turns
        ]
        present = max(parts, key=lambda part: part[0], default=(0.0, 0.0))
        last = turns[0].step if turns else (walk.legs[-1].step if walk.legs else "")
        later = list(self._later(walk, last))
        rest = [
            (often * mean, often * variance)
            for step, often, department in later
            for mean, variance in [added(self._leg(walk, step, department, None, pace))]
        ]
        mean = present[0] + sum(part[0] for part in rest)
        variance = present[1] + sum(part[1] for part in rest)
        steps = len(turns) + round(sum(often for _, often, _ in later))
        return _excess(mean, variance, standing.left / walk.limit), mean * walk.limit, max(steps, 1)

    def _leg(self, walk: Walk, step: str, department: str, turn: Turn | None, pace: Spread) -> Spread:
        usual = self._usual(walk.procedure, department, step)
        pull = self._pull(step)
        mean = usual.mean + pull * pace.mean
        if turn is not None and turn.officer:
            mean += self._officer(turn.officer)
            mean += self._queue() * (log1p(turn.load) - self._mean(("load", "")))
        chance = max(usual.variance - pull * pull * self._pace_variance(), 0.05 * usual.variance, 0.01)
        return Spread(mean=mean, variance=chance + pull * pull * pace.variance)

    def _pace(self, walk: Walk, turns: tuple[Turn, ...]) -> Spread:
        """Of this dossier: what its steps say, weighed by how well each tells; a step overdue by itself tells too."""
        prior = self._pace_variance()
        precision, sum_ = 1 / prior, 0.0
        for leg in (*walk.legs, *self._stretched(walk, turns)):
            pull = self._pull(leg.step)
            usual = self._usual(walk.procedure, leg.department, leg.step)
            chance = max(usual.variance - pull * pull * prior, 0.05 * usual.variance, 0.01)
            precision += pull * pull / chance
            sum_ += pull * self._rest(walk, leg) / chance
        return Spread(mean=sum_ / precision, variance=1 / precision)

    def _stretched(self, walk: Walk, turns: tuple[Turn, ...]) -> Iterator[Leg]:
        """Turns that have taken longer than usual already, as if they ended when they may be expected to now."""
        for turn in turns:
            usual = self._usual(walk.procedure, turn.department, turn.step)
            share = turn.elapsed / walk.limit
            if share > exp(usual.mean):
                days = (share + beyond(usual, share)[0]) * walk.limit
                yield Leg(step=turn.step, department=turn.department, officer=turn.officer, days=days, load=turn.load)

    def _next(self, walk: Walk, idle: float) -> tuple[Turn, ...]:
        """Nobody has a step: the one that most often comes first after the last."""
        done = walk.legs[-1].step if walk.legs else ""
        later = max(self._later(walk, done), key=lambda each: self._rank(walk, each[0]), default=None)
        if later is None:
            return ()
        return (Turn(step=later[0], department=later[2], officer="", elapsed=idle),)

    def _rank(self, walk: Walk, step: str) -> float:
        """The more steps usually follow it, the earlier it comes."""
        return sum(often.mean for often in self._named["after", f"{walk.procedure} {step}"].values())

    def _later(self, walk: Walk, step: str) -> Iterator[tuple[str, float, str]]:
        """Steps that follow, how often each, and whose they are."""
        for other, often in self._named["after", f"{walk.procedure} {step}"].items():
            if often.mean > 0.02:
                yield other, often.mean, self._where(walk.procedure, other)

    def _where(self, procedure: str, step: str) -> str:
        names = self._named["where", f"{procedure} {step}"]
        return max(names, key=lambda name: names[name].count, default="")

    def _rest(self, walk: Walk, leg: Leg) -> float:
        """What step, officer and load do not explain."""
        usual = self._usual(walk.procedure, leg.department, leg.step).mean
        queued = self._queue() * (log1p(leg.load) - self._mean(("load", "")))
        return _log_share(walk, leg.days) - usual - self._officer(leg.officer) - queued

    # Parameters.

    def _usual(self, procedure: str, department: str, step: str) -> Spread:
        """From everybody's to the department's to the procedure's, as far as each has been seen."""
        found = _PRIOR
        for group in reversed(_groups(procedure, department, step)):
            kept = self.moments.get(group)
            if kept is not None:
                own = kept.count / (kept.count + DRAWN)
                found = Spread(
                    mean=own * kept.mean + (1 - own) * found.mean,
                    variance=own * kept.variance + (1 - own) * found.variance,
                )
        return found

    def _officer(self, officer: str) -> float:
        kept = self.moments.get(("officer", officer))
        return 0.0 if kept is None else kept.mean * kept.count / (kept.count + 4 * DRAWN)

    def _queue(self) -> float:
        load = self.moments.get(("load", ""))
        if load is None or load.count < 30:
            return 0.0
        return max(min(self._mean(("queue", "")) / (load.variance + 0.05), 1.0), 0.0)

    def _pace_variance(self) -> float:
        kept = self.moments.get(("pace", ""))
        return 0.05 if kept is None or kept.count < 30 else max(kept.variance + kept.mean**2, 0.01)

    def _pull(self, step: str) -> float:
        """How far the step follows the pace of the dossier's others, 0 to 1.2."""
        kept = self.moments.get(("pull", step))
        if kept is None:
            return 0.3
        own = kept.count / (kept.count + 4 * DRAWN)
        return max(min(own * kept.mean / self._pace_variance() + (1 - own) * 0.3, 1.2), 0.0)

    def _probability(self, score: float) -> float:
        constant, slope = (self.moments.get(("sense", name), _beginning(name)).mean for name in ("constant", "slope"))
        return 1 / (1 + exp(-max(min(constant + max(slope, 0.3) * score, 30.0), -30.0)))

    def _mean(self, key: Key) -> float:
        kept = self.moments.get(key)
        return 0.0 if kept is None else kept.mean

    def _add(self, key: Key, value: float) -> None:
        (self.moments.get(key) or self._keep(key, Moments())).add(value)
        self.changed.add(key)

    def _keep(self, key: Key, moments: Moments) -> Moments:
        self.moments[key] = moments
        kind, name = key
        stem, _, last = name.rpartition(" ")
        self._named[kind, stem][last] = moments
        return moments


def _groups(procedure: str, department: str, step: str) -> list[Key]:
    """The nearest first."""
    return [("step", f"{procedure} {step}"), ("unit", f"{department} {step}"), ("all", step)]


def _log_share(walk: Walk, days: float) -> float:
    return log(max(days, SHORTEST) / walk.limit)


def _excess(mean: float, variance: float, left: float) -> float:
    """Over the time that is left, in spreads of a lognormal sum; nothing left is far beyond."""
    if left <= 0:
        return 4.0
    if mean <= 0:
        return -4.0
    spread = max(log1p(variance / (mean * mean)), 1e-4)
    return max(min((log(mean) - spread / 2 - log(left)) / sqrt(spread), 4.0), -4.0)


def _mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _beginning(name: str) -> Moments:
    """As a normal distribution would have it, until something is learnt."""
    return Moments(mean=1.7 if name == "slope" else 0.0)
