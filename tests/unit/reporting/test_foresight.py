"""Foresight: recall and precision on a year it did not see, and what each part of the model is for."""

from __future__ import annotations

import random

import pytest

from reporting.domain.foresight import Foresight, Moments
from reporting.domain.late import Late
from reporting.domain.lognormal import Spread, added, beyond
from reporting.domain.walks import Finished, Leg, Standing, Turn, Walk, as_it_stood
from reporting.settings import Settings
from unit.reporting.office import Case, Office
from unit.reporting.story import local

THRESHOLD = Settings.model_fields["foresight_threshold"].default
NOTICE = (1.5, 2.0)
"""Working days before the deadline, looked at every half day."""
SETTLED_AFTER = 60.0
"""Days of the year that are for learning alone; it begins with knowing nothing."""


class Seen:
    """What was said of dossiers at two working days' notice, and what became of them."""

    def __init__(self) -> None:
        self.told: list[tuple[float, float, bool]] = []

    def year(self, seed: int) -> None:
        """Every dossier is learnt from when it is finished, never before, and asked about once."""
        office, model = Office(seed, pressure=0.5), Foresight()
        learnt: set[int] = set()
        asked: list[tuple[Case, float, float]] = []
        known: set[int] = set()

        def look(at: float, cases: list[Case]) -> None:
            for case in office.cases:
                if case.ended is not None and case.number not in learnt:
                    learnt.add(case.number)
                    model.learn(case.finished())
            for case in cases:
                if case.asleep is None and case.number not in known and NOTICE[0] < case.left(at) <= NOTICE[1]:
                    known.add(case.number)
                    if at > SETTLED_AFTER:
                        used = case.clock(at) / case.procedure.limit
                        asked.append((case, model.foresee(case.standing(at)).probability, used))

        office.live(look)
        self.told += [(probability, used, case.finished().left < 0) for case, probability, used in asked]

    def hits(self, column: int, least: float) -> tuple[float, float]:
        """Recall and precision of saying "late" from a value on."""
        said = [each[2] for each in self.told if each[column] >= least]
        late = sum(each[2] for each in self.told)
        return sum(said) / late, sum(said) / max(len(said), 1)

    @property
    def base(self) -> float:
        return sum(each[2] for each in self.told) / len(self.told)


@pytest.fixture(scope="module")
def seen() -> Seen:
    found = Seen()
    for seed in (1, 2, 3):
        found.year(seed)
    return found


def test_four_in_five_late_ones_are_told_two_working_days_before_and_three_in_five_told_are_late(seen: Seen) -> None:
    recall, precision = seen.hits(0, THRESHOLD)
    assert len(seen.told) > 1500
    assert recall >= 0.8, (recall, precision, seen.base)
    assert precision >= 0.6, (recall, precision, seen.base)


def test_it_says_more_than_how_much_of_the_limit_is_used_or_that_everything_will_be_late(seen: Seen) -> None:
    recall, precision = seen.hits(0, THRESHOLD)
    assert precision > seen.base + 0.15
    for used in (0.6, 0.7, 0.8, 0.9):
        simple_recall, simple_precision = seen.hits(1, used)
        assert simple_recall < recall - 0.1 or simple_precision < precision - 0.1


def test_of_those_told_with_a_probability_about_so_many_are_late(seen: Seen) -> None:
    for least in (0.0, 0.2, 0.4, 0.6, 0.8):
        group = [(probability, late) for probability, _, late in seen.told if least <= probability < least + 0.2]
        told, happened = (sum(each[number] for each in group) / len(group) for number in (0, 1))
        assert abs(told - happened) < 0.15, (least, told, happened)


def walk(*days: float, officer: str = "a", limit: float = 10.0, procedure: str = "p") -> Walk:
    steps = ("phan-cong", "tham-dinh", "ky-duyet")
    legs = tuple(
        Leg(step=step, department="dau-tu", officer=officer, days=each) for step, each in zip(steps, days, strict=False)
    )
    return Walk(agency="heza", procedure=procedure, limit=limit, legs=legs)


def taught(count: int = 60, **others: float) -> Foresight:
    """Half a day, five and one, each with some chance."""
    model, draw = Foresight(), random.Random(5)
    for _ in range(count):
        days = [usual * draw.lognormvariate(0, 0.2) for usual in (0.5, 5.0, 1.0)]
        model.learn(Finished(walk=walk(*days), left=10 - sum(days)))
    return model


def at_appraisal(elapsed: float, left: float, **others: object) -> Standing:
    turn = Turn(step="tham-dinh", department="dau-tu", officer="a", elapsed=elapsed)
    return Standing(walk=walk(0.5), turns=(turn,), idle=0.0, left=left)


