"""TendReplays: what a crash left unmoved is moved, what has been delivered again is done."""

from __future__ import annotations

from datetime import timedelta

from chassis.kernel.clock import Clock
from notify.application.replays.ports import ReplayReads, ReplayWork
from notify.application.subscribers.ports import Directory, StreamConsumers
from notify.domain.replay import OPEN, Replay, ReplayState

#: Whoever asked moves it at once; this long afterwards it must have died between.
_LEFT = timedelta(seconds=15)


class TendReplays:
    """One round. real: the clock of the machine, by which replays are asked for."""

    def __init__(
        self, work: ReplayWork, reads: ReplayReads, directory: Directory, consumers: StreamConsumers, real: Clock
    ) -> None:
        self._work, self._reads, self._directory = work, reads, directory
        self._consumers, self._real = consumers, real

    async def __call__(self) -> None:
        for replay in await self._reads.all_open():
            if replay.state is ReplayState.RUNNING:
                await self._end(replay)
            elif replay.asked_at <= self._real.now() - _LEFT:
                await self._move(replay)

    async def _move(self, replay: Replay) -> None:
        registration = await self._directory.get(replay.subscriber)
        if registration is not None and registration.stream_key:
            await self._consumers.move(registration.subscriber, replay.from_position)
            await self._change(replay, replay.running())

    async def _end(self, replay: Replay) -> None:
        consumer = await self._consumers.find(replay.subscriber)
        if consumer is not None and consumer.has_passed(replay.until_position):
            await self._change(replay, replay.ended(ReplayState.DONE, self._real.now()))

    async def _change(self, before: Replay, after: Replay) -> None:
        async with self._work.begin() as transaction:
            now = await transaction.replays.locked(before.id)
            if now is not None and now.state is before.state and now.state in OPEN:
                await transaction.replays.save(after)
                await transaction.commit()
