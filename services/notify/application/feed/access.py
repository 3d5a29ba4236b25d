"""Who may read the feed, and how much of it. Deny by default."""

from __future__ import annotations

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem
from notify.application.feed.reader import Wanted
from notify.application.subscribers.access import ROLE
from notify.application.subscribers.acting import subscriber_of
from notify.application.subscribers.ports import Directory
from notify.domain.selection import Selection
from notify.domain.subscribers import narrowed


async def allowed(actor: Actor, wanted: Wanted, directory: Directory) -> Wanted:
    """What of it the actor may have: a subscriber within its grant, a control team of its agency, operators all.

    Raises Problem ``not-allowed``, ``subscriber-disabled``, ``outside-grant``.
    """
    if actor.has("system", "operator"):
        return wanted
    if actor.has("control_team") and actor.agency:
        grant = Selection(agencies=frozenset({actor.agency}))
    elif actor.has(ROLE):
        grant = (await subscriber_of(actor, directory)).grant
    else:
        detail = "The event feed is for subscribing systems, the control team and operators."
        raise Problem("not-allowed", Kind.FORBIDDEN, detail)
    return Wanted(selection=narrowed(wanted.selection, grant), dossier=wanted.dossier)
