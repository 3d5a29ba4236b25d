"""Absences and delegations in memory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol, TypeVar

from processing.application.mandate_ports import FoundAbsences, FoundDelegations, MandateFilter
from processing.domain.absences import Absence
from processing.domain.delegations import Delegation
from processing.domain.local_days import local_day
from processing.domain.mandates import Standing
from processing.domain.rights import Scope

Kept = TypeVar("Kept", Absence, Delegation)


class Shelved(Protocol):
    absences: dict[str, Absence]
    delegations: dict[str, Delegation]


class InMemoryMandates:
    def __init__(self, shelf: Shelved) -> None:
        self._shelf = shelf

    async def standing(self, officer: str, now: datetime) -> Standing:
        day = local_day(now)
        away = [a.mandate for a in self._shelf.absences.values() if a.substitute == officer and a.runs_on(day)]
        lent = [d.mandate for d in self._shelf.delegations.values() if d.delegate == officer and d.runs_on(day)]
        return Standing(at=now, mandates=tuple(sorted((*away, *lent), key=lambda mandate: mandate.id)))

    async def lock(self, officer: str) -> None:
        """There is one writer."""

    async def absence_on(self, officer: str, day: date) -> Absence | None:
        return next((a for a in self._shelf.absences.values() if a.officer == officer and a.runs_on(day)), None)

    async def overlapping(self, absence: Absence) -> list[Absence]:
        others = [
            other
            for other in self._shelf.absences.values()
            if other.officer in (absence.officer, absence.substitute)
            and other.cancelled_at is None
            and other.from_on <= absence.to_on
            and other.to_on >= absence.from_on
        ]
        return sorted(others, key=lambda other: (other.officer != absence.officer, other.from_on))

    async def add_absence(self, absence: Absence) -> None:
        self._shelf.absences[absence.id] = absence

    async def absence(self, absence_id: str) -> Absence | None:
        return self._shelf.absences.get(absence_id)

    async def save_absence(self, absence: Absence) -> None:
        self._shelf.absences[absence.id] = absence

    async def add_delegation(self, delegation: Delegation) -> None:
        self._shelf.delegations[delegation.id] = delegation

    async def delegation(self, delegation_id: str) -> Delegation | None:
        return self._shelf.delegations.get(delegation_id)

    async def save_delegation(self, delegation: Delegation) -> None:
        self._shelf.delegations[delegation.id] = delegation

    async def absences(self, scope: Scope, wanted: MandateFilter, after: str, size: int) -> FoundAbsences:
        kept = [a for a in self._shelf.absences.values() if wanted.person in ("", a.officer, a.substitute)]
        page, total, following = _page(kept, scope, wanted, after, size)
        return FoundAbsences(absences=tuple(page), total=total, following=following)

    async def delegations(self, scope: Scope, wanted: MandateFilter, after: str, size: int) -> FoundDelegations:
        kept = [d for d in self._shelf.delegations.values() if wanted.person in ("", d.delegator, d.delegate)]
        page, total, following = _page(kept, scope, wanted, after, size)
        return FoundDelegations(delegations=tuple(page), total=total, following=following)


def _page(
    kept: Sequence[Kept], scope: Scope, wanted: MandateFilter, after: str, size: int
) -> tuple[list[Kept], int, str]:
    matching = [
        each
        for each in sorted(kept, key=lambda each: each.id)
        if scope.agency in ("", each.agency)
        and all(asked in ("", each.department) for asked in (scope.department, wanted.department))
        and (wanted.on is None or each.runs_on(wanted.on))
    ]
    rest = [each for each in matching if each.id > after]
    return rest[:size], len(matching), rest[size - 1].id if len(rest) > size else ""
