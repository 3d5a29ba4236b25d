"""Time and hands of a case: whose time it was, every clock, the control slip."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter
from pydantic import Field

from chassis.http.deps import ActorDep
from chassis.kernel.worktime import ClockState
from processing.api.http.answers import Answer
from processing.application.clocks import Attributed, Slip, Timed
from processing.application.use_cases import UseCases
from processing.domain.attribution import Slice
from processing.domain.clocks import CaseClock, ClockKind
from processing.domain.control_slip import HandoverKind, SlipRow
from processing.domain.owners import DepartmentShare, Owner, OwnerKind, OwnVerdict, Share
from processing.domain.vocabulary import Timeliness


class OwnerOut(Answer):
    """Whose time it is. null: does not apply, or nobody is named yet."""

    kind: OwnerKind
    department: str | None = Field(examples=["dau-tu"])
    officer: str | None = Field(description="account id; null: nobody is named, the head's time")
    unit: str | None = Field(description="key of the unit that was asked")


class SliceOut(Answer):
    """One stretch of time with one owner. ``counts``: the clock ran, and no restart has wiped it out."""

    owner: OwnerOut
    started_at: datetime
    ended_at: datetime
    working_seconds: int = Field(description="nominal, 28,800 a day")
    counts: bool
    task_id: str | None
    step: str | None = Field(examples=["tham-dinh"])


class ShareOut(Answer):
    owner: OwnerOut
    working_seconds: int
    counted_seconds: int = Field(description="those of them that the clock counts")


class DepartmentShareOut(Answer):
    """A department's own counted time against the budgets of its own steps."""

    department: str
    own_seconds: int
    budget_seconds: int | None = Field(description="null: none of its steps has a budget")
    verdict: OwnVerdict | None = Field(description="null: not yet, or never")


class AttributionOut(Answer):
    """Phân bổ thời gian / every second with its owner. The slices add up to ``elapsed_seconds``, exactly."""

    dossier_id: str
    code: str
    elapsed_seconds: int
    counted_seconds: int = Field(description="what the clock has counted")
    slices: list[SliceOut]
    owners: list[ShareOut]
    departments: list[DepartmentShareOut]


class ClockOut(Answer):
    """One clock. null: not yet; of ``due_at`` also while the clock stands."""

    kind: ClockKind
    key: str = Field(description="step, request, duty, unit or department; the dossier's id")
    department: str | None
    officer: str | None
    started_at: datetime | None
    due_at: datetime | None
    stopped_at: datetime | None
    used_seconds: int = Field(description="nominal working seconds, 28,800 a day")
    left_seconds: int | None = Field(description="negative when late; null: without an end")
    state: ClockState
    standing: Timeliness


class ClocksOut(Answer):
    """Các đồng hồ của hồ sơ / all clocks that have been started."""

    dossier_id: str
    code: str
    clocks: list[ClockOut]


class SlipRowOut(Answer):
    """One hand-over. ``verdict``: how the receiver's part ended against its own time."""

    at: datetime
    kind: HandoverKind
    giver: OwnerOut
    receiver: OwnerOut
    named_by: str | None = Field(description="account id of who named the receiver")
    step: str | None
    verdict: Timeliness | None
    extended_to: datetime | None = Field(description="the appointment was moved there while the receiver had it")
    note: str = Field(examples=["Tiếp nhận hồ sơ"])
    note_en: str


class ControlSlipOut(Answer):
    """Phiếu kiểm soát quá trình giải quyết hồ sơ (mẫu 06), up to the result."""

    dossier_id: str
    code: str
    department: str = Field(description="that answers for the dossier")
    partners: list[str] = Field(description="other units that had it")
    accepted_at: datetime
    due_at: datetime = Field(description="as last announced")
    rows: list[SlipRowOut]


