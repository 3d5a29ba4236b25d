"""A draft of form 04 for whoever may sign it: made when it is asked for, so that it is never out of date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem
from chassis.kernel.worktime import Limit, Unit, add, back
from processing.application.changing import Seen
from processing.application.reading import GetCaseHandler
from processing.domain import rights
from processing.domain.clock import count

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


class DraftApologyHandler:
    def __init__(self, get_case: GetCaseHandler) -> None:
        self._get_case = get_case

    async def __call__(self, actor: Actor, dossier_id: str) -> ApologyDraft:
        """Problems: those of ``GetCase``; ``role-not-allowed``; ``apology-not-needed`` where nothing is to be extended:
        decided, stopped, never promised, or moved once already."""
        seen = await self._get_case(actor, dossier_id)
        draft = drafted(seen)
        rights.check_drafts(actor, seen.case)
        if draft is None:
            raise Problem("apology-not-needed", Kind.REFUSED, "There is no appointment that could be moved.")
        return draft


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
