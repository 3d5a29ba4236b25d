"""Lists of dossiers that wait for somebody: for their department, for the counter."""

from __future__ import annotations

from sqlalchemy import ColumnElement, literal_column

from intake.application.reading import Filter
from intake.domain.online_reception import Reception
from intake.domain.transfer import Transfer
from intake.store.tables import dossiers

_C = dossiers.c


def waits(wanted: Filter) -> list[ColumnElement[bool]]:
    """The state stands in the statement itself, so that PostgreSQL sees that the small index is enough."""
    found: list[ColumnElement[bool]] = []
    if wanted.transfer is not None:
        found += [_C.state == literal_column("'accepted'"), _C.transferred_at.is_(None)]
    if wanted.transfer is Transfer.LATE:
        found.append(_C.transfer_due_at < wanted.late_at)
    if wanted.reception is not None:
        found += [_C.state == literal_column("'registered'"), _C.reception_due_at.is_not(None)]
    if wanted.reception is Reception.LATE:
        found.append(_C.reception_due_at < wanted.late_at)
    return found