def router(use_cases: UseCases) -> APIRouter:
    made = APIRouter(prefix="/v1/cases", tags=["Thời gian của hồ sơ · Time and hands"])

    @made.get("/{dossier_id}/attribution", response_model=AttributionOut, summary="Phân bổ thời gian · Attribution")
    async def get_attribution(dossier_id: str, actor: ActorDep) -> AttributionOut:
        """Whose time it was: the elapsed working time in slices with one owner each, and each department's own time
        against its own budgets."""
        return _attribution(await use_cases.clocks.attribution(actor, dossier_id))

    @made.get("/{dossier_id}/clocks", response_model=ClocksOut, summary="Các đồng hồ · Clocks")
    async def get_clocks(dossier_id: str, actor: ActorDep) -> ClocksOut:
        """Dossier, transfer, each step, the applicant, each consultation, each department: used and left."""
        return _clocks(await use_cases.clocks.clocks(actor, dossier_id))

    @made.get("/{dossier_id}/control-slip", response_model=ControlSlipOut, summary="Phiếu kiểm soát · Control slip")
    async def get_control_slip(dossier_id: str, actor: ActorDep) -> ControlSlipOut:
        """From hand to hand: who gave, who took, when, and how each ended against its own time (form 06)."""
        return _slip(await use_cases.clocks.control_slip(actor, dossier_id))

    return made


def _attribution(found: Attributed) -> AttributionOut:
    whole, dossier = found.attribution, found.seen.case.dossier
    return AttributionOut(
        dossier_id=dossier.dossier_id,
        code=dossier.code,
        elapsed_seconds=whole.elapsed_seconds,
        counted_seconds=whole.counted_seconds,
        slices=[_slice(each) for each in whole.slices],
        owners=[_share(share) for share in whole.shares],
        departments=[_department(share) for share in whole.departments],
    )


def _owner(owner: Owner) -> OwnerOut:
    return OwnerOut(
        kind=owner.kind,
        department=owner.department or None,
        officer=owner.officer or None,
        unit=owner.unit or None,
    )


def _slice(each: Slice) -> SliceOut:
    return SliceOut(
        owner=_owner(each.owner),
        started_at=each.started_at,
        ended_at=each.ended_at,
        working_seconds=each.working_seconds,
        counts=each.counts,
        task_id=each.task_id or None,
        step=each.step_key or None,
    )


def _share(share: Share) -> ShareOut:
    return ShareOut(
        owner=_owner(share.owner), working_seconds=share.working_seconds, counted_seconds=share.counted_seconds
    )


def _department(share: DepartmentShare) -> DepartmentShareOut:
    return DepartmentShareOut(
        department=share.department,
        own_seconds=share.own_seconds,
        budget_seconds=share.budget_seconds,
        verdict=share.verdict,
    )


def _clocks(found: Timed) -> ClocksOut:
    dossier = found.seen.case.dossier
    return ClocksOut(dossier_id=dossier.dossier_id, code=dossier.code, clocks=[_clock(each) for each in found.clocks])


def _clock(clock: CaseClock) -> ClockOut:
    return ClockOut(
        kind=clock.kind,
        key=clock.key,
        department=clock.department or None,
        officer=clock.officer or None,
        started_at=clock.started_at,
        due_at=clock.due_at,
        stopped_at=clock.stopped_at,
        used_seconds=clock.used_seconds,
        left_seconds=clock.left_seconds,
        state=clock.state,
        standing=clock.standing,
    )


def _slip(found: Slip) -> ControlSlipOut:
    case = found.seen.case
    return ControlSlipOut(
        dossier_id=case.id,
        code=case.dossier.code,
        department=case.dossier.department,
        partners=list(found.partners),
        accepted_at=case.accepted_at,
        due_at=case.announced_due_at,
        rows=[_row(row) for row in found.rows],
    )


def _row(row: SlipRow) -> SlipRowOut:
    return SlipRowOut(
        at=row.at,
        kind=row.kind,
        giver=_owner(row.giver),
        receiver=_owner(row.receiver),
        named_by=row.named_by or None,
        step=row.step_key or None,
        verdict=row.verdict,
        extended_to=row.extended_to,
        note=row.note,
        note_en=row.note_en,
    )
