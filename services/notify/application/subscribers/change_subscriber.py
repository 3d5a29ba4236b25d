"""ChangeSubscriber: another name or grant, off and on again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.errors import Kind, Problem
from chassis.messaging.journal import Command
from notify.application.subscribers.access import managed_agency, may_manage, sees, unknown
from notify.application.subscribers.ports import SubscriberTransaction, SubscriberWork
from notify.domain.selection import Selection, Subscriber
from notify.domain.subjects import subjects_of
from notify.domain.subscribers import Registration, check_subscriber


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSubscriber:
    """What is None stays as it is. if_version: the version that the actor has seen, None for whatever it is."""

    actor: Actor
    key: str
    name: str | None = None
    grant: Selection | None = None
    is_enabled: bool | None = None
    if_version: int | None = None


class ChangeSubscriberHandler:
    def __init__(self, work: SubscriberWork, clock: Clock, known_types: Collection[str]) -> None:
        self._work, self._clock, self._known_types = work, clock, known_types

    async def __call__(self, asked: ChangeSubscriber) -> Registration:
        """Raises Problem ``not-allowed``, ``subscriber-unknown``, ``version-stale``, ``invalid-request``,
        and for one with a consumer of its own what ``subjects_of`` raises."""
        async with self._work.begin() as transaction:
            before = await managed(transaction, asked.actor, asked.key, asked.if_version)
            after = _after(before.subscriber, asked)
            if after == before.subscriber:
                return before
            may_manage(asked.actor, after)
            check_subscriber(after, self._known_types)
            if before.stream_key:
                subjects_of(after.grant)  # its consumer must be able to keep to the new grant
            changed = before.changed(after, self._clock.now())
            await transaction.subscribers.save(changed)
            await transaction.record(
                Command(name=_name(before.subscriber, after), actor=asked.actor, subject=asked.key), []
            )
            await transaction.commit()
        return changed


async def managed(
    transaction: SubscriberTransaction, actor: Actor, key: str, if_version: int | None = None
) -> Registration:
    """The registration, locked, for one who looks after it; to others it is unknown."""
    managed_agency(actor)
    found = await transaction.subscribers.locked(key)
    if found is None or not sees(actor, found.subscriber):
        raise unknown()
    if if_version is not None and if_version != found.version:
        detail = "The subscriber was changed after you read it. Read it again, then decide."
        raise Problem("version-stale", Kind.STALE, detail)
    return found


def _after(before: Subscriber, asked: ChangeSubscriber) -> Subscriber:
    return replace(
        before,
        name=before.name if asked.name is None else asked.name,
        grant=before.grant if asked.grant is None else asked.grant,
        is_enabled=before.is_enabled if asked.is_enabled is None else asked.is_enabled,
    )


def _name(before: Subscriber, after: Subscriber) -> str:
    if before.is_enabled != after.is_enabled:
        return "enable-subscriber" if after.is_enabled else "disable-subscriber"
    return "change-subscriber"
