"""What a pack would do: what differs from the one in force, and which open dossiers would move."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from intake.domain.law_diff import Difference


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """One department's open dossiers. later and earlier make up moved.

    kept: they stay with the calendar they have, because their deadline has passed or would have.
    """

    department: str
    open: int
    moved: int
    later: int
    earlier: int
    kept: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """So many open dossiers of a department go from one local due day to another."""

    department: str
    previous_due_on: date
    due_on: date
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """Open dossiers under another calendar, counted by processing, in the order of departments and days."""

    moves: tuple[Moves, ...] = ()
    shifts: tuple[Shift, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LawPlan:
    """base_digest: of the pack in force. preview: empty if the calendar stays."""

    base_digest: str
    digest: str
    differences: tuple[Difference, ...]
    preview: Preview


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A pack that was put into force. applied_by: account, ``service:intake`` for the pack of the installation."""

    position: int
    digest: str
    applied_at: datetime
    applied_by: str
    reason: str
    legal_ref: str
