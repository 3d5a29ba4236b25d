"""What a cell was counted from: carried by the cell, so that its figure and its list are of one and the same words.

Count     so many things of a source, those that are in any of ``any_of``: opens to exactly these
Formula   made of other figures (a ratio, a sum): opens to its parts
Given     not counted from things that could be listed (money, people): says so
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

Facet = str | bool | None
Where = Mapping[str, frozenset[Facet]]
"""Facet of a thing → the values that are taken; all of them must hold. Empty: everything of the source."""


class Source(StrEnum):
    """Where things come from; in brackets the facets that forms ask for."""

    SETTLED = "settled"  # dossiers of II.06a's period (department, procedure_key, received, standing)
    SETTLED_BEFORE = "settled-before"  # the same of the period before
    DECIDED = "decided"  # dossiers whose verdict fell in the period (department, verdict)
    RATED = "rated"  # dossiers rated in the period (department, stars)
    RECEIVED = "received"  # dossiers accepted in the period (department, channel)
    PAPERS = "papers"  # dossiers accepted in the period (papers)
    FEES = "fees"  # dossiers accepted in the period (fee)
    RESULTS = "results"  # dossiers with a result in the period (result)
    MARKED = "marked"  # dossiers by what they add to the nine indices (department, index, label)
    FEEDBACK = "feedback"  # pieces of the period (department, kind, came, outcome, is_published, timeliness, …)
    FEEDBACK_DUE = "feedback-due"  # pieces whose answer was due in it (department, is_in_time)
    PROCEDURES = "procedures"  # in force on the last day (field, key, …)
    JUDGED_PROCEDURES = "judged-procedures"  # those that index 5, 6 and 9 score (department, is_immediate, …)
    DECISIONS = "decisions"  # of publication (kind, is_numbered)
    PUBLISHED = "published"  # procedures, once a decision (kind, is_disclosed)
    LAWS = "laws"  # that decisions of publication follow from
    DUTIES = "duties"  # to publish or disclose, each once a decision (duty, state)
    PROPOSALS = "proposals"  # to simplify (id, kind, is_done)
    CONTROL = "control"  # what was done in control work (mark)

    @property
    def is_of_dossiers(self) -> bool:
        return self in _OF_DOSSIERS


_OF_DOSSIERS = frozenset(
    {
        Source.SETTLED,
        Source.SETTLED_BEFORE,
        Source.DECIDED,
        Source.RATED,
        Source.RECEIVED,
        Source.MARKED,
        Source.PAPERS,
        Source.FEES,
        Source.RESULTS,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    source: Source
    any_of: tuple[Where, ...] = ({},)

    def takes(self, thing: object) -> bool:
        return any(taken(where, thing) for where in self.any_of)

    def of(self, things: Iterable[object]) -> int:
        """How many, of things or of groups of alike ones that say their ``count``."""
        return sum(getattr(thing, "count", 1) for thing in things if self.takes(thing))


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """said, said_en: why there is nothing to open."""

    said: str
    said_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A figure that a formula is made of."""

    said: str
    value: int | Decimal | None
    origin: Count | Formula | Given


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """said, said_en: how the parts are put together."""

    said: str
    said_en: str
    parts: tuple[Part, ...]


Origin = Count | Formula | Given


def taken(where: Where, thing: object) -> bool:
    return all(facet_of(thing, name) in values for name, values in where.items())


def facet_of(thing: object, name: str) -> Facet:
    """Of a frozen piece as it was; else its attribute. Raises AttributeError for what it does not have."""
    frozen: Mapping[str, Facet] | None = getattr(thing, "facets", None)
    value: Any = frozen.get(name) if frozen is not None else getattr(thing, name)
    return value  # type: ignore[no-any-return]


def either(origins: Sequence[Origin | None]) -> Count | None:
    """The things of all of them, each once; None unless all count things of one source."""
    counts = [each for each in origins if isinstance(each, Count)]
    if not counts or len(counts) != len(origins) or len({each.source for each in counts}) > 1:
        return None
    return Count(source=counts[0].source, any_of=tuple(where for each in counts for where in each.any_of))


def at(origin: Origin, path: tuple[int, ...]) -> Origin:
    """The part of a part, each counted from 1; raises KeyError for what is not there."""
    for number in path:
        if not isinstance(origin, Formula) or not 1 <= number <= len(origin.parts):
            raise KeyError(number)
        origin = origin.parts[number - 1].origin
    return origin


def counts_in(origin: Origin) -> Iterator[tuple[Count, int | Decimal | None]]:
    """Every count in a formula, with the value that it is shown with."""
    if isinstance(origin, Formula):
        for part in origin.parts:
            if isinstance(part.origin, Count):
                yield part.origin, part.value
            else:
                yield from counts_in(part.origin)
