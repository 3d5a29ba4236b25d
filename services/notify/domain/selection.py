"""Which events somebody wants, or may have: the same questions for a consumer, a webhook, the feed and a replay."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class EventTraits:
    """What an event can be chosen by. type: ``motcua.dossier.accepted.v1``. department: ``all`` where none applies.
    procedure: key of the dossier's procedure, empty for an event about none."""

    agency: str
    department: str
    type: str
    procedure: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """An event is chosen when each question is answered by one of its values; an empty one asks nothing."""

    agencies: frozenset[str] = frozenset()
    departments: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()
    procedures: frozenset[str] = frozenset()

    def takes(self, event: EventTraits) -> bool:
        return (
            _one_of(event.agency, self.agencies)
            and _one_of(event.department, self.departments)
            and _one_of(event.type, self.types)
            and _one_of(event.procedure, self.procedures)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """Another system that is told of events. key: the subject of its tokens, ``[a-z0-9-]{1,40}``.

    grant: what it may have at most; whatever it chooses for itself narrows this, never widens it.
    """

    key: str
    name: str
    grant: Selection
    is_enabled: bool = True

    def may_have(self, event: EventTraits) -> bool:
        return self.is_enabled and self.grant.takes(event)


def _one_of(value: str, wanted: frozenset[str]) -> bool:
    return not wanted or value in wanted
