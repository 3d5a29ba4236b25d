"""Everything that one dossier adds to sums, of whatever kind."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from reporting.domain.board_sums import BoardSums, board_sums_of
from reporting.domain.evaluation_marks import MarkKey, marks_of
from reporting.domain.facts import DossierFacts
from reporting.domain.steps import HeldSteps
from reporting.domain.tallies import TallyKey, tallies_of
from reporting.domain.verdict import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Nothing, as it is made."""

    tallies: Counter[TallyKey] = field(default_factory=Counter)
    marks: Counter[MarkKey] = field(default_factory=Counter)
    boards: BoardSums = field(default_factory=dict)


def counts_of(facts: DossierFacts, verdict: Verdict | None) -> Counts:
    tallies = tallies_of(facts, verdict)
    return Counts(tallies=tallies, marks=marks_of(facts, verdict), boards=board_sums_of(facts, verdict, tallies))


def held_steps(facts: DossierFacts) -> HeldSteps:
    """Steps that somebody has of it now; none of a synthetic one."""
    return HeldSteps(
        dossier_id=facts.dossier_id,
        agency=facts.place.agency,
        procedure=facts.place.procedure_key,
        held=() if facts.is_synthetic else facts.steps.held,
    )
