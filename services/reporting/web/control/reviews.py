"""``/kiem-soat/ra-soat``: procedures reviewed; ``/kiem-soat/chi-phi``: compliance cost, reckoned line by line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import Response

from chassis.kernel.errors import Problem, invalid
from chassis.web.forms import Form
from chassis.web.visitor import Visitor, VisitorDep
from reporting.application.control import Asked, access
from reporting.application.control.ports import Wanted
from reporting.domain.control.costs import Cost
from reporting.domain.control.plans import Plan
from reporting.domain.control.proposals import Proposal
from reporting.domain.control.reviews import MOVES, Assessment, Question, Review, ReviewContent
from reporting.protocol.control import read
from reporting.web.control.asking import HOME, Control, decimal, marked, money, typed, wrong
from reporting.web.control.deeds import Deed, add_deeds, holds, offered, text

BASE = f"{HOME}/ra-soat"
ROWS = 6


def add_to(made: APIRouter, control: Control) -> None:
    @made.get(BASE)
    async def reviews_page(looking: VisitorDep, trang: str = "") -> Response:
        listed = await control.listed(looking, Review, BASE, Wanted(), trang)
        actor = looking.signed_in
        may_open = holds(lambda: access.reviewers(actor, actor.agency, actor.department))
        return await control.page("reviews.html", looking, listed=listed, may_open=may_open)

    _opening(made, control)
    _calculator(made, control)
    _one(made, control)


def _opening(made: APIRouter, control: Control) -> None:
    async def write(looking: Visitor, form: Form) -> Response:
        actor = looking.signed_in
        access.reviewers(actor, actor.agency, actor.department)
        return await control.page("review_form.html", looking, form)

    @made.get(BASE + "/mo")
    async def review_form(looking: VisitorDep, ke_hoach: str = "", dong: int = -1) -> Response:
        shown = {"reviewer": looking.signed_in.subject, "ground": "own_choice"}
        if ke_hoach:
            plan = await control.work.looking.one(looking.signed_in, Plan, ke_hoach)
            if 0 <= dong < len(plan.lines):
                line = plan.lines[dong]
                shown |= {"procedure": line.procedure, "reviewer": line.person, "ground": line.ground or ""}
                shown |= {"plan_id": plan.id, "plan_line": str(dong)}
        return await write(looking, Form.filled(shown))

    @made.post(BASE + "/mo")
    async def review_opened(request: Request, looking: VisitorDep) -> Response:
        async def do(form: Form, asked: Asked) -> str:
            values: dict[str, Any] = {name: form.text(name) for name in ("procedure", "ground", "reviewer", "plan_id")}
            values["plan_line"] = form.text("plan_line") or -1
            try:
                review = await control.work.reviews.open(asked, read(ReviewContent, values))
            except Problem as problem:
                raise _of_procedure(problem) from None
            return f"{BASE}/{quote(review.id)}"

        return await control.sent(request, looking, do, lambda form: write(looking, form))


def _calculator(made: APIRouter, control: Control) -> None:
    @made.get(f"{HOME}/chi-phi")
    async def cost_page(request: Request, looking: VisitorDep) -> Response:
        """The figures stand in the address, so a calculation can be kept and sent on. Keeps nothing here."""
        form = Form.filled({name: text for name, text in request.query_params.items() if name.startswith("cost-")})
        cost = None
        looking.signed_in  # noqa: B018 - whoever is not is led to sign in
        if form.values:
            try:
                cost = read(Cost, cost_of(marked(form, "cost-")))
            except Problem as problem:
                form = form.wrong(wrong(problem, looking, "cost-"))
        income = control.work.rules.income_on(control.today)
        return await control.page("cost.html", looking, form, cost=cost, income=income, rows=ROWS)


def _one(made: APIRouter, control: Control) -> None:
    deeds = _deeds(control)

    async def show(review_id: str, looking: Visitor, form: Form | None = None) -> Response:
        actor = looking.signed_in
        review = await control.work.looking.one(actor, Review, review_id)
        may_assess = MOVES.allows(review.state, "assess-procedure")
        drawn = control.work.looking.every(actor, Proposal, Wanted(parent=review.id))
        return await control.page(
            "review.html",
            looking,
            form if form and form.values else Form.filled(filled(review)).wrong(form.errors if form else {}),
            review=review,
            proposals=[proposal async for proposal in drawn],
            base=f"{BASE}/{review.id}",
            deeds=offered(deeds, looking, review),
            may_assess=may_assess and holds(lambda: access.of_reviewers(actor, review)),
            may_propose=holds(lambda: access.of_reviewers(actor, review)),
            income=control.work.rules.income_on(review.opened_on),
            target=control.work.rules.target_on(review.opened_on),
            rows=ROWS,
        )

    @made.get(BASE + "/{review_id}")
    async def review_page(review_id: str, looking: VisitorDep) -> Response:
        return await show(review_id, looking)

    @made.post(BASE + "/{review_id}/danh-gia")
    async def review_assessed(review_id: str, request: Request, looking: VisitorDep) -> Response:
        async def do(form: Form, asked: Asked) -> str:
            await control.work.reviews.assess(asked, review_id, read(Assessment, assessment_of(form)))
            return f"{BASE}/{quote(review_id)}"

        return await control.sent(request, looking, do, lambda form: show(review_id, looking, form))

    add_deeds(made, control, BASE, deeds, show)


def assessment_of(form: Form) -> dict[str, Any]:
    """Everything held so far, as the form has it; parts that are left empty are not held."""
    answers = [
        {"question": key, "passed": form.text(f"answer-{key}") == "yes", "text": form.text(f"answer-{key}-text")}
        for key in Question
        if form.text(f"answer-{key}") in ("yes", "no")
    ]
    proposed = marked(form, "proposed-")
    has_proposed = any(proposed.values())
    costs = {name: marked(form, f"{name}-") for name in ("cost", "proposed_cost")}
    return {
        "answers": answers,
        "proposed": {
            "days": decimal(proposed.get("days", "")),
            "fees_vnd": money(proposed["fees_vnd"]) if proposed.get("fees_vnd") else None,
            "documents": proposed.get("documents", ""),
        }
        if has_proposed
        else None,
        **{name: cost_of(said) if said.get("subjects") else None for name, said in costs.items()},
    }


def cost_of(said: Mapping[str, str]) -> dict[str, Any]:
    """Rows without a name are left out; hours of several sources are parted by semicolons."""
    named = [number for number in range(ROWS) if said.get(f"activities-{number}-name")]
    rows = [{name: said.get(f"activities-{number}-{name}", "") for name in _ROW} for number in named]
    return {
        "activities": [
            {
                "name": row["name"],
                "hours": [decimal(each) for each in row["hours"].split(";")],
                "income_vnd": money(row["income_vnd"]),
                "paid_vnd": money(row["paid_vnd"]),
            }
            for row in rows
        ],
        "fees_vnd": money(said.get("fees_vnd", "")),
        "times": decimal(said.get("times", "")) or "1",
        "subjects": money(said.get("subjects", "")),
    }


_ROW = ("name", "hours", "income_vnd", "paid_vnd")


def filled(review: Review) -> dict[str, str]:
    """The form as what is held already."""
    held = review.assessment
    shown = {f"answer-{each.question.value}": "yes" if each.passed else "no" for each in held.answers}
    shown |= {f"answer-{each.question.value}-text": each.text for each in held.answers}
    if held.proposed is not None:
        fees = held.proposed.fees_vnd
        shown |= {"proposed-days": typed(held.proposed.days), "proposed-documents": str(held.proposed.documents)}
        shown["proposed-fees_vnd"] = "" if fees is None else str(fees)
    for name, cost in (("cost", held.cost), ("proposed_cost", held.proposed_cost)):
        if cost is not None:
            shown |= {f"{name}-{field}": value for field, value in _filled_cost(cost).items()}
    return shown


def _filled_cost(cost: Cost) -> dict[str, str]:
    shown = {"fees_vnd": str(cost.fees_vnd), "times": typed(cost.times), "subjects": str(cost.subjects)}
    for number, each in enumerate(cost.activities):
        hours = "; ".join(typed(figure) for figure in each.hours)
        values = {"name": each.name, "hours": hours, "income_vnd": str(each.income_vnd), "paid_vnd": str(each.paid_vnd)}
        shown |= {f"activities-{number}-{name}": value for name, value in values.items()}
    return shown


def _of_procedure(problem: Problem) -> Problem:
    """What intake says of a procedure is said at its field."""
    if problem.slug.startswith("procedure-"):
        return invalid("invalid-request", problem.detail, procedure=problem.detail)
    return problem


def _deeds(control: Control) -> list[Deed]:
    reviews = control.work.reviews
    return [
        Deed(
            key="hoan-thanh",
            act="complete-review",
            moves=MOVES,
            right=access.of_reviewers,
            name=("Hoàn thành rà soát", "Complete"),
            fields=text("Nhận xét chung", "Remark", needed=False),
            do=lambda asked, piece_id, said: reviews.complete(asked, piece_id, said["text"]),
        ),
        Deed(
            key="huy",
            act="cancel-review",
            moves=MOVES,
            right=access.of_control_team,
            name=("Huỷ rà soát", "Cancel"),
            fields=text("Lý do huỷ", "Why"),
            do=lambda asked, piece_id, said: reviews.cancel(asked, piece_id, said["text"]),
            tone="danger",
        ),
    ]
