"""What an event can be chosen by, from its subject in the stream."""

from __future__ import annotations

from notify.domain.selection import EventTraits, Selection

_PREFIX, _TOKENS = ("motcua", "v1"), 6


def traits_of(nats_subject: str, procedure: str = "") -> EventTraits:
    """Of ``motcua.v1.<agency>.<department>.<entity>.<event>``; empty traits for a subject of another form."""
    tokens = nats_subject.split(".")
    if len(tokens) != _TOKENS or tuple(tokens[:2]) != _PREFIX:
        return EventTraits(agency="", department="", type="")
    agency, department, entity, event = tokens[2:]
    return EventTraits(agency=agency, department=department, type=f"motcua.{entity}.{event}.v1", procedure=procedure)


def asks_nothing(selection: Selection) -> bool:
    return not (selection.agencies or selection.departments or selection.types or selection.procedures)
