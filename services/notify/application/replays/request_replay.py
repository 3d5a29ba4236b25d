"""RequestReplay: a subscriber's own consumer delivers again from a position or a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.errors import Kind, Problem, invalid
from chassis.kernel.ids import Ids
from chassis.messaging.journal import Command, Idempotency
from notify.application.feed.ports import Stream
from notify.application.replays.access import may_replay
from notify.application.replays.ports import ReplayTransaction, ReplayWork
from notify.application.subscribers.ports import Directory, StreamConsumers
from notify.domain.replay import Replay, ReplayState, check_range


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestReplay:
    """Exactly one of from_position, at least 1, and from_time, an instant of real time."""

    actor: Actor
    subscriber: str
    from_position: int | None = None
    from_time: datetime | None = None
    idempotency: Idempotency | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestReplayHandler:
    """clock: of the machine, as the stream's own times are."""

    work: ReplayWork
    directory: Directory
    consumers: StreamConsumers
    stream: Stream
    clock: Clock
    ids: Ids

    async def __call__(self, asked: RequestReplay) -> Replay:
        """Running. Raises what ``may_replay`` and ``check_range`` raise, Problem ``invalid-request``,
        ``replay-running``, ``broker-unreachable``."""
        key = asked.subscriber
        registration = may_replay(asked.actor, await self.directory.get(key), key)
        command = Command(
            name="request-replay", actor=asked.actor, subject=self.ids.new(), idempotency=asked.idempotency
        )
        if (known := await self._known(command)) is not None:
            return known
        replay = await self._planned(asked, command.subject)
        await self._write_down(command, replay)
        await self.consumers.move(registration.subscriber, replay.from_position)
        return await self._moved(replay)

    async def _known(self, command: Command) -> Replay | None:
        """What came of this very request before."""
        async with self.work.begin() as transaction:
            earlier = await transaction.earlier(command)
            return await transaction.replays.locked(earlier) if earlier else None

    async def _planned(self, asked: RequestReplay, replay_id: str) -> Replay:
        if (asked.from_position is None) == (asked.from_time is None):
            either = "give from_position or from_time, one of them"
            raise invalid("invalid-request", "Correct these fields: from_position.", from_position=either)
        consumer = await self.consumers.find(asked.subscriber)
        if consumer is None:
            raise Problem("consumer-unknown", Kind.NOT_FOUND, "The subscriber's consumer is not in the broker yet.")
        begin = asked.from_position
        if begin is None and asked.from_time is not None:
            begin = await self.stream.position_before(asked.from_time) + 1
        first = (await self.stream.bounds()).first
        begin = max(begin or 1, first) if asked.from_time is not None else begin or 1
        check_range(begin, consumer.acknowledged_to, first)
        return Replay(
            id=replay_id,
            subscriber=asked.subscriber,
            from_position=begin,
            until_position=consumer.acknowledged_to,
            state=ReplayState.ASKED,
            asked_by=asked.actor.subject,
            asked_at=self.clock.now(),
        )

    async def _write_down(self, command: Command, replay: Replay) -> None:
        """Before the broker is asked, so that a crash between the two is mended. One at a time and subscriber."""
        async with self.work.begin() as transaction:
            await _alone(transaction, replay.subscriber)
            await transaction.replays.add(replay)
            await transaction.record(command, [])
            await transaction.commit()

    async def _moved(self, replay: Replay) -> Replay:
        async with self.work.begin() as transaction:
            now = await transaction.replays.locked(replay.id) or replay
            if now.state is ReplayState.ASKED:
                now = now.running()
                await transaction.replays.save(now)
                await transaction.commit()
        return now


async def _alone(transaction: ReplayTransaction, key: str) -> None:
    """Locks the subscriber, so that of two that ask at once one is refused."""
    await transaction.subscribers.locked(key)
    if await transaction.replays.open_of(key) is not None:
        detail = "A replay of this subscriber is running. Wait for its end, or cancel it first."
        raise Problem("replay-running", Kind.CONFLICT, detail)
