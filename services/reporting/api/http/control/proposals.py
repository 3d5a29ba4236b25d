"""Proposals to make procedures simpler, and what became of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.responses import Response

from chassis.http.deps import ActorDep
from chassis.http.paging import PageDep
from chassis.http.text import Line, LongLine, OptionalParagraph, Paragraph, RequestModel
from reporting.api.http.control.asking import ActOut, Answer, AskedDep, SaidIn, answered, listed
from reporting.api.http.control.reviews import SavingOut
from reporting.application.control import ControlWork
from reporting.application.control.ports import Wanted
from reporting.domain.control.proposals import Proposal, ProposalContent, ProposalKind, ProposalState
from reporting.protocol.control import read

ShortLine = Annotated[str, Field(max_length=200)]
Money = Annotated[int, Field(ge=0, le=10**15, description="whole đồng a year")]


class Decision(StrEnum):
    """What a leader says to a proposal."""

    ACCEPT = "accept"
    PARTLY_ACCEPT = "partly-accept"
    REJECT = "reject"
    RETURN = "return"


class RecommendationIn(RequestModel):
    """Kiến nghị thực thi / which act is to be changed, where, by when, by whom."""

    document: Line
    article: ShortLine = ""
    when: ShortLine = ""
    body: Line


class ProposalIn(RequestModel):
    """Phương án đơn giản hoá / what is made simpler, why, and what it saves."""

    procedure: Annotated[str, Field(min_length=1, max_length=60)] = Field(examples=["cap-gpld"])
    procedure_name: LongLine
    review_id: Annotated[str, Field(max_length=60)] = Field(default="", description="the review it comes from")
    kind: ProposalKind
    content: Paragraph
    reason: Paragraph
    recommendation: RecommendationIn
    before_vnd: Money
    after_vnd: Money


class DecisionIn(RequestModel):
    decision: Decision
    text: OptionalParagraph = Field(default="", description="needed unless it is accepted as a whole")


class ExecutionIn(RequestModel):
    """Thực thi / the legal act that carries it out."""

    legal_act: Line = Field(examples=["12/QĐ-UBND"])
    on: date = Field(description="local day of its effect")


class RecommendationOut(Answer):
    document: str
    article: str
    when: str
    body: str


class ProposalOut(Answer):
    """A proposal. ``target_percent``: what was to be saved by the decision in force when it was drafted, null before
    there was one; ``meets_target``: null without target or cost."""

    id: str
    agency: str
    department: str
    procedure: str
    procedure_name: str
    review_id: str
    kind: ProposalKind
    content: str
    reason: str
    recommendation: RecommendationOut
    drafted_on: date
    saving: SavingOut
    target_percent: Decimal | None = None
    meets_target: bool | None = None
    legal_act: str
    carried_out_on: date | None
    state: ProposalState
    version: int
    acts: list[ActOut]


class ProposalPage(Answer):
    items: list[ProposalOut]
    next_page_token: str | None
    total_size: int = Field(description="all that match, exactly")


def add_to(made: APIRouter, work: ControlWork) -> None:
    _reading(made, work)
    _acting(made, work)
    _deciding(made, work)


def _reading(made: APIRouter, work: ControlWork) -> None:
    @made.get(
        "/v1/simplification-proposals", response_model=ProposalPage, summary="Phương án đơn giản hoá · List proposals"
    )
    async def list_simplification_proposals(
        actor: ActorDep,
        page: PageDep,
        department: Annotated[str, Query(max_length=40)] = "",
        state: Annotated[list[ProposalState] | None, Query(description="default: any")] = None,
        review_id: Annotated[str, Query(max_length=60)] = "",
    ) -> ProposalPage:
        """Newest first. Heads see those of their own division's procedures."""
        wanted = Wanted(department=department, states=frozenset(state or ()), parent=review_id)
        items, more = await listed(work, actor, Proposal, wanted, page)
        return ProposalPage(items=[_out(work, proposal) for proposal in items], **more)

    @made.get(
        "/v1/simplification-proposals/{proposal_id}", response_model=ProposalOut, summary="Một phương án · One proposal"
    )
    async def get_simplification_proposal(proposal_id: str, actor: ActorDep) -> Response:
        """With what it saves and what became of it."""
        return _answer(work, await work.looking.one(actor, Proposal, proposal_id))


def _acting(made: APIRouter, work: ControlWork) -> None:
    @made.post(
        "/v1/simplification-proposals",
        status_code=201,
        response_model=ProposalOut,
        summary="Lập phương án · Draft a proposal",
    )
    async def draft_simplification_proposal(body: ProposalIn, asked: AskedDep) -> Response:
        """By the control team, or the head of the division whose procedure it is."""
        return _answer(work, await work.proposals.draft(asked, read(ProposalContent, body.model_dump())), 201)

    @made.post(
        "/v1/simplification-proposals/{proposal_id}/submission",
        status_code=201,
        response_model=ProposalOut,
        summary="Trình phương án · Submit a proposal",
    )
    async def submit_simplification_proposal(proposal_id: str, asked: AskedDep) -> Response:
        """By the control team, to the agency's leaders."""
        return _answer(work, await work.proposals.submit(asked, proposal_id), 201)


def _deciding(made: APIRouter, work: ControlWork) -> None:
    @made.post(
        "/v1/simplification-proposals/{proposal_id}/decision",
        status_code=201,
        response_model=ProposalOut,
        summary="Quyết định phương án · Decide on a proposal",
    )
    async def decide_simplification_proposal(proposal_id: str, body: DecisionIn, asked: AskedDep) -> Response:
        """By a leader who did not draft it."""
        decided = await work.proposals.decide(asked, proposal_id, body.decision, body.text)
        return _answer(work, decided, 201)

    @made.post(
        "/v1/simplification-proposals/{proposal_id}/execution",
        status_code=201,
        response_model=ProposalOut,
        summary="Thực thi phương án · Carry out a proposal",
    )
    async def carry_out_simplification_proposal(proposal_id: str, body: ExecutionIn, asked: AskedDep) -> Response:
        """By the control team: which legal act did it, and from when."""
        return _answer(work, await work.proposals.carry_out(asked, proposal_id, body.legal_act, body.on), 201)

    @made.post(
        "/v1/simplification-proposals/{proposal_id}/lapse",
        status_code=201,
        response_model=ProposalOut,
        summary="Phương án không thực hiện · Nothing came of it",
    )
    async def lapse_simplification_proposal(proposal_id: str, body: SaidIn, asked: AskedDep) -> Response:
        """By the control team, with the reason."""
        return _answer(work, await work.proposals.lapse(asked, proposal_id, body.text), 201)


def _out(work: ControlWork, proposal: Proposal) -> ProposalOut:
    made = ProposalOut.model_validate(proposal)
    target = work.rules.target_on(proposal.drafted_on)
    if target is not None:
        made.target_percent, made.meets_target = target.value, proposal.meets(target.value)
    return made


def _answer(work: ControlWork, proposal: Proposal, status: int = 200) -> Response:
    return answered(_out(work, proposal), proposal.version, status)
