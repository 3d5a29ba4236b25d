"""What every change of feedback begins and ends with: lock it, check the right, the repetition, the version; store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from chassis.kernel.actor import Actor
from chassis.messaging.journal import Command, Idempotency
from intake.application.opening import VersionStale
from intake.application.ports import Transaction
from intake.domain.feedback import rights
from intake.domain.feedback.facts import FeedbackFact
from intake.domain.feedback.feedback import Feedback

Right = Callable[[Actor, Feedback], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackChange:
    """Who wants to change which feedback. if_version: only if it still is that version. idempotency: see HTTP."""

    actor: Actor
    feedback_id: str
    if_version: int | None = None
    idempotency: Idempotency | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedFeedback:
    """Feedback locked for a change. was_done: this very command was carried out before."""

    feedback: Feedback
    command: Command
    was_done: bool


async def open_feedback(transaction: Transaction, change: FeedbackChange, *, name: str, right: Right) -> OpenedFeedback:
    """Raises FeedbackUnknown, RoleForbidden, VersionStale, and ``idempotency-key-reused``."""
    feedback = rights.must_see(change.actor, await transaction.feedback.locked(change.feedback_id))
    right(change.actor, feedback)
    command = Command(
        name=name,
        actor=change.actor,
        subject=feedback.id,
        unit=f"{feedback.agency}/{change.actor.department or feedback.handler or 'all'}",
        idempotency=change.idempotency,
    )
    was_done = change.idempotency is not None and await transaction.repeated(command)
    if not was_done and change.if_version not in (None, feedback.version):
        raise VersionStale
    return OpenedFeedback(feedback=feedback, command=command, was_done=was_done)


async def keep(
    transaction: Transaction, opened: OpenedFeedback, changed: Feedback, facts: Sequence[FeedbackFact] = ()
) -> Feedback:
    """Stores the next version with what was done, and commits."""
    await transaction.feedback.save(changed)
    await transaction.record(opened.command, facts)
    await transaction.commit()
    return changed
