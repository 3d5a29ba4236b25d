"""Many timers in one transaction: what one of them does wrong is its own affair."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from chassis.kernel.clock import FrozenClock
from chassis.kernel.errors import Kind, Problem
from chassis.kernel.timers import Timer
from chassis.timers.firing import Fired, Firing, Settlement, by, one_by_one

NOW = datetime(2026, 3, 16, 10, tzinfo=UTC)


def timer(subject: str, minutes: int = 0, kind: str = "overdue") -> Timer:
    at = NOW - timedelta(minutes=minutes)
    return Timer(subject=subject, kind=kind, about_at=at, fire_at=at)


@dataclass
class Shelf:
    """Timers in memory. Fulfils ``Timers`` and ``FiringTransaction``: what is not committed has never been."""

    waiting: list[Timer]
    settled: list[Timer] = field(default_factory=list)
    transactions: int = 0
    marked: list[Timer] = field(default_factory=list)

    @property
    def timers(self) -> Shelf:
        return self

    async def replace(self, subject: str, wanted: Sequence[Timer], *, before: Sequence[Timer] | None = None) -> None:
        raise NotImplementedError

    async def claim(self, now: datetime, *, beside: frozenset[str], most: int) -> list[Timer]:
        due = [each for each in self.waiting if each.fire_at <= now and each.subject not in beside]
        return sorted(due, key=lambda each: each.fire_at)[:most]

    async def settle(self, settlement: Settlement, at: datetime) -> None:
        self.marked = [*settlement.fired, *settlement.superseded]

    async def commit(self) -> None:
        self.settled += self.marked
        self.waiting = [each for each in self.waiting if each not in self.marked]
        self.transactions += 1

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Shelf]:
        self.marked = []
        yield self

    async def oldest_due(self, now: datetime) -> datetime | None:
        return min((each.fire_at for each in self.waiting if each.fire_at <= now), default=None)

    def scan(self, effect: object, most: int) -> Firing[Shelf]:
        return Firing(
            service="test",
            begin=self.begin,
            oldest_due=self.oldest_due,
            now=by(FrozenClock(NOW)),
            effect=effect,  # type: ignore[arg-type]
            most=most,
        )


async def fine(shelf: Shelf, timers: Sequence[Timer], now: datetime) -> Settlement:
    settlement = Settlement(fired=timers)
    await shelf.settle(settlement, now)
    return settlement


async def test_what_is_due_fires_in_order_so_many_in_a_transaction() -> None:
    shelf = Shelf([timer(str(number), number) for number in range(25)])
    assert await shelf.scan(fine, 10)() == Fired(count=25, failed=())
    assert [each.subject for each in shelf.settled] == [str(number) for number in reversed(range(25))]
    assert shelf.transactions == 3


async def test_a_batch_that_fails_as_a_whole_is_fired_one_by_one_until_the_culprit_is_found() -> None:
    async def breaks(shelf: Shelf, timers: Sequence[Timer], now: datetime) -> Settlement:
        if any(each.subject == "3" for each in timers):
            raise Problem("broken", Kind.REFUSED, "it does not fit")
        return await fine(shelf, timers, now)

    shelf = Shelf([timer(str(number), 10 - number) for number in range(9)])
    assert await shelf.scan(breaks, 5)() == Fired(count=8, failed=(("3", "broken"),))
    assert [each.subject for each in shelf.waiting] == ["3"]


async def test_a_timer_that_says_it_failed_waits_and_the_rest_of_its_batch_is_kept() -> None:
    async def partly(shelf: Shelf, timers: Sequence[Timer], _: datetime) -> Settlement:
        good = [each for each in timers if each.subject != "b"]
        settlement = Settlement(fired=good, failed={"b": "calendar-unknown"} if good != timers else {})
        await shelf.settle(settlement, NOW)
        return settlement

    shelf = Shelf([timer("a"), timer("b"), timer("b", 5, "other"), timer("c")])
    assert await shelf.scan(partly, 10)() == Fired(count=2, failed=(("b", "calendar-unknown"),))
    assert {each.subject for each in shelf.waiting} == {"b"}


@pytest.mark.parametrize("most", [1, 10])
async def test_a_store_that_is_away_ends_the_scan(most: int) -> None:
    async def away(_: Shelf, __: Sequence[Timer], ___: datetime) -> Settlement:
        raise Problem("store-unavailable", Kind.UNAVAILABLE, "the database is away")

    shelf = Shelf([timer("a"), timer("b")])
    with pytest.raises(Problem, match="store-unavailable"):
        await shelf.scan(away, most)()
    assert len(shelf.waiting) == 2


async def test_effects_that_write_for_themselves_come_one_by_one() -> None:
    rung: list[str] = []

    async def ring(_: Shelf, each: Timer, __: datetime) -> None:
        if each.subject == "b":
            raise LookupError
        rung.append(each.subject)

    shelf = Shelf([timer("a", 3), timer("b", 2), timer("c", 1)])
    assert await shelf.scan(one_by_one(ring), 1)() == Fired(count=2, failed=(("b", "LookupError"),))
    assert rung == ["a", "c"]
