"""``/kiem-soat/kiem-tra``: inspections with their findings, and what figures suggest to inspect."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import Response

from chassis.web.forms import Form
from chassis.web.visitor import Visitor, VisitorDep
from reporting.application.control import Asked, access
from reporting.application.control.ports import Wanted
from reporting.domain.control.findings import Finding, FindingContent
from reporting.domain.control.inspections import MOVES, Inspection, InspectionContent
from reporting.domain.control.plans import Plan
from reporting.protocol.control import read
from reporting.web.control.asking import HOME, Control, lines_of, marked
from reporting.web.control.deeds import Deed, add_deeds, holds, offered, text

BASE = f"{HOME}/kiem-tra"


def add_to(made: APIRouter, control: Control) -> None:
    @made.get(BASE)
    async def inspections_page(looking: VisitorDep, trang: str = "") -> Response:
        actor = looking.signed_in
        listed = await control.listed(looking, Inspection, BASE, Wanted(), trang)
        first = date(control.today.year, 1, 1)
        wants_hints = actor.has(access.CONTROL, access.LEADER)
        hints = await control.work.inspections.suggest(actor, first, control.today) if wants_hints else ()
        return await control.page(
            "inspections.html",
            looking,
            listed=listed,
            hints=hints,
            first=first,
            may_open=holds(lambda: access.control_team(actor, actor.agency)),
        )

    _opening(made, control)
    _one(made, control)


def _opening(made: APIRouter, control: Control) -> None:
    async def write(looking: Visitor, form: Form) -> Response:
        access.control_team(looking.signed_in, looking.signed_in.agency)
        return await control.page("inspection_form.html", looking, form)

    @made.get(BASE + "/mo")
    async def inspection_form(looking: VisitorDep, phong: str = "", ke_hoach: str = "", dong: int = -1) -> Response:
        shown = {"department": phong, "from_on": control.today.isoformat(), "team": looking.signed_in.subject}
        if ke_hoach:
            plan = await control.work.looking.one(looking.signed_in, Plan, ke_hoach)
            if 0 <= dong < len(plan.lines):
                line = plan.lines[dong]
                shown |= {
                    "plan_id": plan.id,
                    "plan_line": str(dong),
                    "department": line.department,
                    "team": line.person,
                }
                shown |= {"scope": line.topic, "from_on": line.from_on.isoformat(), "to_on": line.to_on.isoformat()}
        return await write(looking, Form.filled(shown))

    @made.post(BASE + "/mo")
    async def inspection_opened(request: Request, looking: VisitorDep) -> Response:
        async def do(form: Form, asked: Asked) -> str:
            names = ("department", "scope", "from_on", "to_on", "plan_id")
            values: dict[str, Any] = {name: form.text(name) for name in names}
            values |= {"team": lines_of(form.text("team")), "plan_line": form.text("plan_line") or -1}
            opened = await control.work.inspections.open(asked, read(InspectionContent, values))
            return f"{BASE}/{quote(opened.id)}"

        return await control.sent(request, looking, do, lambda form: write(looking, form))


def _one(made: APIRouter, control: Control) -> None:
    deeds = _deeds(control)

    async def show(inspection_id: str, looking: Visitor, form: Form | None = None) -> Response:
        actor = looking.signed_in
        inspection = await control.work.looking.one(actor, Inspection, inspection_id)
        found = control.work.looking.every(actor, Finding, Wanted(parent=inspection.id))
        may_record = MOVES.allows(inspection.state, "record-finding")
        return await control.page(
            "inspection.html",
            looking,
            form,
            inspection=inspection,
            findings=[finding async for finding in found],
            base=f"{BASE}/{inspection.id}",
            deeds=offered(deeds, looking, inspection),
            may_record=may_record and holds(lambda: access.of_control_team(actor, inspection)),
        )

    @made.get(BASE + "/{inspection_id}")
    async def inspection_page(inspection_id: str, looking: VisitorDep) -> Response:
        return await show(inspection_id, looking)

    @made.post(BASE + "/{inspection_id}/ton-tai")
    async def finding_recorded(inspection_id: str, request: Request, looking: VisitorDep) -> Response:
        async def do(form: Form, asked: Asked) -> str:
            values: dict[str, Any] = dict(marked(form, "ton-tai-"))
            content = read(FindingContent, {**values, "evidence": lines_of(values.get("evidence", ""))})
            await control.work.findings.record(asked, inspection_id, content)
            return f"{BASE}/{quote(inspection_id)}"

        return await control.sent(request, looking, do, lambda form: show(inspection_id, looking, form), "ton-tai-")

    add_deeds(made, control, BASE, deeds, show)


def _deeds(control: Control) -> list[Deed]:
    inspections = control.work.inspections
    return [
        Deed(
            key="ket-luan",
            act="conclude-inspection",
            moves=MOVES,
            right=access.of_control_team,
            name=("Kết luận kiểm tra", "Conclude"),
            fields=text("Kết luận", "Conclusion"),
            do=lambda asked, piece_id, said: inspections.conclude(asked, piece_id, said["text"]),
        ),
        Deed(
            key="huy",
            act="cancel-inspection",
            moves=MOVES,
            right=access.of_control_team,
            name=("Huỷ cuộc kiểm tra", "Cancel"),
            fields=text("Lý do huỷ", "Why"),
            do=lambda asked, piece_id, said: inspections.cancel(asked, piece_id, said["text"]),
            tone="danger",
        ),
    ]
