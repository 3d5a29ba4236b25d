"""The cells of the report on settlement (II.06a) that a dossier is in, and counts of them.

A past period stays what it was when a dossier is answered, extended or withdrawn later: nothing here is "now", and only
a ``corrected`` event changes it.

    accepted by the last day, not done before the first           (3) = (4) + (5) + (6)
      accepted in the period, online / otherwise / before it      (4) / (5) / (6)
    done by the last day, by its standing                         (7) = (8) + (9) + (10)
    open at its end, its due day over or not                      (11) = (12) + (13)

Every dossier in the report has one cell of each half; hence (3) = (7) + (11) on every row.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from reporting.domain.definitions import Definition
from reporting.domain.facts import DossierFacts
from reporting.domain.on_time import Period
from reporting.domain.standing import Standing, placed


class Received(StrEnum):
    """How a dossier came into the report."""

    ONLINE = "online"  # (4)
    DIRECT = "direct"  # (5)
    CARRIED = "carried"  # (6)


def cells_of(facts: DossierFacts, period: Period, definition: Definition) -> tuple[Received, Standing] | None:
    """How it came into the report and how it stood at the period's end; None if it is not in the report. The store
    says the same in SQL."""
    found = placed(facts, definition, first=period.first, last=period.last)
    if found is None:
        return None
    if found.is_carried_over:
        return Received.CARRIED, found.standing
    return (Received.ONLINE if facts.place.channel == "online" else Received.DIRECT), found.standing


@dataclass(frozen=True, slots=True, kw_only=True)
class SettledCount:
    """So many dossiers of one procedure in the two cells. late_by_original: of these, done late if extensions are left
    out; lacking_due: of these, without a due day, an error of the data."""

    agency: str
    department: str
    procedure_key: str
    received: Received
    standing: Standing
    count: int
    late_by_original: int = 0
    lacking_due: int = 0
