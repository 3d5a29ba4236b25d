"""Who looks after an endpoint: how he is reached, and what he is told by mail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from chassis.kernel.clock import Clock
from chassis.kernel.errors import Kind, Problem
from chassis.kernel.ids import Ids
from notify.application.ports import Contact
from notify.application.webhooks.ports import Reads, Secrets, UnitOfWork
from notify.domain.delivery import Delivery
from notify.domain.departure import Departure
from notify.domain.occasions import Audience, Channel, Occasion
from notify.domain.occurrence import Particulars
from notify.domain.webhooks import PATIENCE, Endpoint, EndpointState


class OwnerContacts:
    """Fulfils ``application.ports.Contacts``: asked by the endpoint's id, opened at the moment of sending."""

    def __init__(self, reads: Reads, secrets: Secrets) -> None:
        self._reads, self._secrets = reads, secrets

    async def of(self, endpoint_id: str) -> Contact:
        endpoint = await self._reads.endpoint(endpoint_id)
        if endpoint is None:
            raise Problem("endpoint-unknown", Kind.NOT_FOUND, "The endpoint is deleted.")
        return Contact(name="", email=self._secrets.open_contact(endpoint), language="vi")


class OwnerLetters:
    """Messages about endpoints, to be kept in the transaction that makes them true; one a happening, by its key.

    departure: how a message begins here. planned: wakes the senders, after the commit.
    """

    def __init__(
        self, departure: Departure, *, clock: Clock, real: Clock, ids: Ids, planned: Callable[[], None]
    ) -> None:
        self._departure, self._clock, self._real, self._ids = departure, clock, real, ids
        self.planned = planned

    def disabled(self, endpoint: Endpoint) -> Delivery:
        reason = endpoint.disabled_for.value if endpoint.disabled_for else ""
        known = Particulars(
            code=endpoint.name, detail=reason, note=endpoint.health.last_fault, happened_at=endpoint.disabled_at
        )
        return self._letter(endpoint, Occasion.ENDPOINT_DISABLED, f"{endpoint.id}:disabled:{endpoint.version}", known)

    def failing(self, endpoint: Endpoint) -> Delivery:
        since = endpoint.health.failing_since
        known = Particulars(
            code=endpoint.name,
            note=endpoint.health.last_fault,
            happened_at=since,
            answer_by_at=since + PATIENCE if since else None,
        )
        key = f"{endpoint.id}:failing:{since.isoformat() if since else ''}"
        return self._letter(endpoint, Occasion.ENDPOINT_FAILING, key, known)

    def _letter(self, endpoint: Endpoint, occasion: Occasion, happening: str, known: Particulars) -> Delivery:
        now = self._clock.now()
        begun = self._departure.of(Channel.EMAIL, Audience.ENDPOINT_OWNER, now=now, real=self._real.now())
        return Delivery(
            id=self._ids.new(),
            event_id=happening,
            event_type=occasion.value,
            dossier_id=endpoint.id,
            occasion=occasion,
            audience=Audience.ENDPOINT_OWNER,
            channel=begun.channel,
            recipient=endpoint.id,
            particulars=known,
            state=begun.state,
            failure=begun.failure,
            created_at=now,
            next_attempt_at=begun.next_attempt_at,
            finished_at=begun.finished_at,
        )


class TellOfFailingHandler:
    """One pass of a loop: whoever has taken nothing for so long is told, once for each time it happens."""

    def __init__(self, uow: UnitOfWork, reads: Reads, letters: OwnerLetters, *, real: Clock, after: timedelta) -> None:
        self._uow, self._reads, self._letters, self._real, self._after = uow, reads, letters, real, after
        self._told: frozenset[str] = frozenset()

    async def __call__(self) -> None:
        before = self._real.now() - self._after
        failing = [self._letters.failing(each) for each in await self._reads.failing(before)]
        news = [each for each in failing if each.event_id not in self._told]
        for letter in news:
            await self._tell(letter.dossier_id, before)
        self._told = frozenset(each.event_id for each in failing)

    async def _tell(self, endpoint_id: str, before: datetime) -> None:
        async with self._uow.begin() as tx:
            endpoint = await tx.endpoints.get(endpoint_id)
            if endpoint is None or not _fails_still(endpoint, before):
                return
            await tx.messages.add([self._letters.failing(endpoint)])
            await tx.commit()
        self._letters.planned()


def _fails_still(endpoint: Endpoint, before: datetime) -> bool:
    since = endpoint.health.failing_since
    return endpoint.state is EndpointState.ENABLED and since is not None and since <= before
