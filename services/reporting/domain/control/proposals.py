"""How a procedure is made simpler (phương án đơn giản hoá), who is asked to do it by which act, and what became of it.

drafted ──submit──▶ submitted ──decide──▶ accepted, partly_accepted ──carry out──▶ carried_out
   ▲                   │    │                          └──────lapse──▶ lapsed
   └─────return────────┘    └──▶ rejected
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from reporting.domain.control.acts import LINE, PARAGRAPH, Act, Checks, Moves
from reporting.domain.control.costs import Saving, saving_of


class ProposalKind(StrEnum):
    """As in the columns of form II.04."""

    CUT = "cut"  # cắt giảm
    AMEND = "amend"  # sửa đổi, bổ sung
    REPLACE = "replace"  # thay thế
    ABOLISH = "abolish"  # bãi bỏ, huỷ bỏ


class ProposalState(StrEnum):
    DRAFTED = "drafted"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    PARTLY_ACCEPTED = "partly_accepted"
    REJECTED = "rejected"
    CARRIED_OUT = "carried_out"
    LAPSED = "lapsed"


AGREED = frozenset({ProposalState.ACCEPTED, ProposalState.PARTLY_ACCEPTED})
_DRAFTED, _SUBMITTED = frozenset({ProposalState.DRAFTED}), frozenset({ProposalState.SUBMITTED})
MOVES = Moves(
    of="proposal",
    table={
        "submit-proposal": (_DRAFTED, ProposalState.SUBMITTED),
        "return-proposal": (_SUBMITTED, ProposalState.DRAFTED),
        "accept-proposal": (_SUBMITTED, ProposalState.ACCEPTED),
        "partly-accept-proposal": (_SUBMITTED, ProposalState.PARTLY_ACCEPTED),
        "reject-proposal": (_SUBMITTED, ProposalState.REJECTED),
        "carry-out-proposal": (AGREED, ProposalState.CARRIED_OUT),
        "lapse-proposal": (AGREED | _SUBMITTED, ProposalState.LAPSED),
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """Kiến nghị thực thi. document: the act that must be changed; article: of it; when: by when; body: whose it is."""

    document: str
    article: str = ""
    when: str = ""
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalContent:
    """procedure: its key. review_id: the review it comes from, empty for none. before_vnd, after_vnd: compliance cost
    of a year. Raises Problem ``invalid-request``."""

    procedure: str
    procedure_name: str
    review_id: str = ""
    kind: ProposalKind
    content: str
    reason: str
    recommendation: Recommendation
    before_vnd: int
    after_vnd: int

    def __post_init__(self) -> None:
        checks = Checks()
        checks.text("procedure", self.procedure, most=60)
        checks.text("procedure_name", self.procedure_name, most=2_000)
        checks.text("content", self.content, most=PARAGRAPH)
        checks.text("reason", self.reason, most=PARAGRAPH)
        checks.text("recommendation.document", self.recommendation.document)
        checks.text("recommendation.article", self.recommendation.article, needed=False)
        checks.text("recommendation.when", self.recommendation.when, needed=False)
        checks.text("recommendation.body", self.recommendation.body)
        checks.that("before_vnd", 0 <= self.before_vnd <= 10**15, "must be 0 or more")
        checks.that("after_vnd", 0 <= self.after_vnd <= 10**15, "must be 0 or more")
        checks.done()


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """department: that answers for the procedure. legal_act: number of the act that carried it out; carried_out_on: the
    local day of its effect."""

    id: str
    agency: str
    department: str
    procedure: str
    procedure_name: str
    review_id: str
    kind: ProposalKind
    content: str
    reason: str
    recommendation: Recommendation
    before_vnd: int
    after_vnd: int
    drafted_on: date
    legal_act: str = ""
    carried_out_on: date | None = None
    state: ProposalState = ProposalState.DRAFTED
    version: int = 1
    acts: tuple[Act, ...] = ()

    @property
    def saving(self) -> Saving:
        return saving_of(self.before_vnd, self.after_vnd)

    def meets(self, target_percent: Decimal) -> bool | None:
        """Whether it saves what is asked for; None if there was no cost to save."""
        percent = self.saving.percent
        return None if percent is None else percent >= target_percent


def moved(proposal: Proposal, act: Act) -> Proposal:
    """Submitted, returned, decided or lapsed. Raises Problem ``act-not-possible``."""
    return replace(proposal, state=MOVES.after(proposal.state, act.name), acts=(*proposal.acts, act))


def carried_out(proposal: Proposal, legal_act: str, on: date, act: Act) -> Proposal:
    """By a legal act with effect on a local day. Raises Problem ``act-not-possible`` or ``invalid-request``."""
    checks = Checks()
    checks.text("legal_act", legal_act, most=LINE)
    checks.done()
    return replace(moved(proposal, act), legal_act=legal_act, carried_out_on=on)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRow:
    """A proposal as form II.04 counts it. id: of the proposal. saved_vnd: a year. percent: None without a cost before.
    is_done: carried out."""

    id: str
    procedure: str
    procedure_name: str
    department: str
    kind: ProposalKind
    state: ProposalState
    saved_vnd: int
    percent: Decimal | None
    is_done: bool
    drafted_on: date


def review_row(proposal: Proposal) -> ReviewRow:
    return ReviewRow(
        id=proposal.id,
        procedure=proposal.procedure,
        procedure_name=proposal.procedure_name,
        department=proposal.department,
        kind=proposal.kind,
        state=proposal.state,
        saved_vnd=proposal.saving.saved_vnd,
        percent=proposal.saving.percent,
        is_done=proposal.state is ProposalState.CARRIED_OUT,
        drafted_on=proposal.drafted_on,
    )
