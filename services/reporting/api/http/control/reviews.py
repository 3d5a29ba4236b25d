"""Reviews of procedures, with three reductions and compliance cost."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.responses import Response

from chassis.http.deps import ActorDep
from chassis.http.paging import PageDep
from chassis.http.text import Line, OptionalParagraph, RequestModel
from reporting.api.http.control.asking import ActOut, Answer, AskedDep, NoteIn, SaidIn, answered, listed
from reporting.application.control import ControlWork
from reporting.application.control.ports import Wanted
from reporting.domain.control.costs import MOST_ACTIVITIES, MOST_SOURCES, Cost
from reporting.domain.control.plans import Ground
from reporting.domain.control.reviews import Assessment, Question, Review, ReviewContent, ReviewState
from reporting.protocol.control import read

Amount = Annotated[int, Field(ge=0, le=10**13, description="whole đồng")]
Hours = Annotated[Decimal, Field(ge=0, le=100_000)]


class CostActivityIn(RequestModel):
    """Việc phải làm / one thing that has to be done to comply."""

    name: Line = Field(examples=["Chuẩn bị tờ khai"])
    hours: list[Hours] = Field(
        min_length=1, max_length=MOST_SOURCES, description="as each source says; the lower-middle figure is taken"
    )
    income_vnd: Amount = Field(description="per working hour", examples=[40_000])
    paid_vnd: Amount = Field(default=0, description="out of pocket: travel, copies, post, advice")


class CostIn(RequestModel):
    """Chi phí tuân thủ / what complying costs, Circular 02/2017/TT-VPCP art. 27."""

    activities: list[CostActivityIn] = Field(max_length=MOST_ACTIVITIES)
    fees_vnd: Amount = Field(default=0, description="phí, lệ phí and other payments by law, per dossier")
    times: Decimal = Field(default=Decimal(1), gt=0, le=10_000, description="a year, per subject")
    subjects: int = Field(ge=0, le=10**9, description="who comply in a year")


class MeasuresIn(RequestModel):
    """Mức đề xuất / what it would be after simplification."""

    days: Decimal = Field(ge=0, le=10_000, description="statutory working days", examples=["7"])
    fees_vnd: Amount | None = None
    documents: int = Field(ge=0, le=1_000, description="that every dossier must have")


class QuestionAnswerIn(RequestModel):
    question: Question
    passed: bool = Field(description="the procedure stands up to it")
    text: OptionalParagraph = Field(default="", description="why; needed if it does not")


class AssessmentIn(RequestModel):
    """Đánh giá / everything held so far; it replaces what was held before."""

    answers: list[QuestionAnswerIn] = Field(default=[], max_length=len(Question))
    proposed: MeasuresIn | None = None
    cost: CostIn | None = Field(default=None, description="now")
    proposed_cost: CostIn | None = Field(default=None, description="after simplification")


class ReviewIn(RequestModel):
    """Rà soát / which procedure, why, by whom."""

    procedure: Annotated[str, Field(min_length=1, max_length=60)] = Field(examples=["cap-gpld"])
    ground: Ground = Field(description="Decree 63/2010 art. 30(1)")
    reviewer: Line = Field(description="account id", examples=["ksth.1"])
    plan_id: Annotated[str, Field(max_length=60)] = ""
    plan_line: int = Field(default=-1, ge=-1, le=1_000)


class CostActivityOut(Answer):
    """``taken_hours``: the lower-middle of ``hours``."""

    name: str
    hours: list[Decimal]
    taken_hours: Decimal
    income_vnd: int
    paid_vnd: int
    cost_vnd: Decimal


class CostOut(Answer):
    """``one_vnd``: C_1, of one dossier; ``year_vnd``: of all of a year."""

    activities: list[CostActivityOut]
    fees_vnd: int
    times: Decimal
    subjects: int
    one_vnd: int
    year_vnd: int


class MeasuresOut(Answer):
    days: Decimal
    fees_vnd: int | None = Field(description="null: not known")
    documents: int


class QuestionAnswerOut(Answer):
    question: Question
    passed: bool
    text: str


class AssessmentOut(Answer):
    answers: list[QuestionAnswerOut]
    proposed: MeasuresOut | None
    cost: CostOut | None
    proposed_cost: CostOut | None


class ReductionOut(Answer):
    """Of time (days), cost (đồng a year, or fees) or documents. ``percent``: null if there was nothing to reduce."""

    name: str = Field(examples=["time"])
    before: Decimal
    after: Decimal
    percent: Decimal | None


class SavingOut(Answer):
    """Of a year. ``percent``: two digits, null where there was no cost."""

    before_vnd: int
    after_vnd: int
    saved_vnd: int
    percent: Decimal | None


class ReviewOut(Answer):
    """A review. ``present``: of the version in force when it began, as the catalogue has it."""

    id: str
    agency: str
    department: str
    procedure: str
    procedure_version: int
    procedure_name: str
    ground: Ground
    reviewer: str
    opened_on: date
    present: MeasuresOut
    assessment: AssessmentOut
    reductions: list[ReductionOut]
    saving: SavingOut | None
    plan_id: str
    plan_line: int
    state: ReviewState
    version: int
    acts: list[ActOut]


class ReviewPage(Answer):
    items: list[ReviewOut]
    next_page_token: str | None
    total_size: int = Field(description="all that match, exactly")


def add_to(made: APIRouter, work: ControlWork) -> None:
    _reading(made, work)
    _acting(made, work)
    _calculating(made)


def _reading(made: APIRouter, work: ControlWork) -> None:
    @made.get("/v1/procedure-reviews", response_model=ReviewPage, summary="Các lần rà soát · List reviews")
    async def list_procedure_reviews(
        actor: ActorDep,
        page: PageDep,
        department: Annotated[str, Query(max_length=40)] = "",
        state: Annotated[list[ReviewState] | None, Query(description="default: any")] = None,
        plan_id: Annotated[str, Query(max_length=60)] = "",
    ) -> ReviewPage:
        """Newest first. Heads see those of their own division's procedures."""
        wanted = Wanted(department=department, states=frozenset(state or ()), parent=plan_id)
        items, more = await listed(work, actor, Review, wanted, page)
        return ReviewPage(items=[_out(review) for review in items], **more)

    @made.get("/v1/procedure-reviews/{review_id}", response_model=ReviewOut, summary="Một lần rà soát · One review")
    async def get_procedure_review(review_id: str, actor: ActorDep) -> Response:
        """With the three reductions and the cost, calculated."""
        return _answer(await work.looking.one(actor, Review, review_id))


