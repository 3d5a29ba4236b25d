"""What an operator decides about a dead letter. The service that has it does it and keeps who, when and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem
from notify.application.letters.access import box_of, may_decide
from notify.application.letters.ports import DeadLetter, LetterBox


@dataclass(frozen=True, slots=True, kw_only=True)
class ResendDeadLetter:
    """reason: why it can be applied now, 1 to 500 characters, without names of persons."""

    actor: Actor
    service: str
    letter_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DropDeadLetter:
    """reason: why it need not be applied, as above."""

    actor: Actor
    service: str
    letter_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RepublishMissing:
    actor: Actor
    service: str
    letter_id: str


class DecideHandler:
    """Problems of all: not-allowed, service-unknown, dead-letter-unknown, dead-letter-resolved."""

    def __init__(self, boxes: Mapping[str, LetterBox]) -> None:
        self._boxes = boxes

    async def resend(self, command: ResendDeadLetter) -> DeadLetter:
        """Applied when this returns. Problems: dead-letter-not-resendable, and what the consumer refuses it with."""
        may_decide(command.actor)
        box = box_of(self._boxes, command.service)
        return await box.resend(command.letter_id, reason=command.reason, by=command.actor.subject)

    async def drop(self, command: DropDeadLetter) -> DeadLetter:
        may_decide(command.actor)
        box = box_of(self._boxes, command.service)
        return await box.drop(command.letter_id, reason=command.reason, by=command.actor.subject)

    async def republish(self, command: RepublishMissing) -> DeadLetter:
        """The letter as it still is: the event comes within seconds, and then waits with the reason ``late``.

        Problems: dead-letter-not-missing, event-unknown-to-publisher.
        """
        may_decide(command.actor)
        letter, _ = await box_of(self._boxes, command.service).get(command.letter_id)
        if not letter.is_missing:
            raise Problem(
                "dead-letter-not-missing",
                Kind.REFUSED,
                "Only an event that never came is asked of its publisher; this one is here, or was decided about.",
            )
        if not await box_of(self._boxes, letter.publisher).republish(letter.subject, letter.sequence):
            raise Problem(
                "event-unknown-to-publisher",
                Kind.REFUSED,
                f"{letter.publisher} does not have it either. Run `motcua audit conservation`, restore it, or drop it.",
            )
        return letter
