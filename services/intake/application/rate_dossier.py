"""Rate how a dossier was handled, once, by its applicant."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.clock import Clock
from chassis.kernel.errors import invalid
from intake.application.opening import Change, open_for
from intake.application.ports import UnitOfWork
from intake.domain import rights
from intake.domain.dossier import Dossier
from intake.domain.reception import REASON_MAX, rate


@dataclass(frozen=True, slots=True, kw_only=True)
class RateDossier:
    """rating: 1 (very dissatisfied) to 5. comment: kept in the journal, up to 2,000 characters."""

    change: Change
    rating: int
    comment: str = ""


class RateDossierHandler:
    def __init__(self, unit_of_work: UnitOfWork, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock

    async def __call__(self, command: RateDossier) -> Dossier:
        """The dossier with its rating. Raises what ``open_for`` raises, AlreadyRated, ``rating-not-allowed``."""
        if len(command.comment) > REASON_MAX:
            raise invalid("invalid-request", "The comment is too long.", comment=f"at most {REASON_MAX} characters")
        async with self._unit_of_work.begin() as transaction:
            opened = await open_for(
                transaction, command.change, name="rate-dossier", right=rights.may_rate, reason=command.comment
            )
            if opened.was_done:
                return opened.dossier
            rated, fact = rate(opened.dossier, rating=command.rating, at=self._clock.now())
            await transaction.dossiers.save(rated)
            await transaction.record(opened.command, [fact])
            await transaction.commit()
        return rated
