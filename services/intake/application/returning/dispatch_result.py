"""Hand the result to the public post."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chassis.kernel.clock import Clock
from chassis.kernel.errors import invalid
from chassis.kernel.ids import Ids
from intake.application.opening import Change, open_for
from intake.application.ports import UnitOfWork
from intake.domain import rights
from intake.domain.dossier import Dossier
from intake.domain.procedures import Channel
from intake.domain.returning.attempts import ReturnAttempt, dispatch

LONGEST_NUMBER = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchResult:
    """tracking_number: of the postal service, 1 to 60 characters. sent_at: null for now."""

    change: Change
    tracking_number: str
    sent_at: datetime | None = None
    originals_returned: bool = False


class DispatchResultHandler:
    def __init__(self, unit_of_work: UnitOfWork, clock: Clock, ids: Ids) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._ids = ids

    async def __call__(self, command: DispatchResult) -> Dossier:
        """The dossier, its result on the way. Raises what ``open_for`` and ``attempts.dispatch`` raise."""
        number = command.tracking_number.strip()
        if not 1 <= len(number) <= LONGEST_NUMBER:
            advice = f"1 to {LONGEST_NUMBER} characters"
            raise invalid("invalid-request", "The post gives every parcel a number.", tracking_number=advice)
        async with self._unit_of_work.begin() as transaction:
            opened = await open_for(transaction, command.change, name="dispatch-result", right=rights.may_receive)
            if opened.was_done:
                return opened.dossier
            now = self._clock.now()
            parcel = ReturnAttempt(
                id=self._ids.new(),
                method=Channel.POST,
                recorded_at=now,
                recorded_by=command.change.actor.subject,
                sent_at=command.sent_at or now,
                tracking_number=number,
                originals_returned=command.originals_returned,
            )
            sent = dispatch(opened.dossier, parcel, await transaction.attempts.of(opened.dossier.id))
            await transaction.dossiers.save(sent)
            await transaction.attempts.add(sent.id, parcel)
            await transaction.record(opened.command, [])
            await transaction.commit()
        return sent
