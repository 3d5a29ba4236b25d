"""Whose time it may be, and what an owner had of it. Values alone; ``attribution`` finds them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class OwnerKind(StrEnum):
    """Whose time it may be."""

    RECEPTION = "reception"
    DEPARTMENT = "department"
    CONSULTED_UNIT = "consulted_unit"  # of this agency
    OTHER_AGENCY = "other_agency"  # of the same or a higher level
    APPLICANT = "applicant"


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """department: token, of a department or the counter. officer: account; empty while nobody is named, which is the
    head's time. unit: key of who was asked."""

    kind: OwnerKind
    department: str = ""
    officer: str = ""
    unit: str = ""


class OwnVerdict(StrEnum):
    """Whether a department kept to its own budgets."""

    MET = "met"
    MISSED = "missed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One owner's nominal working seconds. counted_seconds: those of them that the clock counts. budget_seconds: of an
    officer, for the steps that they have finished, each once; None without one."""

    owner: Owner
    working_seconds: int
    counted_seconds: int
    budget_seconds: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentShare:
    """own_seconds: counted. budget_seconds: of its steps; None if none of them has a budget. verdict: None: not yet,
    or never."""

    department: str
    own_seconds: int
    budget_seconds: int | None
    verdict: OwnVerdict | None
