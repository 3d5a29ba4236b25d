"""A draft of form 04 for whoever may sign it: made when it is asked for, so that it is never out of date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem
from chassis.kernel.worktime import Limit, Unit, add, back
from processing.application.changing import Seen
from processing.application.ports import Reading
from processing.application.reading import GetCaseHandler
from processing.domain import rights
from processing.domain.case import Case
from processing.domain.clock import count
from processing.domain.mandates import Right, lent

# How far a draft moves the appointment. Source: practice [I]; whoever signs sets the day.
DRAFT_EXTENSION = Limit.of(3, Unit.WORKING_DAY)
_ONE_DAY = Limit.of(1, Unit.WORKING_DAY)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApologyDraft:
    """promised_at: the appointment that cannot be kept. sign_by_at: until when it may be signed (ND61 art. 19(9))."""

    dossier_id: str
    promised_at: datetime
    new_due_at: datetime
    reason: str
    sign_by_at: datetime


class ApologyPaper(Protocol):
    async def pdf(self, draft: ApologyDraft, officer: str) -> bytes:
        """Form 04 in its official layout, marked as a draft. officer: who reads it. Raises Problem
        ``neighbour-unavailable``."""
        ...


class NoApologyPaper:
    """Fulfils ``ApologyPaper`` where nobody prints."""

    async def pdf(self, draft: ApologyDraft, officer: str) -> bytes:
        raise Problem("neighbour-unavailable", Kind.UNAVAILABLE, "Nobody here prints forms.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """may_sign: whether the reader may sign it, himself or for whom he acts."""

    draft: ApologyDraft
    may_sign: bool


class DraftApologyHandler:
    def __init__(self, get_case: GetCaseHandler, reading: Reading, paper: ApologyPaper) -> None:
        self._get_case, self._reading, self._paper = get_case, reading, paper

    async def __call__(self, actor: Actor, dossier_id: str) -> ApologyDraft:
        """Problems: those of ``GetCase``; ``role-not-allowed``; ``apology-not-needed`` where nothing is to be extended:
        decided, stopped, never promised, or moved once already."""
        seen = await self._get_case(actor, dossier_id)
        if not await self._signs(actor, seen):
            rights.check_drafts(actor, seen.case)
        draft = drafted(seen)
        if draft is None:
            raise Problem("apology-not-needed", Kind.REFUSED, "There is no appointment that could be moved.")
        return draft

    async def pdf(self, actor: Actor, dossier_id: str) -> bytes:
        """As PDF/A. Problems as above; ``neighbour-unavailable``."""
        return await self._paper.pdf(await self(actor, dossier_id), actor.subject)

    async def offered(self, actor: Actor, seen: Seen) -> Offered | None:
        """To somebody who looks at the case; None for those who may not read it, and where there is none."""
        draft = drafted(seen)
        if draft is None:
            return None
        if await self._signs(actor, seen):
            return Offered(draft=draft, may_sign=True)
        return Offered(draft=draft, may_sign=False) if _holds(rights.check_drafts, actor, seen.case) else None

    async def _signs(self, actor: Actor, seen: Seen) -> bool:
        """Whether the actor is a leader, or a leader has lent him the power in writing (ADR 0020)."""
        if _holds(rights.check_extend, actor, seen.case):
            return True
        standing = await self._reading.mandates.standing(actor.subject, seen.now)
        mandates = standing.of(actor)
        return lent(actor, mandates, seen.case, name="apologise-and-extend", right=rights.check_extend) is not None


def _holds(right: Right, actor: Actor, case: Case) -> bool:
    try:
        right(actor, case)
    except Problem:
        return False
    return True


def drafted(seen: Seen) -> ApologyDraft | None:
    """What would be signed; None where nothing can be."""
    case, law = seen.case, seen.law
    if case.due_at is None or not case.open_tasks or count(case, law).extended:
        return None
    step = case.open_tasks[0].step_name
    return ApologyDraft(
        dossier_id=case.id,
        promised_at=case.due_at,
        new_due_at=add(law.calendar, case.due_at, DRAFT_EXTENSION).astimezone(UTC),
        reason=f"Hồ sơ đang ở bước “{step}” và cần thêm thời gian để giải quyết đúng quy định.",
        sign_by_at=back(law.calendar, case.due_at, _ONE_DAY).astimezone(UTC),
    )
