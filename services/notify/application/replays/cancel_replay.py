"""CancelReplay: enough; the consumer goes on behind what had been acknowledged before."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.errors import Kind, Problem
from chassis.messaging.journal import Command
from notify.application.replays.access import may_replay, replay_unknown
from notify.application.replays.ports import ReplayReads, ReplayWork
from notify.application.subscribers.ports import Directory, StreamConsumers
from notify.domain.replay import OPEN, Replay, ReplayState


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelReplay:
    actor: Actor
    replay_id: str


class CancelReplayHandler:
    def __init__(
        self, work: ReplayWork, reads: ReplayReads, directory: Directory, consumers: StreamConsumers, clock: Clock
    ) -> None:
        self._work, self._reads, self._directory = work, reads, directory
        self._consumers, self._clock = consumers, clock

    async def __call__(self, asked: CancelReplay) -> Replay:
        """Raises what ``may_replay`` raises, Problem ``replay-unknown``, ``replay-ended``, ``broker-unreachable``.

        The consumer is moved before the cancellation is written down: a crash between leaves a replay that is found
        done, for what it asked for has been passed.
        """
        replay = await self._reads.get(asked.replay_id)
        if replay is None:
            raise replay_unknown()
        found = await self._directory.get(replay.subscriber)
        try:
            registration = may_replay(asked.actor, found, replay.subscriber)
        except Problem as problem:
            raise replay_unknown() if problem.kind is Kind.NOT_FOUND else problem from None
        _check_open(replay)
        await self._consumers.move(registration.subscriber, replay.until_position + 1)
        async with self._work.begin() as transaction:
            now = await transaction.replays.locked(replay.id) or replay
            _check_open(now)
            now = now.ended(ReplayState.CANCELLED, self._clock.now())
            await transaction.replays.save(now)
            await transaction.record(Command(name="cancel-replay", actor=asked.actor, subject=replay.id), [])
            await transaction.commit()
        return now


def _check_open(replay: Replay) -> None:
    if replay.state not in OPEN:
        raise Problem("replay-ended", Kind.REFUSED, f"This replay is {replay.state.value} already.")
