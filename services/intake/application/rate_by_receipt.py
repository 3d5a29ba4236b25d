"""Rate a dossier with what stands on its receipt: the applicant at the counter has no account."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.errors import invalid
from chassis.messaging.journal import Command
from intake.application.ports import UnitOfWork
from intake.application.reading import Register
from intake.application.track_dossier import TrackingUnknown, by_receipt
from intake.domain.dossier import Dossier
from intake.domain.reception import REASON_MAX, rate

HOLDER = Actor(subject="receipt-holder", roles=frozenset())
"""Who acts: nobody knows, but he holds the receipt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RateByReceipt:
    """code, secret: of the receipt. rating: 1 (very dissatisfied) to 5. comment: up to 2,000 characters."""

    code: str
    secret: str
    rating: int
    comment: str = ""


class RateByReceiptHandler:
    def __init__(self, unit_of_work: UnitOfWork, register: Register, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._register = register
        self._clock = clock

    async def __call__(self, command: RateByReceipt) -> Dossier:
        """The dossier with its rating. Raises TrackingUnknown, AlreadyRated, ``rating-not-allowed``,
        ``invalid-request``."""
        found = await by_receipt(self._register, command.code, command.secret)
        if len(command.comment) > REASON_MAX:
            raise invalid("invalid-request", "The comment is too long.", comment=f"at most {REASON_MAX} characters")
        async with self._unit_of_work.begin() as transaction:
            dossier = await transaction.dossiers.locked(found.id)
            if dossier is None:
                raise TrackingUnknown
            rated, fact = rate(dossier, rating=command.rating, at=self._clock.now())
            entry = Command(
                name="rate-by-receipt",
                actor=HOLDER,
                subject=dossier.id,
                reason=command.comment,
                unit=f"{dossier.agency}/{dossier.department}",
            )
            await transaction.dossiers.save(rated)
            await transaction.record(entry, [fact])
            await transaction.commit()
        return rated
