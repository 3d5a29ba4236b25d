"""``/kiem-soat/ke-hoach``: plans of inspections and reviews, line by line."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import Response

from chassis.kernel.errors import invalid
from chassis.web.forms import Form
from chassis.web.visitor import Visitor, VisitorDep
from reporting.application.control import Asked, access
from reporting.application.control.ports import Wanted
from reporting.domain.control.plans import MOST_LINES, MOVES, Plan, PlanContent, PlanKind
from reporting.protocol.control import read
from reporting.web.control import words
from reporting.web.control.asking import HOME, Control
from reporting.web.control.deeds import Deed, add_deeds, holds, offered, text

BASE = f"{HOME}/ke-hoach"
_FIELDS = ("department", "procedure", "topic", "ground", "person", "from_on", "to_on")
_ROWS, _MORE = 5, "more"


def add_to(made: APIRouter, control: Control) -> None:
    deeds = _deeds(control)

    async def show(plan_id: str, looking: Visitor, form: Form | None = None) -> Response:
        plan = await control.work.looking.one(looking.signed_in, Plan, plan_id)
        may_amend = MOVES.allows(plan.state, "amend-plan")
        return await control.page(
            "plan.html",
            looking,
            form,
            plan=plan,
            base=f"{BASE}/{plan.id}",
            deeds=offered(deeds, looking, plan),
            begun=await control.work.looking.reads.begun_lines(plan.id),
            may_amend=may_amend and holds(lambda: access.of_control_team(looking.signed_in, plan)),
            may_begin=plan.state == "approved" and holds(lambda: access.of_control_team(looking.signed_in, plan)),
        )

    @made.get(BASE)
    async def plans_page(looking: VisitorDep, loai: str = "", trang: str = "") -> Response:
        kind = loai if loai in words.PLAN_KINDS else ""
        listed = await control.listed(looking, Plan, BASE, Wanted(kind=kind), trang, loai=kind)
        may_draft = holds(lambda: access.control_team(looking.signed_in, looking.signed_in.agency))
        return await control.page("plans.html", looking, listed=listed, kind=kind, may_draft=may_draft)

    _drafting(made, control)

    @made.get(BASE + "/{plan_id}")
    async def plan_page(plan_id: str, looking: VisitorDep) -> Response:
        return await show(plan_id, looking)

    add_deeds(made, control, BASE, deeds, show)


def _drafting(made: APIRouter, control: Control) -> None:
    @made.get(BASE + "/lap")
    async def plan_form(looking: VisitorDep, loai: str = PlanKind.INSPECTION) -> Response:
        shown = Form.filled({"kind": loai, "year": str(control.today.year)})
        return await _form(control, looking, shown, None)

    @made.post(BASE + "/lap")
    async def plan_drafted(request: Request, looking: VisitorDep) -> Response:
        return await _written(control, request, looking, None)

    @made.get(BASE + "/{plan_id}/sua")
    async def plan_amendment_form(plan_id: str, looking: VisitorDep) -> Response:
        plan = await control.work.looking.one(looking.signed_in, Plan, plan_id)
        return await _form(control, looking, Form.filled(_filled(plan)), plan)

    @made.post(BASE + "/{plan_id}/sua")
    async def plan_amended(plan_id: str, request: Request, looking: VisitorDep) -> Response:
        plan = await control.work.looking.one(looking.signed_in, Plan, plan_id)
        return await _written(control, request, looking, plan)


async def _form(control: Control, looking: Visitor, form: Form, plan: Plan | None) -> Response:
    access.control_team(looking.signed_in, looking.signed_in.agency)
    kind = PlanKind(form.text("kind")) if form.text("kind") in set(PlanKind) else PlanKind.INSPECTION
    return await control.page("plan_form.html", looking, form, kind=kind, plan=plan, rows=_rows(form))


async def _written(control: Control, request: Request, looking: Visitor, plan: Plan | None) -> Response:
    """A new plan, or one that is amended. Asking for more lines keeps nothing yet and shows the form again."""

    async def do(form: Form, asked: Asked) -> str:
        if _MORE in form.values:
            raise invalid("more-lines", "More lines are asked for; nothing is kept yet.")
        content = read(PlanContent, _content(form))
        plans = control.work.plans
        kept = await (plans.amend(asked, plan.id, content) if plan else plans.draft(asked, content))
        return f"{BASE}/{quote(kept.id)}"

    async def again(form: Form) -> Response:
        return await _form(control, looking, form.wrong({}) if _MORE in form.values else form, plan)

    return await control.sent(request, looking, do, again)


def _rows(form: Form) -> int:
    """As many as are filled in, and a few that are not."""
    added = _ROWS if _MORE in form.values else 0
    return min(max(_ROWS, len(_lines(form))) + added, MOST_LINES)


def _lines(form: Form) -> list[dict[str, str]]:
    """Up to the last one that anything is typed into."""
    lines = [{name: form.text(f"lines-{number}-{name}") for name in _FIELDS} for number in range(MOST_LINES)]
    last = max((number for number, line in enumerate(lines) if any(line.values())), default=-1)
    return lines[: last + 1]


def _content(form: Form) -> dict[str, Any]:
    lines = [{**line, "ground": line["ground"] or None} for line in _lines(form)]
    return {"kind": form.text("kind"), "year": form.text("year"), "title": form.text("title"), "lines": lines}


def _filled(plan: Plan) -> dict[str, str]:
    shown = {"kind": plan.kind.value, "year": str(plan.year), "title": plan.title}
    for number, line in enumerate(plan.lines):
        shown |= {f"lines-{number}-{name}": str(getattr(line, name) or "") for name in _FIELDS}
    return shown


def _deeds(control: Control) -> list[Deed]:
    plans = control.work.plans
    return [
        Deed(
            key="trinh",
            act="submit-plan",
            moves=MOVES,
            right=access.of_control_team,
            name=("Trình lãnh đạo", "Submit to the leaders"),
            do=lambda asked, plan_id, _: plans.submit(asked, plan_id),
        ),
        Deed(
            key="phe-duyet",
            act="approve-plan",
            moves=MOVES,
            right=access.of_leader,
            name=("Phê duyệt", "Approve"),
            fields=text("Ý kiến", "Remark", needed=False),
            do=lambda asked, plan_id, said: plans.approve(asked, plan_id, said["text"]),
        ),
        Deed(
            key="tra-lai",
            act="return-plan",
            moves=MOVES,
            right=access.of_leader,
            name=("Trả lại", "Return"),
            fields=text("Cần sửa gì", "What is to be changed"),
            do=lambda asked, plan_id, said: plans.send_back(asked, plan_id, said["text"]),
            tone="second",
        ),
    ]
