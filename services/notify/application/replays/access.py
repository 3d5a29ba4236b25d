"""A subscriber replays for itself; who looks after subscribers, for those."""

from __future__ import annotations

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem
from notify.application.subscribers.access import managed_agency, sees, unknown
from notify.domain.subscribers import Registration


def may_replay(actor: Actor, registration: Registration | None, key: str) -> Registration:
    """The registration, if it may have replays. Raises Problem ``not-allowed``, ``subscriber-unknown``,
    ``subscriber-disabled``, ``consumer-unknown``."""
    if actor.subject != key:
        managed_agency(actor)
    if registration is None or not sees(actor, registration.subscriber):
        raise unknown()
    if not registration.subscriber.is_enabled:
        raise Problem("subscriber-disabled", Kind.FORBIDDEN, "This subscriber is disabled; ask the operator why.")
    if not registration.stream_key:
        detail = "This subscriber has no consumer in the stream. Read the feed again from an earlier position instead."
        raise Problem("consumer-unknown", Kind.NOT_FOUND, detail)
    return registration


def replay_unknown() -> Problem:
    return Problem("replay-unknown", Kind.NOT_FOUND, "There is no such replay.")
