"""Why a dossier is due when it is: processing's own account of its clock, or the one of the receipt if it is away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem
from chassis.kernel.worktime.derivation import Line
from chassis.kernel.worktime.explain import explain
from chassis.kernel.worktime.ledger import Entry, EntryKind
from chassis.kernel.worktime.limits import written
from intake.application.law_in_force import LawInForce
from intake.application.neighbours import Deadline, DeadlineLine, LiveCases
from intake.application.reading import Register
from intake.domain import rights
from intake.domain.dossier import Dossier


class DeadlineSource(StrEnum):
    PROCESSING = "processing"  # the clock as it stands
    RECEIPT = "receipt"  # as it stood at acceptance: later pauses and extensions are not in it


class ClockNotStarted(Problem):
    def __init__(self) -> None:
        super().__init__(
            "clock-not-started", Kind.REFUSED, "The dossier is not accepted yet, so it has no due instant to explain."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainDeadline:
    actor: Actor
    dossier_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    dossier: Dossier
    deadline: Deadline
    source: DeadlineSource


class ExplainDeadlineHandler:
    def __init__(self, register: Register, live: LiveCases, law: LawInForce) -> None:
        self._register = register
        self._live = live
        self._law = law

    async def __call__(self, query: ExplainDeadline) -> Explained:
        """Raises DossierUnknown, ClockNotStarted."""
        dossier = rights.must_see(query.actor, await self._register.dossier(query.dossier_id))
        accepted_at = dossier.accepted_at
        if accepted_at is None:
            raise ClockNotStarted
        live = await self._live.deadline(dossier.id)
        if live is not None:
            return Explained(dossier=dossier, deadline=live, source=DeadlineSource.PROCESSING)
        return Explained(
            dossier=dossier, deadline=await self._receipts(dossier, accepted_at), source=DeadlineSource.RECEIPT
        )

    async def _receipts(self, dossier: Dossier, accepted_at: datetime) -> Deadline:
        """The derivation at acceptance, under the law pack of that day as far as it is still stored."""
        law = self._law.pack
        if dossier.law_revision != law.digest:
            law = await self._register.law_pack(dossier.law_revision) or law
        limit = law.version(dossier.procedure_key, dossier.procedure_version).limit_for(dossier.channel)
        started = Entry(kind=EntryKind.STARTED, at=accepted_at, recorded_at=accepted_at)
        told = explain([started], limit, law.calendar)
        return Deadline(
            due_at=told.due_at and told.due_at.astimezone(UTC),
            original_due_at=told.original_due_at and told.original_due_at.astimezone(UTC),
            is_provisional=told.provisional,
            law_revision=law.digest,
            lines=tuple(_line(line) for line in told.lines),
        )


def _line(line: Line) -> DeadlineLine:
    return DeadlineLine(
        kind=line.kind.value,
        on=line.on.isoformat(),
        counted="" if line.amount is None else written(line.amount),
        text=line.vi,
        text_en=line.en,
        legal_ref=line.legal_ref,
    )
