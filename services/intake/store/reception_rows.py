"""Where a dossier was taken in and what others call it, as JSON in its row and back, without loss."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from intake.domain.forwarding.record import Forwarding, Origin
from intake.domain.references import ExternalRef


def forwarding_plain(way: Forwarding) -> dict[str, Any]:
    return {
        "agency": way.origin.agency,
        "site": way.origin.site,
        "to_site": way.to_site,
        "due_at": _text(way.due_at),
        "sent_at": _text(way.sent_at),
        "sent_by": way.sent_by,
        "arrived_at": _text(way.arrived_at),
        "arrived_by": way.arrived_by,
    }


def forwarding_of(plain: dict[str, Any]) -> Forwarding:
    return Forwarding(
        origin=Origin(agency=plain["agency"], site=plain["site"]),
        to_site=plain["to_site"],
        due_at=datetime.fromisoformat(plain["due_at"]),
        sent_at=_instant(plain["sent_at"]),
        sent_by=plain["sent_by"],
        arrived_at=_instant(plain["arrived_at"]),
        arrived_by=plain["arrived_by"],
    )


def ref_plain(ref: ExternalRef) -> dict[str, Any]:
    return {"system": ref.system, "number": ref.number, "url": ref.url, "received_at": _text(ref.received_at)}


def ref_of(plain: dict[str, Any]) -> ExternalRef:
    return ExternalRef(**(plain | {"received_at": _instant(plain["received_at"])}))


def _text(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat()


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
