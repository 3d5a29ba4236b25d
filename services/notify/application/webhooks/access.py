"""Who looks after endpoints: operators after all, a subscriber after its own. Deny by default."""

from __future__ import annotations

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem
from notify.application.subscribers.access import ROLE
from notify.domain.webhooks import Endpoint


def owner_scope(actor: Actor) -> str:
    """The owner whose endpoints the actor may see; empty: all. Others: Problem ``not-allowed``."""
    if actor.has("operator", "system"):
        return ""
    if actor.has(ROLE) and actor.subject:
        return actor.subject
    raise Problem("not-allowed", Kind.FORBIDDEN, "Webhook endpoints are for subscribers (their own) and operators.")


def visible(endpoint: Endpoint | None, owner: str) -> Endpoint:
    """Raises Problem ``endpoint-unknown``, also for somebody else's. owner: of the scope."""
    if endpoint is None or (owner and endpoint.owner != owner):
        raise Problem("endpoint-unknown", Kind.NOT_FOUND, "There is no such webhook endpoint.")
    return endpoint


def of_version(endpoint: Endpoint, wanted: int | None) -> None:
    """Raises Problem ``version-stale`` if somebody has changed it since."""
    if wanted is not None and wanted != endpoint.version:
        detail = f"The endpoint is at version {endpoint.version} now; read it again and repeat the change."
        raise Problem("version-stale", Kind.STALE, detail)
