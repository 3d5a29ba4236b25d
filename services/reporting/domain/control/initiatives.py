"""Ideas (sáng kiến) of officers and divisions: proposed, assessed, applied, recognised.

proposed ──assess──▶ assessed ──apply──▶ applied ──recognise──▶ recognised
    └──────────────────┴──decline──▶ declined
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from reporting.domain.control.acts import PARAGRAPH, Act, Checks, Moves


class InitiativeState(StrEnum):
    PROPOSED = "proposed"
    ASSESSED = "assessed"
    DECLINED = "declined"
    APPLIED = "applied"
    RECOGNISED = "recognised"


_PROPOSED, _ASSESSED = frozenset({InitiativeState.PROPOSED}), frozenset({InitiativeState.ASSESSED})
MOVES = Moves(
    of="initiative",
    table={
        "assess-initiative": (_PROPOSED, InitiativeState.ASSESSED),
        "decline-initiative": (_PROPOSED | _ASSESSED, InitiativeState.DECLINED),
        "apply-initiative": (_ASSESSED, InitiativeState.APPLIED),
        "recognise-initiative": (frozenset({InitiativeState.APPLIED}), InitiativeState.RECOGNISED),
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class InitiativeContent:
    """Raises Problem ``invalid-request``."""

    title: str
    content: str

    def __post_init__(self) -> None:
        checks = Checks()
        checks.text("title", self.title)
        checks.text("content", self.content, most=PARAGRAPH)
        checks.done()


@dataclass(frozen=True, slots=True, kw_only=True)
class Initiative:
    """by: account id of who proposed it; department: theirs. effect: what applying it brought, empty until then."""

    id: str
    agency: str
    department: str
    by: str
    title: str
    content: str
    proposed_on: date
    effect: str = ""
    state: InitiativeState = InitiativeState.PROPOSED
    version: int = 1
    acts: tuple[Act, ...] = ()


def moved(initiative: Initiative, act: Act) -> Initiative:
    """What is said with its being applied is its effect. Raises Problem ``act-not-possible``."""
    state = MOVES.after(initiative.state, act.name)
    effect = act.text if state is InitiativeState.APPLIED else initiative.effect
    return replace(initiative, state=state, effect=effect, acts=(*initiative.acts, act))
