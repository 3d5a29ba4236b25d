"""The lines of the register book: a range of the index of codes, in its order."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, false, or_

from intake.domain.forms.register_book import Pages
from intake.store.tables import dossiers

_BEYOND = "\x7f"  # greater than every character of a code


def lines_of(wanted: Pages) -> list[ColumnElement[bool]]:
    """What a dossier must be to stand in the book: accepted in the time, of the procedures, in the actor's view."""
    code, view = dossiers.c.code, wanted.view
    conditions: list[ColumnElement[bool]] = [
        or_(false(), *(and_(code >= unit, code < unit + _BEYOND) for unit in wanted.units)),
        dossiers.c.accepted_at >= wanted.since,
        dossiers.c.accepted_at < wanted.before,
    ]
    given = {"agency": view.agency, "department": view.department}
    conditions += [dossiers.c[name] == value for name, value in given.items() if value is not None]
    if wanted.procedures is not None:
        conditions.append(dossiers.c.procedure_key.in_(wanted.procedures))
    if wanted.sites is not None:
        conditions.append(dossiers.c.site.in_(wanted.sites))
    return conditions
