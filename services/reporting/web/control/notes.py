"""``/kiem-soat/sang-kien``: ideas of officers and divisions; ``/kiem-soat/tuyen-truyen``: the log."""

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
from reporting.domain.control import activities, initiatives
from reporting.domain.control.activities import Activity, ActivityContent
from reporting.domain.control.initiatives import Initiative, InitiativeContent
from reporting.protocol.control import read
from reporting.web.control import words
from reporting.web.control.asking import HOME, Control
from reporting.web.control.deeds import Deed, add_deeds, holds, offered, text

IDEAS, LOG = f"{HOME}/sang-kien", f"{HOME}/tuyen-truyen"


def add_to(made: APIRouter, control: Control) -> None:
    _ideas(made, control)
    _log(made, control)


def _ideas(made: APIRouter, control: Control) -> None:
    deeds = _deeds_of_ideas(control)

    async def all_of_them(looking: Visitor, form: Form | None = None, token: str = "") -> Response:
        listed = await control.listed(looking, Initiative, IDEAS, Wanted(), token)
        may_propose = holds(lambda: access.proposes_initiatives(looking.signed_in))
        return await control.page("initiatives.html", looking, form, listed=listed, may_propose=may_propose)

    async def show(initiative_id: str, looking: Visitor, form: Form | None = None) -> Response:
        initiative = await control.work.looking.one(looking.signed_in, Initiative, initiative_id)
        return await control.page(
            "initiative.html",
            looking,
            form,
            initiative=initiative,
            base=f"{IDEAS}/{initiative.id}",
            deeds=offered(deeds, looking, initiative),
        )

    @made.get(IDEAS)
    async def initiatives_page(looking: VisitorDep, trang: str = "") -> Response:
        return await all_of_them(looking, token=trang)

    @made.post(IDEAS)
    async def initiative_proposed(request: Request, looking: VisitorDep) -> Response:
        async def do(form: Form, asked: Asked) -> str:
            content = read(InitiativeContent, {"title": form.text("title"), "content": form.text("content")})
            return f"{IDEAS}/{quote((await control.work.initiatives.propose(asked, content)).id)}"

        return await control.sent(request, looking, do, lambda form: all_of_them(looking, form))

    @made.get(IDEAS + "/{initiative_id}")
    async def initiative_page(initiative_id: str, looking: VisitorDep) -> Response:
        return await show(initiative_id, looking)

    add_deeds(made, control, IDEAS, deeds, show)


def _log(made: APIRouter, control: Control) -> None:
    strike = _strike(control)

    async def all_of_it(looking: Visitor, form: Form | None = None, token: str = "") -> Response:
        actor, year = looking.signed_in, control.today.year
        listed = await control.listed(looking, Activity, LOG, Wanted(), token)
        counts = None
        if actor.has(access.CONTROL, access.LEADER):
            counts = await control.work.counts(actor, date(year, 1, 1), date(year, 12, 31))
        return await control.page(
            "activities.html",
            looking,
            form or Form.filled({"on": control.today.isoformat(), "kind": "communication", "channel": "portal"}),
            listed=listed,
            counts=counts,
            strike=strike,
            may_strike=[each.id for each in listed.items if strike.is_open(actor, each)],
            may_record=holds(lambda: access.control_team(actor, actor.agency)),
        )

    @made.get(LOG)
    async def activities_page(looking: VisitorDep, trang: str = "") -> Response:
        return await all_of_it(looking, token=trang)

    @made.post(LOG)
    async def activity_recorded(request: Request, looking: VisitorDep) -> Response:
        async def do(form: Form, asked: Asked) -> str:
            await control.work.activities.record(asked, read(ActivityContent, _content(form)))
            return LOG

        return await control.sent(request, looking, do, lambda form: all_of_it(looking, form))

    async def again(_: str, looking: Visitor, form: Form) -> Response:
        return await all_of_it(looking, form)

    add_deeds(made, control, LOG, [strike], again, back=LOG)


def _content(form: Form) -> dict[str, Any]:
    kind, people = form.text("kind"), form.text("people")
    channel = form.text("channel") if kind == "communication" and form.text("channel") in words.CHANNELS else None
    values: dict[str, Any] = {name: form.text(name) for name in ("on", "title", "audience", "link")}
    return {**values, "kind": kind, "channel": channel, "people": people or 0}


def _deeds_of_ideas(control: Control) -> list[Deed]:
    def move(key: str, act: str, name: tuple[str, str], label: tuple[str, str], tone: str = "") -> Deed:
        return Deed(
            key=key,
            act=f"{act}-initiative",
            moves=initiatives.MOVES,
            right=access.of_leader if act == "recognise" else access.of_control_team,
            name=name,
            fields=text(*label),
            do=lambda asked, piece_id, said: control.work.initiatives.move(asked, piece_id, act, said["text"]),
            tone=tone,
        )

    return [
        move("danh-gia", "assess", ("Ghi đánh giá", "Assess"), ("Đánh giá", "What is held of it")),
        move("ap-dung", "apply", ("Ghi nhận áp dụng", "Applied"), ("Hiệu quả", "What it brought")),
        move("cong-nhan", "recognise", ("Công nhận", "Recognise"), ("Quyết định công nhận", "By which decision")),
        move("khong-ap-dung", "decline", ("Không áp dụng", "Decline"), ("Lý do", "Why not"), "danger"),
    ]


def _strike(control: Control) -> Deed:
    return Deed(
        key="gach-bo",
        act="strike-activity",
        moves=activities.MOVES,
        right=access.of_control_team,
        name=("Gạch bỏ", "Strike out"),
        do=lambda asked, piece_id, _: control.work.activities.strike(asked, piece_id, "Gạch bỏ mục ghi sai"),
        tone="second",
    )
