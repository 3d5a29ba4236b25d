"""TakeReceipt: a provider reports what became of a message."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from chassis.kernel.clock import Clock
from chassis.kernel.errors import Kind, Problem
from chassis.kernel.ids import Ids
from chassis.telemetry import metrics
from notify.application.ports import UnitOfWork
from notify.application.send_due import end_of
from notify.domain.channels import USUAL_ORDER, following
from notify.domain.delivery import DeliveryState, Receipt
from notify.domain.occasions import Channel

RECEIPTS = metrics.counter(
    "dossier_message_receipts_total", "What providers reported of messages they took.", ("channel", "receipt")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """gateway: who reports. receipt_id: its own id of the message. receipt: NONE for a state that says nothing."""

    gateway: str
    receipt_id: str
    receipt: Receipt


class TakeReceiptHandler:
    def __init__(
        self,
        uow: UnitOfWork,
        channels: Collection[Channel],
        *,
        clock: Clock,
        real: Clock,
        ids: Ids,
        planned: Callable[[], None],
    ) -> None:
        """channels: by which something can be sent here. planned: wakes the senders."""
        self._uow = uow
        self._order = tuple(channel for channel in USUAL_ORDER if channel in channels)
        self._clock = clock
        self._real = real
        self._ids = ids
        self._planned = planned

    async def __call__(self, report: Report) -> None:
        """A report that says no more than is known changes nothing. Raises Problem ``receipt-unknown`` for a message
        that was never handed to this gateway, or not settled yet: the provider reports again."""
        if report.receipt is Receipt.NONE:
            return
        now = self._clock.now()
        async with self._uow.begin() as tx:
            known = await tx.deliveries.handed(report.gateway, report.receipt_id)
            if known is None:
                raise Problem("receipt-unknown", Kind.NOT_FOUND, "No message was handed over under this id.")
            reported = known.reported(report.receipt, now)
            if reported is known:
                return
            await tx.deliveries.report(reported)
            if reported.state is DeliveryState.FAILED:
                other = following(self._order, (*known.tried, known.channel))
                fallback = reported.fallen_back(self._ids.new(), other, now, self._real.now()) if other else None
                await end_of(tx, reported, fallback)
            await tx.commit()
        RECEIPTS.labels(known.channel, report.receipt).inc()
        self._planned()
