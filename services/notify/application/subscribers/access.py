"""Who may register subscribers and look them up. Deny by default."""

from __future__ import annotations

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem
from notify.domain.selection import Subscriber

ROLE = "subscriber"


def managed_agency(actor: Actor) -> str:
    """The agency whose subscribers the actor looks after; empty: all. Others: Problem ``not-allowed``."""
    if actor.has("operator", "system"):
        return ""
    if actor.has("control_team") and actor.agency:
        return actor.agency
    raise _forbidden("Subscribers are registered by operators, and by the control team for its agency.")


def may_manage(actor: Actor, subscriber: Subscriber) -> None:
    """A control team grants events of its agency and of no other. Raises Problem ``not-allowed``."""
    agency = managed_agency(actor)
    if agency and subscriber.grant.agencies != {agency}:
        raise _forbidden(f"The control team of {agency} grants events of {agency} only; name it in grant.agencies.")


def sees(actor: Actor, subscriber: Subscriber) -> bool:
    """A subscriber sees itself; who looks after subscribers sees those."""
    if actor.has(ROLE) and actor.subject == subscriber.key:
        return True
    agency = managed_agency(actor)
    return not agency or subscriber.grant.agencies == {agency}


def unknown() -> Problem:
    return Problem("subscriber-unknown", Kind.NOT_FOUND, "There is no such subscriber.")


def _forbidden(detail: str) -> Problem:
    return Problem("not-allowed", Kind.FORBIDDEN, detail)
