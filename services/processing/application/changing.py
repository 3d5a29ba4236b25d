"""What every change of a case begins and ends with: lock, right, repetition, version; then store, journal, commit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem, invalid
from chassis.messaging.envelope import Envelope
from chassis.messaging.journal import Command, Idempotency
from processing.application.mandate_ports import Mandates
from processing.application.ports import Laws, Reading, Transaction
from processing.domain import rights
from processing.domain.case import Case, Change, case_unknown, task_unknown
from processing.domain.facts import Fact
from processing.domain.law import Law
from processing.domain.mandates import Mandate, Right, lent, taken_over
from processing.domain.timers import timers_of

LONGEST_TEXT = 2_000
SERVICE = Actor(subject="service:processing", roles=frozenset({"system"}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who wants to change what. if_version: only if the case still is that version. idempotency: see HTTP."""

    actor: Actor
    if_version: int | None = None
    idempotency: Idempotency | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A case locked for a change. was_done: this very command was carried out before; answer with what is there.

    taken: that steps went to who does them for somebody else."""

    case: Case
    law: Law
    command: Command
    was_done: bool
    taken: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A case as it is at an instant, with the law that explains it."""

    case: Case
    law: Law
    now: datetime


async def open_case(
    tx: Transaction, asked: Asked, *, name: str, right: Right, dossier_id: str = "", task_id: str = "", reason: str = ""
) -> Opened:
    """The case with that id or with that task, locked until the transaction ends.

    name: of the command in the journal, ``assign-task``. Whoever lacks the right themselves may have it from a mandate;
    then the command says on whose behalf, and the steps to be done are theirs. Raises Problem ``case-unknown`` or
    ``task-unknown``, what the right raises, ``version-stale``, ``idempotency-key-reused``.
    """
    found = await (tx.cases.locked_by_task(task_id) if task_id else tx.cases.locked(dossier_id))
    unknown = task_unknown(task_id) if task_id else case_unknown(dossier_id)
    if found is None:
        rights.scope(asked.actor)
        raise unknown
    command = Command(
        name=name,
        actor=asked.actor,
        subject=found.id,
        reason=reason,
        unit=f"{found.dossier.agency}/{asked.actor.department or found.dossier.department}",
        idempotency=asked.idempotency,
    )
    if asked.idempotency is not None and await tx.repeated(command):
        await _entitled(tx.mandates, asked.actor, found, unknown, name=name, right=_to_see_it, now=tx.now())
        return Opened(case=found, law=await law_of(tx.laws, found), command=command, was_done=True)
    mandate = await _entitled(tx.mandates, asked.actor, found, unknown, name=name, right=right, now=tx.now())
    if asked.if_version not in (None, found.version):
        raise stale()
    law, taken = await law_of(tx.laws, found), Change(case=found)
    if mandate is not None:
        command = replace(command, actor=replace(asked.actor, on_behalf_of=mandate.principal.subject))
        taken = taken_over(found, mandate.principal, asked.actor.subject, name=name, task_id=task_id, at=tx.now())
    return Opened(case=taken.case, law=law, command=command, was_done=False, taken=taken.facts)


async def _entitled(
    mandates: Mandates, actor: Actor, case: Case, unknown: Problem, *, name: str, right: Right, now: datetime
) -> Mandate | None:
    """None if the actor has the right; else the mandate that lends it. Raises the plain refusal if there is none: only
    then were mandates looked for, so whoever has the right pays nothing for them."""
    try:
        _seen(actor, case, unknown)
        right(actor, case)
    except Problem as refusal:
        if refusal.kind not in (Kind.FORBIDDEN, Kind.NOT_FOUND):
            raise
        standing = await mandates.standing(actor.subject, now)
        mandate = lent(actor, standing.of(actor), case, name=name, right=right)
        if mandate is None:
            raise
        return mandate
    return None


async def entitled_to_read(
    reading: Reading, actor: Actor, dossier_id: str, *, name: str, right: Right, now: datetime
) -> None:
    """Whether the actor may do it, asked before what happens outside of the transaction; raises as ``open_case``."""
    case, unknown = await reading.case(dossier_id), case_unknown(dossier_id)
    if case is None:
        rights.scope(actor)
        raise unknown
    await _entitled(reading.mandates, actor, case, unknown, name=name, right=right, now=now)


def _to_see_it(_actor: Actor, _case: Case) -> None:
    """What was done before is answered to whoever sees the case."""


async def keep(tx: Transaction, opened: Opened, change: Change) -> Case:
    """The changed case stored, its timers moved, the command and its facts recorded, all of it committed."""
    saved = await tx.cases.save(change.case)
    await tx.timers.replace(saved.id, timers_of(saved, opened.law), before=timers_of(opened.case, opened.law))
    await tx.record(opened.command, (*opened.taken, *change.facts))
    await tx.commit()
    return saved


async def law_of(laws: Laws, case: Case) -> Law:
    """The law that the case was opened with; it is kept for as long as the case is."""
    dossier = case.dossier
    law = await laws.law(dossier.procedure_key, dossier.procedure_version, case.law_revision)
    if law is None:
        raise LookupError(f"law of case {case.id} is missing")
    return law


def caused_by(envelope: Envelope, *, name: str, agency: str, department: str) -> Command:
    """The command that an event of a neighbour leads to."""
    return Command(
        name=name,
        actor=SERVICE,
        subject=envelope.subject,
        unit=f"{agency}/{department}",
        causation_id=envelope.id,
        correlation_id=envelope.correlation_id,
    )


def written(reason: str, *, field: str = "reason", needed: bool = True) -> str:
    """A text for the file, without blanks around it; Problem ``reason-required`` or ``reason-too-long``."""
    reason = reason.strip()
    if needed and not reason:
        raise invalid("reason-required", "Say why, in writing: the applicant has a right to it.", **{field: "say why"})
    if len(reason) > LONGEST_TEXT:
        advice = f"at most {LONGEST_TEXT} characters"
        raise invalid("reason-too-long", f"Keep it to {LONGEST_TEXT} characters.", **{field: advice})
    return reason


def _seen(actor: Actor, case: Case, unknown: Problem) -> Case:
    try:
        rights.check_seen(actor, case)
    except Problem as problem:
        raise unknown if problem.kind is Kind.NOT_FOUND else problem from None
    return case


def stale() -> Problem:
    """The answer to a change of what has been changed meanwhile."""
    return Problem(
        "version-stale",
        Kind.STALE,
        "The case was changed after you read it. Read it again, then decide whether to repeat the change.",
    )
