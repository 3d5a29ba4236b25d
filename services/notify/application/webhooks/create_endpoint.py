"""CreateEndpoint: another system says where its events shall be posted."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.errors import Kind, Problem
from chassis.kernel.ids import Ids
from chassis.messaging.journal import Command, CommandRepeated, Idempotency
from notify.application.subscribers.acting import subscriber_of
from notify.application.subscribers.ports import Directory
from notify.application.webhooks.access import owner_scope
from notify.application.webhooks.asked import check_asked
from notify.application.webhooks.ports import Address, Reads, Secrets, Transaction, UnitOfWork
from notify.domain.selection import Selection
from notify.domain.subscribers import narrowed
from notify.domain.webhook_signing import secret_text
from notify.domain.webhooks import Endpoint

MOST_OF_OWNER = 10
MOST_OF_ALL = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateEndpoint:
    """owner: key of the subscriber it is for; an operator may leave it empty for a system of our own. contact_email: of
    who looks after it, empty for nobody."""

    actor: Actor
    name: str
    url: str
    owner: str = ""
    description: str = ""
    contact_email: str = ""
    selection: Selection = field(default_factory=Selection)
    idempotency: Idempotency | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithSecret:
    """An endpoint and the secret that its receiver checks signatures with; shown this once."""

    endpoint: Endpoint
    secret: str


class CreateEndpointHandler:
    """types: all event types that there are."""

    def __init__(
        self,
        uow: UnitOfWork,
        reads: Reads,
        directory: Directory,
        secrets: Secrets,
        address: Address,
        *,
        real: Clock,
        ids: Ids,
        types: Collection[str],
    ) -> None:
        self._uow, self._reads, self._directory = uow, reads, directory
        self._secrets, self._address = secrets, address
        self._real, self._ids, self._types = real, ids, types

    async def __call__(self, command: CreateEndpoint) -> WithSecret:
        """Pending until it has answered the handshake. The same request again answers the same.

        Raises Problem ``not-allowed``, ``invalid-request``, ``outside-grant``, ``subscriber-unknown``,
        ``endpoint-name-taken``, ``too-many-endpoints``, ``webhooks-not-configured``.
        """
        owner = await self._owner(command)
        check_asked(
            command.url,
            command.description,
            command.selection,
            self._address,
            self._types,
            name=command.name,
            contact_email=command.contact_email,
        )
        endpoint_id = self._ids.new()
        key, sealed = self._secrets.new(endpoint_id)
        now = self._real.now()
        endpoint = Endpoint(
            id=endpoint_id,
            name=command.name,
            owner=owner,
            url=command.url,
            description=command.description,
            selection=command.selection,
            secret=sealed,
            contact=self._secrets.seal_contact(endpoint_id, command.contact_email),
            handshake_at=now,
            created_at=now,
        )
        try:
            async with self._uow.begin() as tx:
                await tx.record(self._journaled(command, endpoint_id), [])
                await _refuse_too_many(tx, endpoint)
                await tx.endpoints.add(endpoint)
                await tx.commit()
        except CommandRepeated as earlier:
            return await self._earlier(earlier.subject)
        return WithSecret(endpoint=endpoint, secret=secret_text(key))

    async def _owner(self, command: CreateEndpoint) -> str:
        """Whom it belongs to, once it is sure that he may have what he asks for."""
        if scope := owner_scope(command.actor):
            subscriber = await subscriber_of(command.actor, self._directory)
            if command.owner not in ("", scope):
                raise Problem("not-allowed", Kind.FORBIDDEN, "A subscriber registers endpoints of its own only.")
        elif command.owner:
            found = await self._directory.get(command.owner)
            if found is None:
                raise Problem("subscriber-unknown", Kind.NOT_FOUND, "There is no such subscriber; register it first.")
            subscriber = found.subscriber
        else:
            return ""
        narrowed(command.selection, subscriber.grant)
        return subscriber.key

    def _journaled(self, command: CreateEndpoint, endpoint_id: str) -> Command:
        return Command(
            name="create-webhook-endpoint",
            actor=command.actor,
            subject=endpoint_id,
            idempotency=command.idempotency,
        )

    async def _earlier(self, endpoint_id: str) -> WithSecret:
        endpoint = await self._reads.endpoint(endpoint_id)
        if endpoint is None:
            raise Problem("endpoint-unknown", Kind.NOT_FOUND, "The endpoint was created and is deleted again.")
        return WithSecret(endpoint=endpoint, secret=secret_text(self._secrets.open(endpoint_id, endpoint.secret)))


async def _refuse_too_many(tx: Transaction, endpoint: Endpoint) -> None:
    if await tx.endpoints.is_named(endpoint.name):
        fields = {"name": "taken by another endpoint"}
        raise Problem("endpoint-name-taken", Kind.CONFLICT, "Choose another name; this one is taken.", fields=fields)
    own, of_all = await tx.endpoints.count(endpoint.owner)
    if (endpoint.owner and own >= MOST_OF_OWNER) or of_all >= MOST_OF_ALL:
        detail = f"A subscriber has {MOST_OF_OWNER} endpoints at most, all together {MOST_OF_ALL}. Delete one first."
        raise Problem("too-many-endpoints", Kind.REFUSED, detail)
