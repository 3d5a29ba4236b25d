"""Dossiers of a period by what is digital about them, in groups of alike ones: from the tallies of the same names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reporting.domain.tallies import Measure


@dataclass(frozen=True, slots=True, kw_only=True)
class PapersCount:
    """Accepted in the period. papers: as ``tallies.papers_label``."""

    papers: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeCount:
    """Accepted in the period. fee: how the procedure's own fee stands, as ``digital.Fee``."""

    fee: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultCount:
    """With a result in the period. result: as ``digital.ResultForm``."""

    result: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DigitalCounts:
    """paid_online: procedures whose fee was paid online in the period, at least in part, by key."""

    papers: tuple[PapersCount, ...] = ()
    fees: tuple[FeeCount, ...] = ()
    results: tuple[ResultCount, ...] = ()
    paid_online: frozenset[str] = frozenset()


NO_COUNTS = DigitalCounts()
MEASURES = (Measure.PAPERS, Measure.FEE, Measure.RESULT_FORM, Measure.PAID_ONLINE)


def digital_counts(sums: Iterable[tuple[str, str, int]]) -> DigitalCounts:
    """sums: measure, label and how many."""
    by = [(Measure(measure), label, count) for measure, label, count in sums if count]
    return DigitalCounts(
        papers=tuple(PapersCount(papers=label, count=count) for of, label, count in by if of is Measure.PAPERS),
        fees=tuple(FeeCount(fee=label, count=count) for of, label, count in by if of is Measure.FEE),
        results=tuple(ResultCount(result=label, count=count) for of, label, count in by if of is Measure.RESULT_FORM),
        paid_online=frozenset(label for of, label, _ in by if of is Measure.PAID_ONLINE),
    )
