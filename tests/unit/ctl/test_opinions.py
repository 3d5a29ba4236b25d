"""Opinions of a demonstration: the same seed asks the same departments, and all manners of answering occur."""

from __future__ import annotations

from collections import Counter

from ctl.demo.opinions import Manner, wishes


def test_the_same_seed_asks_the_same() -> None:
    assert [wishes(7, number, "dau-tu") for number in range(50)] == [
        wishes(7, number, "dau-tu") for number in range(50)
    ]
    assert [wishes(7, n, "dau-tu") for n in range(50)] != [wishes(8, n, "dau-tu") for n in range(50)]


def test_about_a_fifth_asks_and_nobody_asks_itself() -> None:
    asked = [wishes(7, number, "lao-dong") for number in range(1_000)]
    assert 150 < sum(bool(each) for each in asked) < 250
    every = [wish for each in asked for wish in each]
    assert all(wish.department != "lao-dong" for wish in every)
    assert all(len({wish.department for wish in each}) == len(each) for each in asked)
    manners = Counter(wish.manner for wish in every)
    assert manners[Manner.IN_TIME] > manners[Manner.LATE] > manners[Manner.SILENT] > 0


def test_late_is_after_the_deadline_and_in_time_before_it() -> None:
    every = [wish for number in range(1_000) for wish in wishes(7, number, "dau-tu")]
    assert all((wish.answered > 1) == (wish.manner is Manner.LATE) for wish in every)
