"""ListReplays and GetReplay: how far is it?"""

from __future__ import annotations

from dataclasses import dataclass, replace

from chassis.kernel.actor import Actor
from notify.application.replays.access import replay_unknown
from notify.application.replays.ports import ReplayReads
from notify.application.subscribers.access import managed_agency, sees, unknown
from notify.application.subscribers.ports import Directory, StreamConsumers
from notify.domain.replay import OPEN, Replay, ReplayState


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """position: up to which the replay has been acknowledged again, between from_position - 1 and until_position."""

    replay: Replay
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GetReplay:
    actor: Actor
    replay_id: str


class GetReplayHandler:
    def __init__(self, reads: ReplayReads, directory: Directory, consumers: StreamConsumers) -> None:
        self._reads, self._directory, self._consumers = reads, directory, consumers

    async def __call__(self, query: GetReplay) -> Progress:
        """Raises Problem ``not-allowed``, ``replay-unknown``, ``broker-unreachable``."""
        replay = await self._reads.get(query.replay_id)
        if replay is None:
            raise replay_unknown()
        if query.actor.subject != replay.subscriber:
            managed_agency(query.actor)
        found = await self._directory.get(replay.subscriber)
        if found is None or not sees(query.actor, found.subscriber):
            raise replay_unknown()
        return await self.progress(replay)

    async def progress(self, replay: Replay) -> Progress:
        if replay.state not in OPEN:
            is_done = replay.state is ReplayState.DONE
            return Progress(replay=replay, position=replay.until_position if is_done else replay.from_position - 1)
        consumer = await self._consumers.find(replay.subscriber) if replay.state is ReplayState.RUNNING else None
        if consumer is None:
            return Progress(replay=replay, position=replay.from_position - 1)
        if consumer.has_passed(replay.until_position):  # the next round writes it down
            return Progress(replay=replace(replay, state=ReplayState.DONE), position=replay.until_position)
        return Progress(replay=replay, position=max(consumer.acknowledged_to, replay.from_position - 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class ListReplays:
    """after: id of the last one of the page before; empty for the first."""

    actor: Actor
    subscriber: str
    limit: int = 50
    after: str = ""


class ListReplaysHandler:
    def __init__(self, reads: ReplayReads, directory: Directory) -> None:
        self._reads, self._directory = reads, directory

    async def __call__(self, query: ListReplays) -> tuple[tuple[Replay, ...], int, bool]:
        """Newest first. Raises Problem ``not-allowed``, ``subscriber-unknown``."""
        if query.actor.subject != query.subscriber:
            managed_agency(query.actor)
        found = await self._directory.get(query.subscriber)
        if found is None or not sees(query.actor, found.subscriber):
            raise unknown()
        return await self._reads.page(query.subscriber, limit=query.limit, after=query.after)
