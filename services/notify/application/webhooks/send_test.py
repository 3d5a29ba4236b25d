"""SendTest: one signed test event now, and what came of it. Nothing is counted and nothing waits for it."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from notify.application.webhooks.access import owner_scope, visible
from notify.application.webhooks.ports import Poster, Reads, Secrets
from notify.application.webhooks.sending import TEST, Signer, own_event
from notify.domain.webhooks import Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class SendTest:
    actor: Actor
    endpoint_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    event_id: str
    answer: Answer


class SendTestHandler:
    def __init__(self, reads: Reads, secrets: Secrets, poster: Poster, *, real: Clock, ids: Ids) -> None:
        self._reads, self._secrets, self._poster = reads, secrets, poster
        self._real, self._ids = real, ids

    async def __call__(self, command: SendTest) -> Tested:
        """Raises Problem ``not-allowed``, ``endpoint-unknown``."""
        owner = owner_scope(command.actor)
        endpoint = visible(await self._reads.endpoint(command.endpoint_id), owner)
        event_id, now = self._ids.new(), self._real.now()
        body = own_event(TEST, event_id, endpoint, now, {"endpoint": endpoint.name})
        answer = await Signer(endpoint, self._secrets, self._poster).post(event_id, body, now)
        return Tested(event_id=event_id, answer=answer)
