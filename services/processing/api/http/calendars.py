"""How far the open cases have followed a changed calendar."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field

from chassis.http.deps import ActorDep
from processing.application.use_cases import UseCases
from processing.domain.rollouts import Rollout

_REVISION = Annotated[str, Path(max_length=64, description="`law_revision` of calendar.changed")]


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class MovesOut(_Answer):
    """One department's open cases. `kept`: they stay, because their deadline has passed or would have."""

    department: str
    open: int
    moved: int
    later: int
    earlier: int
    kept: int


class ShiftOut(_Answer):
    """So many open cases went from one due day to another."""

    department: str
    previous_due_on: date
    due_on: date
    count: int


class RolloutOut(_Answer):
    law_revision: str
    heard_at: datetime
    finished_at: datetime | None = Field(description="null: open cases are still being recounted")
    open: int = Field(description="open cases looked at so far")
    moved: int
    departments: list[MovesOut]
    shifts: list[ShiftOut]


def router(use_cases: UseCases) -> APIRouter:
    made = APIRouter(prefix="/v1/calendar-rollouts", tags=["Lịch làm việc · The calendar"])

    @made.get("/{law_revision}", response_model=RolloutOut, summary="Dời hạn theo lịch mới · How far it is")
    async def get_calendar_rollout(law_revision: _REVISION, actor: ActorDep) -> RolloutOut:
        """Open cases that follow a changed calendar, by department: how many were looked at, how many moved. 404 until
        the change is heard of, which takes a moment. Operators, leaders, the control team."""
        return _shape(await use_cases.calendars.rollout(actor, law_revision))

    return made


def _shape(rollout: Rollout) -> RolloutOut:
    tally, whole = rollout.tally, rollout.tally.whole
    return RolloutOut(
        law_revision=rollout.law_revision,
        heard_at=rollout.heard_at,
        finished_at=rollout.finished_at,
        open=whole.open,
        moved=whole.moved,
        departments=[
            MovesOut(
                department=department,
                open=moves.open,
                moved=moves.moved,
                later=moves.later,
                earlier=moves.earlier,
                kept=moves.kept,
            )
            for department, moves in sorted(tally.departments.items())
        ],
        shifts=[
            ShiftOut(department=department, previous_due_on=old, due_on=new, count=count)
            for (department, old, new), count in sorted(tally.shifts.items())
        ],
    )
