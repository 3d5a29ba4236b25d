"""CleanUp: what was delivered is kept for a while, what failed longer; then it is deleted, some at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from chassis.kernel.clock import Clock
from notify.application.webhooks.ports import UnitOfWork

BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """How long deliveries are kept after they ended. failed: also how long what waits for a disabled endpoint does."""

    delivered: timedelta
    failed: timedelta


class CleanUpHandler:
    def __init__(self, uow: UnitOfWork, kept: Kept, *, real: Clock) -> None:
        self._uow, self._kept, self._real = uow, kept, real

    async def __call__(self) -> bool:
        """One batch; whether more may be there."""
        now = self._real.now()
        async with self._uow.begin() as tx:
            await tx.deliveries.expire(now - self._kept.failed, now)
            gone = await tx.deliveries.forget(
                delivered=now - self._kept.delivered, failed=now - self._kept.failed, limit=BATCH
            )
            await tx.commit()
        return gone >= BATCH
