"""The public catalogue on any day, past ones too: searched, filtered, a page at a time, with the exact total."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from chassis.kernel.clock import Clock
from chassis.kernel.errors import Kind, Problem, invalid
from intake.application.law_in_force import LawInForce
from intake.domain.catalogue import Wanted, found
from intake.domain.procedures import ProcedureVersion
from intake.domain.published import as_published

MAX_PAGE = 200
EVERYTHING = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchCatalogue:
    """on: local day; null: today. begin: place of the first one wanted, from 0. size: 1 to 200."""

    wanted: Wanted
    on: date | None
    begin: int
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundProcedures:
    """versions: one page of them, complete. on: the day they are in force on. following: null: this was the last."""

    versions: tuple[ProcedureVersion, ...]
    on: date
    following: int | None
    total: int


class SearchCatalogueHandler:
    def __init__(self, law: LawInForce, clock: Clock) -> None:
        self._law = law
        self._clock = clock

    def __call__(self, query: SearchCatalogue) -> FoundProcedures:
        """Raises ``invalid-request``, ``department-unknown``."""
        if not 1 <= query.size <= MAX_PAGE:
            raise invalid("invalid-request", "The page size cannot be taken.", page_size=f"1 to {MAX_PAGE}")
        return self._found(query.wanted, query.on, query.begin, query.size)

    def everything(self, wanted: Wanted, on: date | None) -> FoundProcedures:
        """All that match, for an export; raises ``department-unknown``."""
        return self._found(wanted, on, 0, EVERYTHING)

    def _found(self, wanted: Wanted, on: date | None, begin: int, size: int) -> FoundProcedures:
        pack = self._law.pack
        if wanted.department is not None and wanted.department not in {d.token for d in pack.departments}:
            raise Problem(
                "department-unknown",
                Kind.INVALID,
                "No such department. GET /v1/departments lists them.",
                fields={"department": "unknown department"},
            )
        day = on or self._clock.now().astimezone(pack.calendar.tz).date()
        matching = found(pack.versions_on(day), wanted)
        end = begin + size
        return FoundProcedures(
            versions=tuple(as_published(version, pack) for version in matching[begin:end]),
            on=day,
            following=end if end < len(matching) else None,
            total=len(matching),
        )
