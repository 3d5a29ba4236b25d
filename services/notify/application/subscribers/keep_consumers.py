"""KeepConsumers: what the register says of consumers is so in the broker, also after a crash between the two."""

from __future__ import annotations

from chassis.failures import reason
from chassis.kernel.errors import Problem
from chassis.telemetry import logs
from notify.application.subscribers.ports import Directory, StreamConsumers
from notify.domain.subscribers import Registration

_log = logs.get(__name__)


class KeepConsumers:
    """One round. A subscriber whose consumer cannot be as it must is logged once, and does not stop the others."""

    def __init__(self, directory: Directory, consumers: StreamConsumers) -> None:
        self._directory, self._consumers = directory, consumers
        self._kept: dict[str, int] = {}

    async def __call__(self) -> None:
        """Only what changed since the last round; all of them in the first one after a start."""
        for registration in await self._directory.connected():
            if self._kept.get(registration.key) != registration.version:
                await self._keep(registration)

    def forget(self) -> None:
        """The broker is back, perhaps another one: all are looked at again."""
        self._kept.clear()

    async def _keep(self, registration: Registration) -> None:
        try:
            await self._consumers.ensure(registration.subscriber)
        except Problem as problem:
            if problem.slug == "broker-unreachable":
                raise
            _log.warning("consumer not as registered", subscriber=registration.key, reason=reason(problem))
        self._kept[registration.key] = registration.version
