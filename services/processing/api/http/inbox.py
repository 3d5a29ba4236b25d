"""One's own work in one call: the first thing an officer sees in the morning."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from chassis.http.deps import ActorDep
from processing.api.http import answers, shapes
from processing.application.get_inbox import LARGEST_GROUP, GroupOfWork, Inbox
from processing.application.use_cases import UseCases
from processing.domain.inbox import Group


class CountsOut(answers.Answer):
    """How many have how much working time left; exactly."""

    late: int
    one_day: int = Field(description="at most one working day")
    three_days: int = Field(description="at most three working days")
    later: int
    paused: int = Field(description="the dossier's clock stands")


class GroupOut(answers.Answer):
    """Nhóm việc / why these are yours: held, to_assign, to_decide, or waiting for the applicant."""

    group: Group
    items: list[answers.TaskItem] = Field(description="the first: nearest due instant first, paused ones last")
    counts: CountsOut
    total_size: int = Field(description="all of the group, exactly")


class InboxOut(answers.Answer):
    """Việc của tôi / what one person has to do."""

    officer: str
    groups: list[GroupOut]
    on_behalf: list[InboxOut] = Field(
        description="of those for whom you stand in or whose powers you have today: what you may do of theirs"
    )


def router(use_cases: UseCases) -> APIRouter:
    made = APIRouter(prefix="/v1/work", tags=["Việc phải làm · Tasks"])

    @made.get("", response_model=InboxOut, summary="Việc của tôi · My own work")
    async def my_work(
        actor: ActorDep, group_size: Annotated[int, Query(ge=1, le=LARGEST_GROUP, description="of each group")] = 50
    ) -> InboxOut:
        """What you have, what waits for you to assign it, what waits for your decision, what waits for the applicant;
        each with exact counts by working time left. `GET /v1/tasks` pages through everything your department has."""
        return _inbox(await use_cases.get_inbox(actor, group_size))

    return made


def _inbox(inbox: Inbox) -> InboxOut:
    return InboxOut(
        officer=inbox.officer,
        groups=[_group(group) for group in inbox.groups],
        on_behalf=[_inbox(other) for other in inbox.on_behalf],
    )


def _group(group: GroupOfWork) -> GroupOut:
    return GroupOut(
        group=group.group,
        items=[shapes.task_item(work) for work in group.items],
        counts=CountsOut(**{urgency.value: many for urgency, many in group.counts.items()}),
        total_size=group.total,
    )
