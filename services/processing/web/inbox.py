"""``/viec``: what waits for an officer, for the department, or to be given to somebody; nearest deadline first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.responses import Response

from chassis.http.paging import decode_cursor, encode_cursor
from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.web.chrome import Chrome
from chassis.web.visitor import Visitor, VisitorDep
from processing.application.ports import Place, TaskFilter
from processing.application.use_cases import UseCases
from processing.domain import rights
from processing.domain.vocabulary import TaskState

HOME = "/viec"
SIZE = 25
UNASSIGNED, ASSIGNED = frozenset({TaskState.UNASSIGNED}), frozenset({TaskState.ASSIGNED})
NAMES: Mapping[str, tuple[str, str]] = {
    "cua-toi": ("Việc của tôi", "Mine"),
    "phan-cong": ("Chờ phân công, chờ nhận", "To be assigned or taken"),
    "phong": ("Tất cả trong phòng", "Whole department"),
    "co-quan": ("Toàn cơ quan", "Whole agency"),
}


def queues(actor: Actor) -> dict[str, TaskFilter]:
    """The lists that somebody has; the first is where they begin."""
    found: dict[str, TaskFilter] = {}
    if actor.has("specialist", "department_head", "leader"):
        found["cua-toi"] = TaskFilter(assignee=actor.subject, states=ASSIGNED)
        if actor.department:
            found["phan-cong"] = TaskFilter(department=actor.department, states=UNASSIGNED)
            found["phong"] = TaskFilter(department=actor.department)
    if not rights.scope(actor).department:
        found["co-quan"] = TaskFilter()
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    chrome: Chrome
    use_cases: UseCases
    clock: Clock

    async def show(self, looking: Visitor, asked: str, token: str) -> Response:
        """One of the visitor's lists, a page of it; begins with the first that holds something."""
        actor, ask = looking.signed_in, self.use_cases.list_tasks
        mine = queues(actor)
        counts = {name: (await ask(actor, wanted, None, 1)).total for name, wanted in mine.items()}
        chosen = asked if asked in mine else next((name for name in mine if counts[name]), next(iter(mine)))
        bound: dict[str, object] = {"list": HOME, "hang": chosen}
        found = await ask(actor, mine[chosen], _place(decode_cursor(token, bound)) if token else None, SIZE)
        following = found.following
        next_token = encode_cursor([following.due_at.isoformat(), following.id], bound) if following else ""
        return self.chrome.page(
            "inbox.html",
            looking,
            names=NAMES,
            counts=counts,
            chosen=chosen,
            found=found,
            now=self.clock.now(),
            size=SIZE,
            following=f"{HOME}?{urlencode({'hang': chosen, 'trang': next_token})}" if next_token else "",
            first=f"{HOME}?{urlencode({'hang': chosen})}" if token else "",
        )


def add_to(made: APIRouter, inbox: Inbox) -> None:
    @made.get(HOME)
    async def inbox_page(looking: VisitorDep, hang: str = "", trang: str = "") -> Response:
        return await inbox.show(looking, hang, trang)


def _place(position: list[str | int | None]) -> Place:
    return Place(due_at=datetime.fromisoformat(str(position[0])), id=str(position[1]))
