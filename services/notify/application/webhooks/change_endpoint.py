"""ChangeEndpoint and RemoveEndpoint: another address, another choice, or none any more."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.messaging.journal import Command
from notify.application.subscribers.ports import Directory
from notify.application.webhooks.access import of_version, owner_scope, visible
from notify.application.webhooks.asked import check_asked
from notify.application.webhooks.ports import Address, Secrets, UnitOfWork
from notify.domain.selection import Selection
from notify.domain.subscribers import narrowed
from notify.domain.webhooks import Endpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeEndpoint:
    """What is null stays as it is. contact_email: empty for nobody any more. if_version: the version that was read,
    null for whichever it is."""

    actor: Actor
    endpoint_id: str
    url: str | None = None
    description: str | None = None
    selection: Selection | None = None
    contact_email: str | None = None
    if_version: int | None = None


class ChangeEndpointHandler:
    def __init__(
        self,
        uow: UnitOfWork,
        directory: Directory,
        secrets: Secrets,
        address: Address,
        *,
        real: Clock,
        types: Collection[str],
    ) -> None:
        self._uow, self._directory, self._secrets, self._address = uow, directory, secrets, address
        self._real, self._types = real, types

    async def __call__(self, command: ChangeEndpoint) -> Endpoint:
        """Another address has to answer the handshake first; events wait for it.

        Raises Problem ``not-allowed``, ``endpoint-unknown``, ``version-stale``, ``invalid-request``,
        ``outside-grant``.
        """
        owner = owner_scope(command.actor)
        async with self._uow.begin() as tx:
            endpoint = visible(await tx.endpoints.get(command.endpoint_id), owner)
            of_version(endpoint, command.if_version)
            changed = endpoint.moved(
                url=endpoint.url if command.url is None else command.url,
                description=endpoint.description if command.description is None else command.description,
                selection=endpoint.selection if command.selection is None else command.selection,
                at=self._real.now(),
            )
            if command.contact_email is not None:
                changed = replace(changed, contact=self._secrets.seal_contact(endpoint.id, command.contact_email))
            check_asked(
                changed.url,
                changed.description,
                changed.selection,
                self._address,
                self._types,
                contact_email=command.contact_email or "",
            )
            await self._within_grant(changed)
            await tx.endpoints.save(changed)
            await tx.record(Command(name="change-webhook-endpoint", actor=command.actor, subject=endpoint.id), [])
            await tx.commit()
        return changed

    async def _within_grant(self, endpoint: Endpoint) -> None:
        found = await self._directory.get(endpoint.owner) if endpoint.owner else None
        if found is not None:
            narrowed(endpoint.selection, found.subscriber.grant)


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveEndpoint:
    actor: Actor
    endpoint_id: str
    if_version: int | None = None


class RemoveEndpointHandler:
    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow

    async def __call__(self, command: RemoveEndpoint) -> None:
        """What waits for it is dropped. Raises Problem ``not-allowed``, ``endpoint-unknown``, ``version-stale``."""
        owner = owner_scope(command.actor)
        async with self._uow.begin() as tx:
            endpoint = visible(await tx.endpoints.get(command.endpoint_id), owner)
            of_version(endpoint, command.if_version)
            await tx.endpoints.remove(endpoint.id)
            await tx.record(Command(name="remove-webhook-endpoint", actor=command.actor, subject=endpoint.id), [])
            await tx.commit()
