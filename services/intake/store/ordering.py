"""In which order a list is read, and where its next page begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, literal, tuple_

from chassis.data.columns import Instant
from intake.application.reading import Filter, Place
from intake.domain.dossier import Dossier
from intake.store.tables import dossiers

_RECEIVED = (dossiers.c.received_at, dossiers.c.id)
_DUE = (dossiers.c.due_at, dossiers.c.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """by_due: soonest due first, and only what has an appointment; else newest reception first."""

    by_due: bool

    @classmethod
    def of(cls, wanted: Filter) -> Order:
        return cls(by_due=wanted.by_due)

    def sorted(self, statement: Select[Any]) -> Select[Any]:
        columns = _DUE if self.by_due else tuple(column.desc() for column in _RECEIVED)
        return statement.order_by(*columns)

    def conditions(self) -> list[ColumnElement[bool]]:
        """What the order itself asks of a dossier."""
        return [dossiers.c.due_at.is_not(None)] if self.by_due else []

    def after(self, place: Place | None) -> list[ColumnElement[bool]]:
        """What comes later in the list than this place."""
        if place is None:
            return []
        if self.by_due:
            return [tuple_(*_DUE) > tuple_(literal(place.due_at, Instant), literal(place.id))]
        return [tuple_(*_RECEIVED) < tuple_(literal(place.received_at, Instant), literal(place.id))]

    @staticmethod
    def place(dossier: Dossier) -> Place:
        return Place(received_at=dossier.received_at, id=dossier.id, due_at=dossier.due_at)
