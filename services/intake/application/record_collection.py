"""Record that the result was handed over; the dossier is closed."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.clock import Clock
from chassis.kernel.errors import invalid
from chassis.kernel.ids import Ids
from intake.application.opening import Change, open_for
from intake.application.ports import UnitOfWork
from intake.domain import rights
from intake.domain.dossier import Dossier
from intake.domain.procedures import Channel
from intake.domain.returning.attempts import NOT_NOTED, ReceivedBy, Receiver, ReturnAttempt, hand_over

LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordCollection:
    """method: how it was handed over; null: as the applicant wanted it. receiver: as far as it is noted; needed for
    somebody authorised, each text up to 200 characters. originals_returned: papers handed in went back with it."""

    change: Change
    method: Channel | None = None
    received_by: ReceivedBy = ReceivedBy.APPLICANT
    receiver: Receiver = NOT_NOTED
    originals_returned: bool = False


class RecordCollectionHandler:
    def __init__(self, unit_of_work: UnitOfWork, clock: Clock, ids: Ids) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._ids = ids

    async def __call__(self, command: RecordCollection) -> Dossier:
        """The dossier, closed. Raises what ``open_for`` and ``attempts.hand_over`` raise."""
        _check(command.receiver)
        async with self._unit_of_work.begin() as transaction:
            opened = await open_for(transaction, command.change, name="record-collection", right=rights.may_receive)
            if opened.was_done:
                return opened.dossier
            now = self._clock.now()
            attempt = ReturnAttempt(
                id=self._ids.new(),
                method=command.method or opened.dossier.result_by,
                recorded_at=now,
                recorded_by=command.change.actor.subject,
                handed_over_at=now,
                received_by=command.received_by,
                receiver=command.receiver,
                originals_returned=command.originals_returned,
            )
            earlier = await transaction.attempts.of(opened.dossier.id)
            collected, fact = hand_over(opened.dossier, attempt, earlier)
            await transaction.dossiers.save(collected)
            await transaction.attempts.add(collected.id, attempt)
            await transaction.record(opened.command, [fact])
            await transaction.commit()
        return collected


def _check(receiver: Receiver) -> None:
    texts = {f"receiver.{name}": getattr(receiver, name) for name in Receiver.__slots__}
    if long := {field: f"at most {LONGEST} characters" for field, text in texts.items() if len(text) > LONGEST}:
        raise invalid("invalid-request", "The name or a number is too long.", **long)
