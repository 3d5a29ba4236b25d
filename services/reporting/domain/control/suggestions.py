"""What figures say should be inspected: each suggestion with the numbers behind it, for people to judge."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from reporting.domain.on_time import rate

LEAST_DECIDED = 5
"""Verdicts below which a share says nothing. [I]"""
EACH = 3
"""How many divisions are suggested for each reason."""


class Reason(StrEnum):
    ON_TIME = "on_time"  # the lowest share of dossiers in time
    SUPPLEMENTS = "supplements"  # the most requests for papers per dossier taken in
    COMPLAINTS = "complaints"  # founded complaints about conduct


@dataclass(frozen=True, slots=True, kw_only=True)
class DivisionFigures:
    """Of a period. supplements: requests for papers. complaints: dossiers with a founded one."""

    department: str
    received: int = 0
    met: int = 0
    missed: int = 0
    supplements: int = 0
    complaints: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """part of whole: missed of decided, requests of received, complaints of decided. share: part / whole, four digits,
    None where there is no whole."""

    department: str
    reason: Reason
    part: int
    whole: int
    share: Decimal | None


def suggested(figures: Iterable[DivisionFigures]) -> tuple[Suggestion, ...]:
    """For each reason the divisions that stand out most, worst first; none where nothing is wrong."""
    found = list(figures)
    late = [_of(each, Reason.ON_TIME, each.missed, each.met + each.missed) for each in found]
    asked = [_of(each, Reason.SUPPLEMENTS, each.supplements, each.received) for each in found]
    angry = [_of(each, Reason.COMPLAINTS, each.complaints, each.met + each.missed) for each in found]
    worst = [
        sorted((each for each in late if each.whole >= LEAST_DECIDED), key=_by_share),
        sorted((each for each in asked if each.whole >= LEAST_DECIDED), key=_by_share),
        sorted(angry, key=lambda each: (-each.part, each.department)),
    ]
    return tuple(each for listed in worst for each in listed[:EACH] if each.part)


def _of(figures: DivisionFigures, reason: Reason, part: int, whole: int) -> Suggestion:
    share = rate(part, whole - part)
    return Suggestion(department=figures.department, reason=reason, part=part, whole=whole, share=share)


def _by_share(each: Suggestion) -> tuple[Decimal, str]:
    return -(each.share or Decimal(0)), each.department
