"""Sums over dossiers that are counted one after the other, and may be counted again when more is heard of one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from reporting.domain.evaluation_marks import MarkKey, marks_of
from reporting.domain.evidence import Evidence
from reporting.domain.facts import DossierFacts, facts_of
from reporting.domain.tallies import TallyKey, tallies_of
from reporting.domain.verdict import Verdict, judge

K = TypeVar("K")


@dataclass(slots=True, kw_only=True)
class Recount:
    """All tallies and marks. They are the same as those that the live figures keep by differences."""

    tallies: Counter[TallyKey] = field(default_factory=Counter)
    marks: Counter[MarkKey] = field(default_factory=Counter)

    def add(self, dossier_id: str, evidence: Sequence[Evidence]) -> tuple[DossierFacts, Verdict | None]:
        """Count a dossier; what it amounts to is folded once."""
        facts = facts_of(dossier_id, evidence)
        verdict = judge(facts)
        _move(self.tallies, tallies_of(facts, verdict), 1)
        _move(self.marks, marks_of(facts, verdict), 1)
        return facts, verdict

    def take_back(self, dossier_id: str, evidence: Sequence[Evidence]) -> None:
        """As if it had not been counted. evidence: the same as it was counted with."""
        facts = facts_of(dossier_id, evidence)
        verdict = judge(facts)
        _move(self.tallies, tallies_of(facts, verdict), -1)
        _move(self.marks, marks_of(facts, verdict), -1)


def _move(sums: Counter[K], by: Counter[K], sign: int) -> None:
    for key, value in by.items():
        sums[key] += sign * value
