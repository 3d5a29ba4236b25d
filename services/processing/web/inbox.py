"""``/viec``: what waits for an officer, for the department, to be given to somebody; least time left first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from chassis.http.paging import decode_cursor, encode_cursor
from chassis.kernel.actor import Actor
from chassis.web.chrome import Chrome
from chassis.web.forms import Form
from chassis.web.visitor import Visitor, VisitorDep
from processing.application.batches.run_batch import BatchAction, BatchItem, Outcome, RunBatch
from processing.application.ports import Place, TaskFilter
from processing.application.use_cases import UseCases
from processing.domain import rights
from processing.domain.vocabulary import Role

HOME = "/viec"
GIVEN = f"{HOME}/giao-viec"
SIZE, GROUP_SIZE = 25, 100
NAMES: Mapping[str, tuple[str, str]] = {
    "phong": ("Tất cả trong phòng", "Whole department"),
    "co-quan": ("Toàn cơ quan", "Whole agency"),
}


def lists(actor: Actor) -> dict[str, TaskFilter]:
    """What somebody may page through beside the own work."""
    found: dict[str, TaskFilter] = {}
    if actor.has("specialist", "department_head", "leader") and actor.department:
        found["phong"] = TaskFilter(department=actor.department)
    if not rights.scope(actor).department:
        found["co-quan"] = TaskFilter()
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    chrome: Chrome
    use_cases: UseCases

    async def show(
        self,
        looking: Visitor,
        form: Form | None = None,
        outcomes: tuple[Outcome, ...] = (),
        *,
        status: int = 200,
    ) -> Response:
        """One's own work, in its groups. outcomes: what became of the steps that were just given to somebody."""
        actor = looking.signed_in
        inbox = await self.use_cases.get_inbox(actor, GROUP_SIZE)
        return self.chrome.page(
            "inbox.html",
            looking,
            status=status,
            inbox=inbox,
            names=NAMES,
            lists=lists(actor),
            assigns=actor.has(Role.DEPARTMENT_HEAD),
            form=form or Form(),
            outcomes=outcomes,
        )

    async def all(self, looking: Visitor, chosen: str, token: str) -> Response:
        """A page of everything that a department, or the agency, has."""
        actor = looking.signed_in
        wanted = lists(actor).get(chosen)
        if wanted is None:
            return self.chrome.go(HOME)
        bound: dict[str, object] = {"list": HOME, "hang": chosen}
        after = _place(decode_cursor(token, bound)) if token else None
        found = await self.use_cases.list_tasks(actor, wanted, after, SIZE)
        following = found.following
        next_token = encode_cursor([following.due_at.isoformat(), following.id], bound) if following else ""
        return self.chrome.page(
            "all_work.html",
            looking,
            title=NAMES[chosen],
            found=found,
            size=SIZE,
            following=f"{HOME}?{urlencode({'hang': chosen, 'trang': next_token})}" if next_token else "",
            first=f"{HOME}?{urlencode({'hang': chosen})}" if token else "",
        )

    async def give(self, request: Request, looking: Visitor) -> Response:
        """Several steps to one officer; what was refused is listed with the reason, the rest is done."""
        actor, form = looking.signed_in, await self.chrome.sent(request, looking)
        officer, chosen = form.text("officer"), form.all("task")
        if not (officer and chosen):
            said = looking.t("Chọn hồ sơ và ghi tài khoản chuyên viên", "Choose dossiers and name an officer")
            return await self.show(looking, form.wrong({"officer": said}), status=422)
        items = tuple(BatchItem(task_id=task, officer=officer) for task in chosen)
        outcomes = await self.use_cases.run_batch(RunBatch(actor=actor, action=BatchAction.ASSIGN, items=items))
        if any(outcome.problem for outcome in outcomes):
            return await self.show(looking, form, outcomes, status=422)
        return self.chrome.go(HOME, tell="assigned")


def add_to(made: APIRouter, inbox: Inbox) -> None:
    @made.get(HOME)
    async def inbox_page(looking: VisitorDep, hang: str = "", trang: str = "") -> Response:
        return await inbox.all(looking, hang, trang) if hang else await inbox.show(looking)

    @made.post(GIVEN)
    async def given(request: Request, looking: VisitorDep) -> Response:
        return await inbox.give(request, looking)

    @made.get(GIVEN)
    async def given_again(looking: VisitorDep) -> Response:
        """Who signed in anew, or changed the language, on what was an answer to a form."""
        del looking
        return inbox.chrome.go(HOME)


def _place(position: list[str | int | None]) -> Place:
    return Place(due_at=datetime.fromisoformat(str(position[0])), id=str(position[1]))