def _acting(made: APIRouter, work: ControlWork) -> None:
    @made.post("/v1/procedure-reviews", status_code=201, response_model=ReviewOut, summary="Mở rà soát · Open a review")
    async def open_procedure_review(body: ReviewIn, asked: AskedDep) -> Response:
        """Of the version in force today. By the control team, or the head of the division whose procedure it is."""
        return _answer(await work.reviews.open(asked, read(ReviewContent, body.model_dump())), 201)

    @made.put("/v1/procedure-reviews/{review_id}/assessment", response_model=ReviewOut, summary="Ghi đánh giá · Assess")
    async def assess_procedure(review_id: str, body: AssessmentIn, asked: AskedDep) -> Response:
        """The four questions of Decree 63/2010 art. 28, the proposed measures and the cost now and then."""
        return _answer(await work.reviews.assess(asked, review_id, read(Assessment, body.model_dump())))

    @made.post(
        "/v1/procedure-reviews/{review_id}/completion",
        status_code=201,
        response_model=ReviewOut,
        summary="Hoàn thành rà soát · Complete a review",
    )
    async def complete_procedure_review(review_id: str, asked: AskedDep, body: NoteIn | None = None) -> Response:
        """Once all four questions are answered."""
        return _answer(await work.reviews.complete(asked, review_id, body.text if body else ""), 201)

    @made.post(
        "/v1/procedure-reviews/{review_id}/cancellation",
        status_code=201,
        response_model=ReviewOut,
        summary="Huỷ rà soát · Cancel a review",
    )
    async def cancel_procedure_review(review_id: str, body: SaidIn, asked: AskedDep) -> Response:
        """By the control team, with the reason."""
        return _answer(await work.reviews.cancel(asked, review_id, body.text), 201)


def _calculating(made: APIRouter) -> None:
    @made.post("/v1/compliance-costs", response_model=CostOut, summary="Tính chi phí tuân thủ · Compliance cost")
    async def calculate_compliance_cost(body: CostIn, actor: ActorDep) -> CostOut:
        """By the standard cost model. Keeps nothing; for anybody with an account."""
        del actor
        return CostOut.model_validate(read(Cost, body.model_dump()))


def _out(review: Review) -> ReviewOut:
    return ReviewOut.model_validate(review)


def _answer(review: Review, status: int = 200) -> Response:
    return answered(_out(review), review.version, status)
