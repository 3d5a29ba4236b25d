"""What a page token of a list of dossiers holds, and which question it is bound to; the same over HTTP and gRPC."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from intake.application.reading import Filter, Place
from intake.domain.people import PersonSearch


def question(wanted: Filter, person: PersonSearch | None) -> dict[str, Any]:
    """What a page token is bound to."""
    filters = {name: getattr(wanted, name) for name in Filter.__slots__}
    filters["states"] = sorted(wanted.states) if wanted.states else None
    return filters | {"person": person and repr(person)}


def position_of(place: Place) -> tuple[str, str, str]:
    """A place as a page token holds it."""
    return place.received_at.isoformat(), place.id, place.due_at.isoformat() if place.due_at else ""


def place_of(position: list[str | int | None] | None) -> Place | None:
    """The place of a page token."""
    if position is None:
        return None
    received_at, dossier_id, due_at = (str(part) for part in position)
    return Place(
        received_at=datetime.fromisoformat(received_at),
        id=dossier_id,
        due_at=datetime.fromisoformat(due_at) if due_at else None,
    )
