"""Pieces of control work as rows: the whole piece as a document, and what is asked for in columns of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from pydantic import TypeAdapter

from reporting.application.control.ports import Piece
from reporting.domain.control.activities import Activity
from reporting.domain.control.findings import Finding
from reporting.domain.control.initiatives import Initiative
from reporting.domain.control.inspections import Inspection
from reporting.domain.control.plans import Plan
from reporting.domain.control.proposals import Proposal
from reporting.domain.control.reviews import Review
from reporting.domain.days import local_day

P = TypeVar("P", bound=Piece)

_PARENTS: dict[str, str] = {
    "finding": "inspection_id",
    "proposal": "review_id",
    "inspection": "plan_id",
    "review": "plan_id",
}
_DAYS: dict[type, Callable[[Any], date]] = {
    Plan: lambda plan: date(plan.year, 1, 1),
    Inspection: lambda inspection: inspection.from_on,
    Finding: lambda finding: local_day(finding.acts[0].at),
    Review: lambda review: review.opened_on,
    Proposal: lambda proposal: proposal.drafted_on,
    Initiative: lambda initiative: initiative.proposed_on,
    Activity: lambda activity: activity.on,
}
_ADAPTERS: dict[type, TypeAdapter[Any]] = {kind: TypeAdapter(kind) for kind in _DAYS}


def sort_of(kind: type[Piece]) -> str:
    """How the table names a kind of pieces, ``finding``."""
    return kind.__name__.lower()


def row_of(piece: Any) -> dict[str, Any]:
    kind = type(piece)
    sort = sort_of(kind)
    return {
        "id": piece.id,
        "sort": sort,
        "agency": piece.agency,
        "department": piece.department,
        "kind": getattr(piece, "kind", ""),
        "state": piece.state.value,
        "parent": getattr(piece, _PARENTS.get(sort, ""), ""),
        "plan_line": getattr(piece, "plan_line", -1),
        "began_by": piece.acts[0].by,
        "day": _DAYS[kind](piece),
        "ended_on": getattr(piece, "carried_out_on", None),
        "due_at": getattr(piece, "due_at", None),
        "version": piece.version,
        "content": _ADAPTERS[kind].dump_python(piece, mode="json"),
    }


def piece_of(kind: type[P], content: Any) -> P:
    piece: P = _ADAPTERS[kind].validate_python(content)
    return piece
