"""Sums over dossiers that are counted one after the other, and may be counted again when more is heard of one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from reporting.domain.board_sums import BoardSums, add
from reporting.domain.counts import Counts, counts_of, held_steps
from reporting.domain.evaluation_marks import MarkKey
from reporting.domain.evidence import Evidence
from reporting.domain.facts import DossierFacts, facts_of
from reporting.domain.steps import HeldSteps
from reporting.domain.tallies import TallyKey
from reporting.domain.verdict import Verdict, judge

K = TypeVar("K")


@dataclass(slots=True, kw_only=True)
class Recount:
    """All sums. They are the same as those that the live figures keep by differences.

    boards: only what was not drained yet, for there may be millions of them. held: by dossier, of those that are
    open."""

    tallies: Counter[TallyKey] = field(default_factory=Counter)
    marks: Counter[MarkKey] = field(default_factory=Counter)
    boards: BoardSums = field(default_factory=dict)
    held: dict[str, HeldSteps] = field(default_factory=dict)

    def add(self, dossier_id: str, evidence: Sequence[Evidence]) -> tuple[DossierFacts, Verdict | None]:
        """Count a dossier; what it amounts to is folded once."""
        facts = facts_of(dossier_id, evidence)
        verdict = judge(facts)
        self._move(counts_of(facts, verdict), 1)
        held = held_steps(facts)
        self.held.pop(dossier_id, None)
        if held.held:
            self.held[dossier_id] = held
        return facts, verdict

    def take_back(self, dossier_id: str, evidence: Sequence[Evidence]) -> None:
        """As if it had not been counted. evidence: the same as it was counted with."""
        facts = facts_of(dossier_id, evidence)
        self._move(counts_of(facts, judge(facts)), -1)

    def drained(self) -> BoardSums:
        """What was added to the boards' sums since they were drained before."""
        drained, self.boards = self.boards, {}
        return drained

    def _move(self, counts: Counts, sign: int) -> None:
        _move(self.tallies, counts.tallies, sign)
        _move(self.marks, counts.marks, sign)
        boards = self.boards
        for key, amount in counts.boards.items():
            add(boards, key, amount, sign)


def _move(sums: Counter[K], by: Counter[K], sign: int) -> None:
    for key, value in by.items():
        sums[key] += sign * value
