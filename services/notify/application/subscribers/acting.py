"""Which subscriber is it that asks?"""

from __future__ import annotations

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem
from notify.application.subscribers.access import ROLE
from notify.application.subscribers.ports import Directory
from notify.domain.selection import Subscriber


async def subscriber_of(actor: Actor, directory: Directory) -> Subscriber:
    """The registered subscriber behind a token with the role ``subscriber``, whose subject is its key.

    Raises Problem ``not-allowed`` for other roles, for a key that is not registered and for one that is disabled.
    """
    if not actor.has(ROLE):
        raise Problem("not-allowed", Kind.FORBIDDEN, "This is for registered subscribers.")
    found = await directory.get(actor.subject)
    if found is None:
        detail = "This account is not registered as a subscriber; ask the operator to register it."
        raise Problem("not-allowed", Kind.FORBIDDEN, detail)
    if not found.subscriber.is_enabled:
        detail = "This subscriber is disabled; ask the operator why. Nothing is lost: events stay in the stream."
        raise Problem("subscriber-disabled", Kind.FORBIDDEN, detail)
    return found.subscriber
