"""The handshake: an endpoint shows that it wants our events by echoing what only it was sent."""

from __future__ import annotations

import secrets as random
from collections.abc import Callable

import orjson

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.errors import Problem
from chassis.kernel.ids import Ids
from chassis.messaging.journal import Command
from chassis.telemetry import logs
from notify.application.send_due import NOTIFY
from notify.application.webhooks.ports import Poster, Reads, Secrets, UnitOfWork
from notify.application.webhooks.sending import VERIFICATION, Signer, own_event
from notify.domain.webhooks import Answer, Endpoint, EndpointState

_log = logs.get(__name__)


class Handshake:
    """Sends the verification event outside any transaction, then keeps what came of it."""

    def __init__(self, uow: UnitOfWork, secrets: Secrets, poster: Poster, *, real: Clock, ids: Ids) -> None:
        self._uow, self._secrets, self._poster = uow, secrets, poster
        self._real, self._ids = real, ids

    async def shake(self, endpoint: Endpoint, actor: Actor) -> Endpoint:
        """The endpoint as it is now: enabled if it answered, with the fault otherwise, or as somebody has changed it
        meanwhile. Raises Problem ``webhooks-not-configured``, ``seal-broken``."""
        fault = await self._fault(endpoint)
        async with self._uow.begin() as tx:
            now = await tx.endpoints.get(endpoint.id)
            if now is None or now.version != endpoint.version:
                return now or endpoint
            if fault:
                shaken = now.unanswered(fault, self._real.now())
            else:
                shaken = now.enabled()
                await tx.deliveries.release(now.id, self._real.now())
                if now.health.failing_since is not None:
                    await tx.deliveries.revive(now.id, now.health.failing_since)
                await tx.record(Command(name="enable-webhook-endpoint", actor=actor, subject=now.id), [])
            await tx.endpoints.save(shaken)
            await tx.commit()
        return shaken

    async def _fault(self, endpoint: Endpoint) -> str:
        challenge, event_id, now = random.token_urlsafe(24), self._ids.new(), self._real.now()
        body = own_event(VERIFICATION, event_id, endpoint, now, {"challenge": challenge})
        answer = await Signer(endpoint, self._secrets, self._poster).post(event_id, body, now, wants_body=True)
        return answer.fault or ("" if _echoes(answer, challenge) else "challenge-not-echoed")


class ShakeHandsHandler:
    """One pass over the endpoints whose handshake is due. enabled: tells the courier that there is work."""

    def __init__(self, reads: Reads, handshake: Handshake, *, real: Clock, enabled: Callable[[], None]) -> None:
        self._reads, self._handshake, self._real, self._enabled = reads, handshake, real, enabled

    async def __call__(self) -> None:
        for endpoint in await self._reads.handshakes(self._real.now()):
            try:
                shaken = await self._handshake.shake(endpoint, NOTIFY)
            except Problem as problem:  # one whose secret cannot be opened holds up no other
                _log.warning("handshake not tried", endpoint=endpoint.name, reason=problem.slug)
                continue
            if shaken.state is EndpointState.ENABLED:
                self._enabled()


def _echoes(answer: Answer, challenge: str) -> bool:
    """As plain text, or as the member ``challenge`` of a JSON object."""
    if answer.body.strip() == challenge.encode():
        return True
    try:
        read = orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        return False
    return isinstance(read, dict) and read.get("challenge") == challenge
