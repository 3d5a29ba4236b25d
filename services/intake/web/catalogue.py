"""``/thu-tuc``: the procedures for everybody, searched with and without accents, as the law has them on any day."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter
from starlette.responses import Response

from chassis.kernel.errors import Problem
from chassis.web.chrome import Chrome
from chassis.web.forms import Form
from chassis.web.visitor import Visitor, VisitorDep
from intake.application import UseCases
from intake.application.law_in_force import LawInForce
from intake.domain.catalogue import Wanted, found
from intake.domain.procedures import Channel, ProcedureVersion
from intake.domain.step_words import turns


def add_to(made: APIRouter, chrome: Chrome, use_cases: UseCases, in_force: LawInForce) -> None:
    @made.get("/thu-tuc")
    async def catalogue_page(
        looking: VisitorDep, q: str = "", field: str = "", department: str = "", on: str = ""
    ) -> Response:
        form = Form.filled({"q": q[:100], "field": field, "department": department, "on": on})
        day, form = _day(form, looking)
        known = use_cases.law.procedures(day)
        matching = [v for v in known if fits(v, q[:100], field, department)]
        return chrome.page(
            "catalogue.html",
            looking,
            form=form,
            found=sorted(matching, key=lambda version: (version.field, version.name)),
            total=len(known),
            fields=sorted({version.field for version in known}),
            departments=[d for d in use_cases.law.departments(day) if d.token in {v.department for v in known}],
            names={d.token: d for d in in_force.pack.departments},
            day=day,
        )

    @made.get("/thu-tuc/{key}")
    async def procedure_page(key: str, looking: VisitorDep, on: str = "") -> Response:
        day, _ = _day(Form.filled({"on": on}), looking)
        procedure = in_force.pack.procedure(key)
        today = use_cases.law.today()
        try:
            version = use_cases.law.procedure(key, day)
        except Problem:
            version = procedure.latest  # not in force on that day: shown with the days on which it is
        published = use_cases.law.published(version)
        return chrome.page(
            "procedure.html",
            looking,
            version=published,
            turns=turns(published.steps),
            versions=tuple(reversed(procedure.versions)),
            today=today,
            can_file=version.in_force_on(today) and Channel.ONLINE in {offer.channel for offer in version.channels},
            names={d.token: d for d in in_force.pack.departments},
            agency=in_force.pack.agency,
        )


def _day(form: Form, looking: Visitor) -> tuple[date | None, Form]:
    """The day asked for; null is today, also for what is no day, which the form then says."""
    text = form.text("on")
    try:
        return (date.fromisoformat(text) if text else None), form
    except ValueError:
        said = looking.t("Ngày không hợp lệ, ví dụ đúng: 2026-04-26", "Not a day; write it like 2026-04-26")
        return None, form.wrong({"on": said})


def fits(version: ProcedureVersion, q: str, field: str, department: str) -> bool:
    """Whether a version is among what is looked for; empty: whatever. Accents do not matter."""
    return bool(found([version], Wanted(q=q, field=field or None, department=department or None)))
