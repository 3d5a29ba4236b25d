"""A thing behind a cell, whatever it is: a dossier, a piece of feedback, a procedure, a finding. No personal data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from reporting.domain.origin import Facet, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """kind: ``dossier``, ``feedback``, ``procedure`` … code: as people know it; name: in Vietnamese; both may be
    empty.
    facets: those by which the report's cells counted it.

    Of a dossier also its days, and how the report on settlement counts it: received, standing; empty elsewhere.
    """

    kind: str
    id: str
    code: str = ""
    name: str = ""
    department: str = ""
    procedure_key: str = ""
    channel: str = ""
    accepted_on: date | None = None
    due_on: date | None = None
    finished_on: date | None = None
    received: str = ""
    standing: str = ""
    facets: Mapping[str, Facet] = field(default_factory=dict)

    @property
    def frozen(self) -> Piece:
        """What of it is kept in a closed report."""
        return Piece(
            kind=self.kind,
            id=self.id,
            code=self.code,
            name=self.name,
            department=self.department,
            facets=self.facets,
        )


def piece_of(source: Source, thing: Any) -> Piece:
    """Of a thing that is no dossier."""
    return _PIECES[source](thing)


def _feedback(thing: Any) -> Piece:
    return Piece(
        kind="feedback", id=thing.id, code=thing.code, department=thing.department, facets={"kind": thing.kind}
    )


def _procedure(thing: Any) -> Piece:
    return Piece(
        kind="procedure",
        id=thing.key,
        code=getattr(thing, "code", ""),
        name=getattr(thing, "name", ""),
        department=thing.department,
    )


_PIECES: Mapping[Source, Callable[[Any], Piece]] = {
    Source.FEEDBACK: _feedback,
    Source.FEEDBACK_DUE: _feedback,
    Source.PROCEDURES: _procedure,
    Source.JUDGED_PROCEDURES: _procedure,
    Source.DECISIONS: lambda thing: Piece(kind="decision", id=thing.key, code=thing.number, name=thing.law),
    Source.PUBLISHED: lambda thing: Piece(
        kind="published-procedure", id=f"{thing.decision}/{thing.procedure}", name=thing.procedure
    ),
    Source.LAWS: lambda thing: Piece(kind="law", id=thing.law, name=thing.law),
    Source.DUTIES: lambda thing: Piece(
        kind="duty", id=f"{thing.decision}/{thing.duty}", code=thing.number, name=thing.duty
    ),
    Source.PROPOSALS: lambda thing: Piece(
        kind="proposal", id=thing.id, name=thing.procedure_name, department=thing.department
    ),
    Source.CONTROL: lambda thing: Piece(kind=thing.sort, id=thing.id, department=thing.department),
}
