"""EnableEndpoint and DisableEndpoint: an endpoint is sent to only after it has answered a handshake."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.errors import Kind, Problem
from chassis.messaging.journal import Command
from notify.application.webhooks.access import owner_scope, visible
from notify.application.webhooks.handshake import Handshake
from notify.application.webhooks.owners import OwnerLetters
from notify.application.webhooks.ports import Reads, UnitOfWork
from notify.domain.webhooks import DisabledFor, Endpoint, EndpointDisabled, EndpointState


@dataclass(frozen=True, slots=True, kw_only=True)
class EnableEndpoint:
    actor: Actor
    endpoint_id: str


class EnableEndpointHandler:
    """enabled: tells the courier that there is work."""

    def __init__(self, reads: Reads, handshake: Handshake, *, enabled: Callable[[], None]) -> None:
        self._reads, self._handshake, self._enabled = reads, handshake, enabled

    async def __call__(self, command: EnableEndpoint) -> Endpoint:
        """Ask for the handshake now; what has waited then goes out in order. One that is enabled stays so.

        Raises Problem ``not-allowed``, ``endpoint-unknown``, ``handshake-failed``.
        """
        owner = owner_scope(command.actor)
        endpoint = visible(await self._reads.endpoint(command.endpoint_id), owner)
        if endpoint.state is EndpointState.ENABLED:
            return endpoint
        shaken = await self._handshake.shake(endpoint, command.actor)
        if shaken.state is not EndpointState.ENABLED:
            raise Problem(
                "handshake-failed",
                Kind.REFUSED,
                "The endpoint did not answer the verification event with its challenge "
                f"({shaken.health.last_fault or 'changed meanwhile'}). Mend it and try again.",
            )
        self._enabled()
        return shaken


@dataclass(frozen=True, slots=True, kw_only=True)
class DisableEndpoint:
    actor: Actor
    endpoint_id: str


class DisableEndpointHandler:
    def __init__(self, uow: UnitOfWork, letters: OwnerLetters, *, real: Clock, disabled: Callable[[], None]) -> None:
        self._uow, self._letters, self._real, self._disabled = uow, letters, real, disabled

    async def __call__(self, command: DisableEndpoint) -> Endpoint:
        """Its events are kept and wait. One that is disabled stays so. Raises Problem ``not-allowed``,
        ``endpoint-unknown``."""
        owner = owner_scope(command.actor)
        async with self._uow.begin() as tx:
            endpoint = visible(await tx.endpoints.get(command.endpoint_id), owner)
            if endpoint.state is EndpointState.DISABLED and endpoint.disabled_for is not DisabledFor.MOVED:
                return endpoint
            disabled = endpoint.disabled(DisabledFor.REQUEST, self._real.now())
            await tx.endpoints.save(disabled)
            await tx.messages.add([self._letters.disabled(disabled)])
            journaled = Command(name="disable-webhook-endpoint", actor=command.actor, subject=endpoint.id)
            await tx.record(journaled, [EndpointDisabled(endpoint=disabled)])
            await tx.commit()
        self._letters.planned()
        self._disabled()
        return disabled
