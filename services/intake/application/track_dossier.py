"""The public tracking page: code and secret of the receipt in, progress out, and nothing about any person."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.clock import Clock
from chassis.kernel.errors import Kind, Problem
from intake.application.law_in_force import LawInForce
from intake.application.neighbours import LiveCase, LiveCases
from intake.application.reading import Register
from intake.domain import tracking
from intake.domain.codes import is_code
from intake.domain.dossier import Dossier, Timeliness
from intake.domain.states import AT_WORK

_NOBODYS = tracking.digest("")


class TrackingUnknown(Problem):
    """A wrong code and a wrong secret get the same answer, so that codes cannot be tried out."""

    def __init__(self) -> None:
        super().__init__(
            "tracking-unknown",
            Kind.NOT_FOUND,
            "No dossier has this code and secret together. Copy both from the receipt.",
        )


async def by_receipt(register: Register, code: str, secret: str) -> Dossier:
    """The dossier that code and secret of a receipt open; raises TrackingUnknown."""
    code = code.strip().upper()
    dossier = await register.by_code(code) if is_code(code) else None
    if not tracking.opens(secret, dossier.tracking_digest if dossier else _NOBODYS) or dossier is None:
        raise TrackingUnknown
    return dossier


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackDossier:
    """secret: as printed on the receipt; case, spaces and dashes do not matter."""

    code: str
    secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracked:
    """live: what the department says at this moment; null: it could not be asked, or has nothing to do with it now.

    department: name of the unit that has the dossier. step: name of the step at work, empty if none.
    """

    dossier: Dossier
    procedure: str
    department: str
    step: str
    timeliness: Timeliness
    live: LiveCase | None


class TrackDossierHandler:
    def __init__(self, register: Register, live: LiveCases, law: LawInForce, clock: Clock) -> None:
        self._register = register
        self._live = live
        self._law = law
        self._clock = clock

    async def __call__(self, query: TrackDossier) -> Tracked:
        """Raises TrackingUnknown. Waits for the department at most as long as the port does (300 ms)."""
        dossier = await by_receipt(self._register, query.code, query.secret)
        live = await self._live.case(dossier.id) if dossier.state in AT_WORK else None
        return self._told(dossier, live)

    def _told(self, dossier: Dossier, live: LiveCase | None) -> Tracked:
        version = self._law.pack.version(dossier.procedure_key, dossier.procedure_version)
        steps = {step.key: step.name for step in version.steps}
        token = (live.department if live else "") or dossier.department
        names = {department.token: department.name for department in self._law.pack.departments}
        step = (live.step if live else dossier.step) if dossier.state in AT_WORK else ""
        return Tracked(
            dossier=dossier,
            procedure=version.name,
            department=names.get(token, token),
            step=steps.get(step, ""),
            timeliness=dossier.timeliness(self._clock.now(), self._law.pack.calendar.tz),
            live=live,
        )
