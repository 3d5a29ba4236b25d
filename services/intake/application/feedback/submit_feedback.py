"""Submit feedback: anybody online; a receptionist enters what comes on paper, by phone or survey (ND20 art. 6, 9)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.errors import invalid
from chassis.kernel.ids import Ids
from chassis.messaging.journal import Command, CommandRepeated, Idempotency
from intake.application.feedback.ports import FeedbackShelf
from intake.application.law_in_force import LawInForce
from intake.application.ports import TrackingSecrets, Transaction, UnitOfWork
from intake.application.reading import Register
from intake.domain import tracking
from intake.domain.dossier import Dossier
from intake.domain.feedback import rights
from intake.domain.feedback.feedback import Feedback
from intake.domain.feedback.handling import Arrival, receive
from intake.domain.feedback.sender import FeedbackFile, Sender, check_file
from intake.domain.feedback.vocabulary import FeedbackForm, FeedbackKind, Matter
from intake.domain.rights import RECEPTIONIST, sees


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitFeedback:
    """actor: null without an account. dossier: id or code it is about, empty if none. concerned_officer: account of the
    official complained of, where the receptionist knows it."""

    actor: Actor | None
    kind: FeedbackKind
    matter: Matter
    form: FeedbackForm
    sender: Sender
    title: str
    content: str
    dossier: str = ""
    concerned_officer: str = ""
    idempotency: Idempotency | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """tracking_secret: with the code it opens the feedback for its sender, and for nobody else."""

    feedback: Feedback
    tracking_secret: str


class SubmitFeedbackHandler:
    def __init__(
        self,
        *,
        unit_of_work: UnitOfWork,
        register: Register,
        shelf: FeedbackShelf,
        law: LawInForce,
        clock: Clock,
        ids: Ids,
        secrets: TrackingSecrets,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._register = register
        self._shelf = shelf
        self._law = law
        self._clock = clock
        self._ids = ids
        self._secrets = secrets

    async def __call__(self, command: SubmitFeedback) -> Submitted:
        """Entered in the book of the day. For a repeated idempotency key, what was entered the first time.

        Raises RoleForbidden, ``invalid-request``, ``dossier-not-found`` for a dossier that the sender cannot mean.
        """
        rights.may_submit(command.actor, command.form, self._law.pack.agency.token)
        secret = self._secrets.new()
        file = FeedbackFile(sender=command.sender, title=command.title, content=command.content, tracking_secret=secret)
        check_file(file, command.form)
        dossier = await self._meant(command)
        try:
            async with self._unit_of_work.begin() as transaction:
                feedback = await self._enter(transaction, command, file, dossier)
        except CommandRepeated as repeated:
            return await self._earlier(repeated.subject)
        return Submitted(feedback=feedback, tracking_secret=secret)

    async def _enter(
        self, transaction: Transaction, command: SubmitFeedback, file: FeedbackFile, dossier: Dossier | None
    ) -> Feedback:
        pack, now = self._law.pack, self._clock.now()
        on = now.astimezone(pack.calendar.tz).date()
        by = command.actor or _stranger(command.idempotency)
        serial = await transaction.codes.next(f"PAKN.{pack.agency.token}", on)
        terms, known = pack.feedback, dossier is not None
        arrival = Arrival(
            id=self._ids.new(),
            agency=pack.agency.token,
            code=f"PAKN-{on:%y%m%d}-{serial:04d}",
            kind=command.kind,
            matter=command.matter,
            form=command.form,
            registered_by=by.subject,
            received_at=now,
            forward_due_at=terms.forward_due(now, pack.calendar) if terms else None,
            answer_due_at=terms.answer_due(now, command.kind, on_dossier=known, calendar=pack.calendar)
            if terms
            else None,
            tracking_digest=tracking.digest(file.tracking_secret),
            dossier_id=dossier.id if dossier else "",
            concerned_officer=command.concerned_officer if by.has(RECEPTIONIST) else "",
        )
        feedback, received = receive(arrival)
        entry = Command(
            name="submit-feedback",
            actor=by,
            subject=feedback.id,
            unit=f"{feedback.agency}/{by.department or 'all'}",
            idempotency=command.idempotency,
        )
        await transaction.record(entry, [received])
        await transaction.feedback.add(feedback, file)
        await transaction.commit()
        return feedback

    async def _meant(self, command: SubmitFeedback) -> Dossier | None:
        """The dossier it is about. Strangers name it by its code, which stands on the receipt."""
        if not command.dossier:
            return None
        found = await self._register.by_code(command.dossier.strip().upper())
        if found is None and command.actor is not None:
            found = await self._register.dossier(command.dossier)
            found = found if found and sees(command.actor, found) else None
        if found is None:
            raise invalid(
                "invalid-request",
                "No such dossier.",
                dossier="give the code as it stands on the receipt, or leave it out",
            )
        return found

    async def _earlier(self, feedback_id: str) -> Submitted:
        found = await self._shelf.get(feedback_id)
        if found is None:
            raise rights.FeedbackUnknown
        return Submitted(feedback=found[0], tracking_secret=found[1].tracking_secret)


def _stranger(idempotency: Idempotency | None) -> Actor:
    """Somebody without an account. Two strangers who chose the same idempotency key are not the same."""
    mark = hashlib.sha256(idempotency.digest.encode()).hexdigest()[:16] if idempotency else "once"
    return Actor(subject=f"anonymous:{mark}", roles=frozenset())
