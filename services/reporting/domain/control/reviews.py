"""A procedure reviewed: four questions (Decree 63/2010 art. 28), three reductions, and what complying costs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from reporting.domain.control.acts import PARAGRAPH, Act, Checks, Moves
from reporting.domain.control.costs import Cost, Saving, cut, is_amount, saving
from reporting.domain.control.plans import Ground


class Question(StrEnum):
    """What a procedure is held against, Decree 63/2010 art. 28."""

    NEED = "need"  # sự cần thiết
    REASONABLENESS = "reasonableness"  # tính hợp lý
    LEGALITY = "legality"  # tính hợp pháp
    COST = "cost"  # chi phí tuân thủ


class ReviewState(StrEnum):
    OPEN = "open"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


_OPEN = frozenset({ReviewState.OPEN})
MOVES = Moves(
    of="review",
    table={
        "assess-procedure": (_OPEN, ReviewState.OPEN),
        "complete-review": (_OPEN, ReviewState.COMPLETED),
        "cancel-review": (_OPEN, ReviewState.CANCELLED),
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """What three reductions are measured on. days: statutory working days of eight hours. fees_vnd: per dossier, None
    if not known. documents: that every dossier must have."""

    days: Decimal
    fees_vnd: int | None
    documents: int

    def check(self, checks: Checks, at: str) -> None:
        checks.that(f"{at}.days", is_amount(self.days, Decimal(10_000)), "must be 0 to 10000")
        checks.that(f"{at}.fees_vnd", self.fees_vnd is None or 0 <= self.fees_vnd <= 10**13, "must be 0 or more")
        checks.that(f"{at}.documents", 0 <= self.documents <= 1_000, "must be 0 to 1000")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewedProcedure:
    """A version as it is in force: what a review begins with."""

    key: str
    version: int
    name: str
    department: str
    measures: Measures


@dataclass(frozen=True, slots=True, kw_only=True)
class Reduction:
    """One of the three. percent: two digits, None if there was nothing to reduce."""

    name: str
    before: Decimal
    after: Decimal
    percent: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Of one question. passed: the procedure stands up to it."""

    question: Question
    passed: bool
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """What the reviewer holds: at most one answer a question, the proposed measures, the cost now and then. Raises
    Problem ``invalid-request``."""

    answers: tuple[Answer, ...] = ()
    proposed: Measures | None = None
    cost: Cost | None = None
    proposed_cost: Cost | None = None

    def __post_init__(self) -> None:
        checks = Checks()
        asked = [answer.question for answer in self.answers]
        checks.that("answers", len(set(asked)) == len(asked), "answers a question twice")
        for number, answer in enumerate(self.answers):
            checks.text(f"answers[{number}].text", answer.text, most=PARAGRAPH, needed=not answer.passed)
        if self.proposed is not None:
            self.proposed.check(checks, "proposed")
        has_basis = self.cost is not None or self.proposed_cost is None
        checks.that("proposed_cost", has_basis, "needs the present cost to be compared with")
        checks.done()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewContent:
    """procedure: its key. reviewer: account id. plan_id, plan_line: as of an inspection."""

    procedure: str
    ground: Ground
    reviewer: str
    plan_id: str = ""
    plan_line: int = -1

    def __post_init__(self) -> None:
        checks = Checks()
        checks.text("procedure", self.procedure, most=60)
        checks.text("reviewer", self.reviewer, most=100)
        checks.done()


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """department: that answers for the procedure. present: its measures when the review began. opened_on: local day."""

    id: str
    agency: str
    department: str
    procedure: str
    procedure_version: int
    procedure_name: str
    ground: Ground
    reviewer: str
    opened_on: date
    present: Measures
    assessment: Assessment = Assessment()
    plan_id: str = ""
    plan_line: int = -1
    state: ReviewState = ReviewState.OPEN
    version: int = 1
    acts: tuple[Act, ...] = ()

    @property
    def saving(self) -> Saving | None:
        held = self.assessment
        return saving(held.cost, held.proposed_cost) if held.cost and held.proposed_cost else None

    @property
    def reductions(self) -> tuple[Reduction, ...]:
        """Time, cost, papers; cost as fees until compliance cost is known. Empty until something is proposed."""
        return tuple(self._reductions())

    def _reductions(self) -> Iterator[Reduction]:
        now, then, saved = self.present, self.assessment.proposed, self.saving
        if then is not None:
            yield _reduction("time", now.days, then.days)
        if saved is not None:
            yield _reduction("cost", Decimal(saved.before_vnd), Decimal(saved.after_vnd))
        elif then is not None and now.fees_vnd is not None and then.fees_vnd is not None:
            yield _reduction("cost", Decimal(now.fees_vnd), Decimal(then.fees_vnd))
        if then is not None:
            yield _reduction("documents", Decimal(now.documents), Decimal(then.documents))


def assessed(review: Review, assessment: Assessment, act: Act) -> Review:
    """Raises Problem ``act-not-possible``."""
    state = MOVES.after(review.state, act.name)
    return replace(review, assessment=assessment, state=state, acts=(*review.acts, act))


def ended(review: Review, act: Act) -> Review:
    """Completed, which needs an answer to all four questions, or cancelled. Raises Problem ``act-not-possible`` or
    ``invalid-request``."""
    state = MOVES.after(review.state, act.name)
    if state is ReviewState.COMPLETED:
        answered = {answer.question for answer in review.assessment.answers}
        checks = Checks()
        missing = ", ".join(question.value for question in Question if question not in answered)
        checks.that("answers", not missing, f"nothing is said yet on: {missing}")
        checks.done()
    return replace(review, state=state, acts=(*review.acts, act))


def _reduction(name: str, before: Decimal, after: Decimal) -> Reduction:
    return Reduction(name=name, before=before, after=after, percent=cut(before, after))
