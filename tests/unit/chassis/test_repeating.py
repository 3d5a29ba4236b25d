"""Work that is repeated: many wake-ups make one round, trouble does not end it."""

from __future__ import annotations

import asyncio

from chassis.repeating import Repeating


class Work:
    """Counts its rounds; answers, one a round, say what each does."""

    def __init__(self, *answers: bool | Exception) -> None:
        self.rounds = 0
        self._answers = list(answers)

    async def __call__(self) -> bool:
        self.rounds += 1
        answer = self._answers.pop(0) if self._answers else False
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def until(self, rounds: int) -> None:
        async with asyncio.timeout(5):
            while self.rounds < rounds:
                await asyncio.sleep(0.001)


async def test_it_works_at_the_start_and_when_woken() -> None:
    work = Work()
    part = Repeating("work", work, soonest_seconds=0.01, latest_seconds=60)
    await part.start()
    await work.until(1)
    part.wake()
    await work.until(2)
    await part.stop()
    assert work.rounds == 2


async def test_many_wake_ups_make_one_round() -> None:
    work = Work()
    part = Repeating("work", work, soonest_seconds=0.05, latest_seconds=60)
    await part.start()
    await work.until(1)
    for _ in range(100):
        part.wake()
    await asyncio.sleep(0.2)
    await part.stop()
    assert work.rounds == 2


async def test_more_to_do_is_done_at_once_and_a_failed_round_is_repeated() -> None:
    work = Work(True, True, OSError("away"), False)
    part = Repeating("work", work, soonest_seconds=0.01, latest_seconds=60)
    await part.start()
    await work.until(4)
    await asyncio.sleep(0.05)
    await part.stop()
    assert work.rounds == 4


async def test_it_works_now_and_then_unwoken() -> None:
    work = Work()
    part = Repeating("work", work, soonest_seconds=0.01, latest_seconds=0.02)
    await part.start()
    await work.until(3)
    await part.stop()
