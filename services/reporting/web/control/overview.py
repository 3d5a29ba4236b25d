"""``/kiem-soat``: what is due and late, what waits for whom, and how the year's plans go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter
from starlette.responses import Response

from chassis.web.visitor import Visitor, VisitorDep
from reporting.application.control import access
from reporting.application.control.ports import P, Wanted
from reporting.domain.control.findings import AWAITED, Finding, FindingState
from reporting.domain.control.initiatives import Initiative, InitiativeState
from reporting.domain.control.inspections import Inspection, InspectionState
from reporting.domain.control.plans import Plan, PlanKind, PlanState
from reporting.domain.control.proposals import Proposal, ProposalState
from reporting.domain.control.reviews import Review, ReviewState
from reporting.web.control.asking import HOME, Control

_MOST = 10  # of each list on the page; the lists behind it have all


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How many of a plan's lines are done."""

    plan: Plan
    done: int


def add_to(made: APIRouter, control: Control) -> None:
    @made.get(HOME)
    async def control_overview(looking: VisitorDep) -> Response:
        if not looking.signed_in.has("system", access.CONTROL, access.LEADER, access.HEAD):
            # Whoever only proposes ideas is led to them, or told that nothing here is for them.
            await control.work.looking.page(looking.signed_in, Initiative, Wanted(), "", 1)
            return control.chrome.go(f"{HOME}/sang-kien")
        return await control.page(
            "overview.html",
            looking,
            counts=await _counts(control, looking),
            awaited=await control.work.looking.soonest(
                looking.signed_in, Finding, Wanted(states=frozenset(AWAITED)), _MOST
            ),
            progress=await _progress(control, looking),
            plan_due_on=await _plan_due(control, looking),
            plan_ref=control.work.rules.plan_ref,
        )


async def _counts(control: Control, looking: Visitor) -> dict[str, int]:
    async def of(kind: type[P], *states: str) -> int:
        wanted = Wanted(states=frozenset(states))
        return (await control.work.looking.page(looking.signed_in, kind, wanted, "", 1)).total

    overdue = Wanted(overdue_at=control.now)
    return {
        "overdue": (await control.work.looking.page(looking.signed_in, Finding, overdue, "", 1)).total,
        "answered": await of(Finding, FindingState.ANSWERED),
        "inspections": await of(Inspection, InspectionState.OPEN),
        "reviews": await of(Review, ReviewState.OPEN),
        "proposals": await of(Proposal, ProposalState.SUBMITTED),
        "agreed": await of(Proposal, ProposalState.ACCEPTED, ProposalState.PARTLY_ACCEPTED),
        "initiatives": await of(Initiative, InitiativeState.PROPOSED),
        "plans": await of(Plan, PlanState.SUBMITTED),
    }


async def _progress(control: Control, looking: Visitor) -> list[Progress]:
    """Of this year's approved plans."""
    day = date(control.today.year, 1, 1)
    wanted = Wanted(states=frozenset({PlanState.APPROVED}), first=day, last=day)
    plans = (await control.work.looking.page(looking.signed_in, Plan, wanted, "", _MOST)).items
    reads = control.work.looking.reads
    return [Progress(plan=plan, done=sum((await reads.begun_lines(plan.id)).values())) for plan in plans]


async def _plan_due(control: Control, looking: Visitor) -> date | None:
    """Until when this year's plan of reviews is to be sent, as long as none was."""
    day = date(control.today.year, 1, 1)
    sent = frozenset({PlanState.SUBMITTED, PlanState.APPROVED})
    wanted = Wanted(kind=PlanKind.REVIEW, states=sent, first=day, last=day)
    if (await control.work.looking.page(looking.signed_in, Plan, wanted, "", 1)).total:
        return None
    return control.work.rules.plan_due_on(control.today.year)
