"""What happens to papers on their way to the competent site. Each function gives the next version, or refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum

from chassis.kernel.errors import Kind, Problem, invalid
from chassis.kernel.worktime import WorkCalendar, due
from intake.domain.dossier import Dossier
from intake.domain.facts import ForwardingLate
from intake.domain.forwarding.record import Forwarding, Origin
from intake.domain.organisation import Agency, Site
from intake.domain.states import State

ORIGIN_MAX = 120
_ENDED = frozenset({State.REFUSED, State.WITHDRAWN, State.STOPPED, State.RESULT_READY, State.COLLECTED})


class Leg(StrEnum):
    """What is recorded of the way."""

    SENT = "sent"
    ARRIVED = "arrived"


class ForwardingNotAllowed(Problem):
    def __init__(self, detail: str) -> None:
        super().__init__("forwarding-not-allowed", Kind.REFUSED, detail)


def needed(
    agency: Agency, site: Site, origin: Origin | None, *, is_electronic: bool, at: datetime, calendar: WorkCalendar
) -> Forwarding | None:
    """The way of a dossier taken in at ``at``; null where it was taken in by who is competent.

    What is electronic passes at once, papers within the agency's limit. Raises CalendarUnknown, ``invalid-request``.
    """
    if origin is None and site.forwards_to is None:
        return None
    if origin is not None and not 1 <= len(origin.agency) <= ORIGIN_MAX:
        wrong = {"origin.agency": f"1 to {ORIGIN_MAX} characters"}
        raise Problem("invalid-request", Kind.INVALID, "Say which agency took the dossier in.", fields=wrong)
    taken_in_by = origin or Origin(agency=agency.token, site=site.token)
    to_site = site.forwards_to or site.token
    if is_electronic:
        return Forwarding(origin=taken_in_by, to_site=to_site, due_at=at, sent_at=at, arrived_at=at)
    limit = agency.forwarding_limit
    due_at = due(calendar, at, limit).at.astimezone(UTC) if limit else at
    return Forwarding(origin=taken_in_by, to_site=to_site, due_at=due_at)


def record(dossier: Dossier, leg: Leg, *, at: datetime, by: str, now: datetime) -> Dossier:
    """The papers left, or arrived. at: when, not before the reception and not in the future.

    Raises ForwardingNotAllowed for a dossier that need not be forwarded, a leg recorded before, an arrival of what was
    not sent; ``invalid-request`` for an instant that cannot be.
    """
    way = dossier.forwarding
    if way is None:
        raise ForwardingNotAllowed("This dossier was taken in where it is handled; there is nothing to forward.")
    if not (way.sent_at or dossier.received_at) <= at <= now:
        advice = "after the leg before, not later than now"
        raise invalid("invalid-request", "The papers cannot have moved then.", at=advice)
    match leg:
        case Leg.SENT if way.sent_at is None:
            return dossier.next(forwarding=replace(way, sent_at=at, sent_by=by))
        case Leg.ARRIVED if way.sent_at is not None and way.arrived_at is None:
            return dossier.next(forwarding=replace(way, arrived_at=at, arrived_by=by))
        case Leg.ARRIVED if way.sent_at is None:
            raise ForwardingNotAllowed("Record first that the papers were sent.")
        case _:
            raise ForwardingNotAllowed(f"That the papers {_DONE[leg]} is recorded already.")


_DONE = {Leg.SENT: "were sent", Leg.ARRIVED: "arrived"}


def sending_awaited_until(dossier: Dossier) -> datetime | None:
    """Until when the papers must be on their way; null: they are, or need not be any more."""
    way = dossier.forwarding
    return way.due_at if way and way.sent_at is None and dossier.state not in _ENDED else None


def forwarding_late(dossier: Dossier, due_at: datetime) -> tuple[Dossier, ForwardingLate]:
    """The papers still lie where they were taken in."""
    way = dossier.forwarding
    if way is None:
        raise LookupError(f"dossier {dossier.id} is not forwarded")
    return dossier, ForwardingLate(dossier=dossier.ref, forward_due_at=due_at, to_site=way.to_site)
