"""KeepConsumers: what the register says of consumers is so in the broker, whoever changed which of the two."""

from __future__ import annotations

from chassis.failures import reason
from chassis.kernel.errors import Problem
from chassis.telemetry import logs
from notify.application.subscribers.ports import Directory, ShowLag, StreamConsumers
from notify.domain.subscribers import Registration

_log = logs.get(__name__)


class KeepConsumers:
    """One round over all that have a consumer; tells how many events each still has before it.

    One that cannot be as it must is logged once, and does not stop the others.
    """

    def __init__(self, directory: Directory, consumers: StreamConsumers, show: ShowLag) -> None:
        self._directory, self._consumers, self._show = directory, consumers, show
        self._told: dict[str, int] = {}

    async def __call__(self) -> None:
        for registration in await self._directory.connected():
            self._show(registration.key, await self._kept(registration))

    async def _kept(self, registration: Registration) -> int | None:
        """Events before it; None while nobody knows."""
        try:
            consumer = await self._consumers.ensure(registration.subscriber)
        except Problem as problem:
            if self._told.get(registration.key) != registration.version and problem.slug != "broker-unreachable":
                _log.warning("consumer not as registered", subscriber=registration.key, reason=reason(problem))
                self._told[registration.key] = registration.version
            return None
        return consumer.pending + consumer.unacknowledged
