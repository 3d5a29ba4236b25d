"""RotateSecret: a new secret; the one before signs too for a while, so that the receiver can change over at leisure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.errors import invalid
from chassis.messaging.journal import Command
from notify.application.webhooks.access import of_version, owner_scope, visible
from notify.application.webhooks.create_endpoint import WithSecret
from notify.application.webhooks.ports import Secrets, UnitOfWork
from notify.domain.webhook_signing import secret_text
from notify.domain.webhooks import LONGEST_OVERLAP, OVERLAP


@dataclass(frozen=True, slots=True, kw_only=True)
class RotateSecret:
    """overlap: how long the old secret signs beside the new one, 0 if it has leaked."""

    actor: Actor
    endpoint_id: str
    overlap: timedelta = OVERLAP
    if_version: int | None = None


class RotateSecretHandler:
    def __init__(self, uow: UnitOfWork, secrets: Secrets, *, real: Clock) -> None:
        self._uow, self._secrets, self._real = uow, secrets, real

    async def __call__(self, command: RotateSecret) -> WithSecret:
        """Raises Problem ``not-allowed``, ``endpoint-unknown``, ``version-stale``, ``overlap-too-long``."""
        owner = owner_scope(command.actor)
        if not timedelta() <= command.overlap <= LONGEST_OVERLAP:
            days = f"0 to {LONGEST_OVERLAP.days * 24} hours"
            raise invalid("overlap-too-long", f"Let the old secret sign for {days}.", overlap_hours=f"must be {days}")
        async with self._uow.begin() as tx:
            endpoint = visible(await tx.endpoints.get(command.endpoint_id), owner)
            of_version(endpoint, command.if_version)
            key, sealed = self._secrets.new(endpoint.id)
            rotated = endpoint.rotated(sealed, self._real.now(), command.overlap)
            await tx.endpoints.save(rotated)
            await tx.record(Command(name="rotate-webhook-secret", actor=command.actor, subject=endpoint.id), [])
            await tx.commit()
        return WithSecret(endpoint=rotated, secret=secret_text(key))
