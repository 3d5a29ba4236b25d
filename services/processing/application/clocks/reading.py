"""Reading what a case says of time and hands. Problems of each: those of GetCase."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.actor import Actor
from processing.application.changing import Seen
from processing.application.reading import GetCaseHandler
from processing.domain.clocks import CaseClock, clocks
from processing.domain.control_slip import SlipRow, control_slip
from processing.domain.owners import Owner, OwnerKind
from processing.domain.shares import Attribution, attribution


@dataclass(frozen=True, slots=True, kw_only=True)
class Attributed:
    """until: the end of the case, or now."""

    seen: Seen
    attribution: Attribution


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    seen: Seen
    clocks: tuple[CaseClock, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """partners: other units that had it, in the order in which they had it first."""

    seen: Seen
    rows: tuple[SlipRow, ...]
    partners: tuple[str, ...]


class GetAttributionHandler:
    def __init__(self, get_case: GetCaseHandler) -> None:
        self._get_case = get_case

    async def __call__(self, actor: Actor, dossier_id: str) -> Attributed:
        seen = await self._get_case(actor, dossier_id)
        return Attributed(seen=seen, attribution=attribution(seen.case, seen.law, seen.now))


class GetClocksHandler:
    def __init__(self, get_case: GetCaseHandler) -> None:
        self._get_case = get_case

    async def __call__(self, actor: Actor, dossier_id: str) -> Timed:
        seen = await self._get_case(actor, dossier_id)
        return Timed(seen=seen, clocks=clocks(seen.case, seen.law, seen.now))


class GetControlSlipHandler:
    def __init__(self, get_case: GetCaseHandler) -> None:
        self._get_case = get_case

    async def __call__(self, actor: Actor, dossier_id: str) -> Slip:
        seen = await self._get_case(actor, dossier_id)
        rows = control_slip(seen.case, seen.law)
        units = dict.fromkeys(unit_of(row.receiver) for row in rows if row.receiver.kind not in _NO_PARTNER)
        own = seen.case.dossier.department
        return Slip(seen=seen, rows=rows, partners=tuple(unit for unit in units if unit != own))


def unit_of(owner: Owner) -> str:
    """Token of a department, or key of a unit that was asked; empty for the applicant."""
    return owner.department or owner.unit


_NO_PARTNER = (OwnerKind.RECEPTION, OwnerKind.APPLICANT)