def test_the_rest_is_what_is_left_of_the_step_and_the_steps_that_used_to_follow() -> None:
    seen = taught().foresee(at_appraisal(1.0, 8.5))
    assert seen.steps == 2
    assert 4.0 < seen.days < 6.0
    assert seen.probability < 0.1


def test_the_less_time_is_left_the_likelier_it_is_late() -> None:
    model = taught()
    told = [model.foresee(at_appraisal(1.0, left)).probability for left in (9, 7, 5, 4, 3, 1, 0, -2)]
    assert told == sorted(told)
    assert (told[0] < 0.1, told[-1] > 0.9) == (True, True)


def test_a_step_that_has_taken_longer_than_ever_is_not_over_at_once() -> None:
    model = taught()
    assert model.foresee(at_appraisal(12.0, 5.0)).days > 1.5
    assert model.foresee(at_appraisal(500.0, 5.0)).days > 1.5


def test_a_dossier_that_nobody_has_is_at_its_first_step() -> None:
    model = taught()
    seen = model.foresee(Standing(walk=walk(), turns=(), idle=0.1, left=9.9))
    assert (seen.steps, 5.0 < seen.days < 8.0) == (3, True)


def test_what_was_never_seen_is_judged_by_what_others_are_like() -> None:
    model = taught()
    other = Standing(walk=walk(procedure="q", limit=20.0), turns=at_appraisal(1, 9).turns, idle=0, left=18.0)
    assert 5.0 < model.foresee(other).days < 15.0
    assert 0.0 < Foresight().foresee(at_appraisal(1.0, 5.0)).probability < 1.0


def test_a_slow_officer_is_known_after_a_while() -> None:
    model = Foresight()
    for number in range(80):
        slow = number % 2 == 0
        days = (0.5, 8.0 if slow else 4.0, 1.0)
        model.learn(Finished(walk=walk(*days, officer="slow" if slow else "a"), left=10 - sum(days)))
    swift = at_appraisal(0.5, 6.0)
    late = Standing(
        walk=swift.walk,
        turns=(Turn(step="tham-dinh", department="dau-tu", officer="slow", elapsed=0.5),),
        idle=0,
        left=6.0,
    )
    assert model.foresee(late).days > model.foresee(swift).days + 1.0


def test_what_is_kept_between_two_rounds_is_all_it_needs() -> None:
    model = taught()
    again = Foresight(
        [(key, Moments(count=m.count, mean=m.mean, variance=m.variance)) for key, m in model.moments.items()]
    )
    assert again.foresee(at_appraisal(1.0, 5.0)) == model.foresee(at_appraisal(1.0, 5.0))


def test_moments_forget() -> None:
    moments = Moments()
    for _ in range(5000):
        moments.add(1.0)
    for _ in range(1600):
        moments.add(3.0)
    assert moments.mean == pytest.approx(3.0, abs=0.05)


def test_what_is_left_of_a_time_is_its_mean_at_the_beginning_and_never_negative() -> None:
    time = Spread(mean=1.0, variance=0.25)
    assert beyond(time, 0.0) == added(time)
    assert beyond(time, 1e-9)[0] == pytest.approx(added(time)[0])
    assert all(beyond(time, passed)[0] > 0 and beyond(time, passed)[1] >= 0 for passed in (0.1, 3.0, 30.0, 3e6))


def test_a_finished_walk_is_looked_at_as_it_stood() -> None:
    finished = Finished(walk=walk(1.0, 6.0, 1.0), left=2.0)
    standing = as_it_stood(finished, 5.0)
    assert standing is not None
    assert ([leg.step for leg in standing.walk.legs], standing.turns[0].step) == (["phan-cong"], "tham-dinh")
    assert (standing.turns[0].elapsed, standing.left) == (4.0, 5.0)
    assert as_it_stood(finished, 2.0) is None  # it was over by then
    assert as_it_stood(finished, 11.0) is None  # nobody had it yet


def test_the_reason_is_a_sentence_for_people() -> None:
    late = Late(
        dossier_id="d", agency="heza", department="dau-tu", code="H24", procedure="p", step="s", unit="u", officer="o",
        due_at=local("2024-05-14 17:00"), finish_at=local("2024-05-16 17:00"), probability=0.8, steps=3,
        days_needed=4.02, days_left=2.5,
    )  # fmt: skip
    assert late.reason == "còn 3 bước, thường mất 4 ngày làm việc, còn 2,5 ngày đến hạn"
    assert late.reason_en == "3 steps left, which usually take 4 working days, 2.5 left"
