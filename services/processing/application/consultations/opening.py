"""What every change of a consultation begins with: its case locked, the right, repetition, version."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from chassis.kernel.actor import Actor
from chassis.messaging.journal import Command
from processing.application.changing import Asked, Opened, law_of, stale
from processing.application.ports import Transaction
from processing.domain import consultation_rights as rights
from processing.domain.case import Case
from processing.domain.consultation import Consultation, consultation_unknown

ConsultationRight = Callable[[Actor, Case, Consultation], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenConsultation:
    """A consultation as it is at an instant, with its case."""

    consultation: Consultation
    case: Case
    now: datetime


async def open_consultation(
    tx: Transaction, asked: Asked, consultation_id: str, *, name: str, right: ConsultationRight, reason: str = ""
) -> Opened:
    """The case on which that was asked, locked until the transaction ends.

    name: of the command in the journal. Raises Problem ``consultation-unknown``, what the right raises,
    ``version-stale``, ``idempotency-key-reused``.
    """
    rights.scope(asked.actor)
    case = await tx.cases.locked_by_consultation(consultation_id)
    if case is None:
        raise consultation_unknown(consultation_id)
    consultation = case.consultation(consultation_id)
    rights.check_seen(asked.actor, case, consultation)
    command = Command(
        name=name,
        actor=asked.actor,
        subject=case.id,
        reason=reason,
        unit=f"{case.dossier.agency}/{asked.actor.department or case.dossier.department}",
        idempotency=asked.idempotency,
    )
    was_done = asked.idempotency is not None and await tx.repeated(command)
    if not was_done:
        right(asked.actor, case, consultation)
        if asked.if_version not in (None, case.version):
            raise stale()
    return Opened(case=case, law=await law_of(tx.laws, case), command=command, was_done=was_done)


def may_manage(actor: Actor, case: Case, consultation: Consultation) -> None:
    """Whoever may ask may also remind and withdraw, and so may who asked."""
    if not (actor.subject == consultation.asked_by and actor.agency == case.dossier.agency):
        rights.check_ask(actor, case)
