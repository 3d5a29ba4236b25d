"""An officer is away for some days, and somebody of the department stands in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem, invalid
from processing.domain import rights
from processing.domain.mandates import Mandate, Power
from processing.domain.vocabulary import Role

LONGEST_DAYS = 366


class AbsenceKind(StrEnum):
    """Why somebody is away."""

    LEAVE = "leave"  # nghỉ phép
    SICK = "sick"  # nghỉ ốm
    MISSION = "mission"  # đi công tác
    TRAINING = "training"  # đi học
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """from_on, to_on: local days, both included. substitute: account id. roles: the officer's.

    cancelled_at: from then on it does not hold; what was done meanwhile stays done.
    """

    id: str
    officer: str
    roles: frozenset[Role]
    agency: str
    department: str
    from_on: date
    to_on: date
    substitute: str
    kind: AbsenceKind
    recorded_by: str
    recorded_at: datetime
    cancelled_by: str = ""
    cancelled_at: datetime | None = None

    def runs_on(self, day: date) -> bool:
        return self.cancelled_at is None and self.from_on <= day <= self.to_on

    @property
    def mandate(self) -> Mandate:
        """What the substitute may do while it runs: the steps that the officer has."""
        principal = Actor(
            subject=self.officer, roles=frozenset(self.roles), agency=self.agency, department=self.department
        )
        return Mandate(id=self.id, principal=principal, powers=frozenset({Power.STEP}), within=self.department)


def check_record(actor: Actor, officer: str) -> None:
    """The officer, or the head of their department. Raises Problem ``role-not-allowed``."""
    is_staff = actor.has(*Role) and actor.agency and actor.department
    if not is_staff or (actor.subject != officer and not actor.has(Role.DEPARTMENT_HEAD)):
        raise Problem(
            "role-not-allowed", Kind.FORBIDDEN, "An absence is recorded by the officer or the head of the department."
        )


def check_form(absence: Absence, today: date) -> None:
    """Raises Problem ``officer-invalid``, ``absence-invalid``."""
    rights.check_account(absence.officer, "officer")
    rights.check_account(absence.substitute, "substitute")
    faults: dict[str, str] = {}
    if absence.substitute == absence.officer:
        faults["substitute"] = "somebody else"
    if absence.to_on < absence.from_on or (absence.to_on - absence.from_on).days > LONGEST_DAYS:
        faults["to_on"] = f"not before from_on, at most {LONGEST_DAYS} days after it"
    elif absence.to_on < today:
        faults["to_on"] = "is over already"
    if faults:
        raise invalid("absence-invalid", "The absence cannot be taken like this; see the fields.", **faults)


def check_overlap(absence: Absence, others: list[Absence]) -> None:
    """others: of the officer or of the substitute, in these days. Raises Problem ``absence-overlaps``,
    ``substitute-absent``."""
    for other in others:
        slug = "absence-overlaps" if other.officer == absence.officer else "substitute-absent"
        raise Problem(
            slug,
            Kind.REFUSED,
            f"{other.officer} is absent from {other.from_on} to {other.to_on} already; "
            f"{other.substitute} stands in. Cancel that first, or choose other days or another substitute.",
        )


def cancel(absence: Absence, actor: Actor, at: datetime, today: date) -> Absence:
    """Raises Problem ``role-not-allowed``, ``absence-cancelled``, ``absence-over``."""
    check_record(actor, absence.officer)
    if (actor.agency, actor.department) != (absence.agency, absence.department):
        raise absence_unknown(absence.id)
    if absence.cancelled_at is not None:
        raise Problem("absence-cancelled", Kind.REFUSED, "This absence was cancelled before.")
    if absence.to_on < today:
        raise Problem("absence-over", Kind.REFUSED, "This absence is over; what was stays recorded.")
    return replace(absence, cancelled_by=actor.subject, cancelled_at=at)


def check_present(officer: str, absence: Absence | None) -> None:
    """Raises Problem ``officer-absent``, which names who stands in."""
    if absence is not None:
        raise Problem(
            "officer-absent",
            Kind.REFUSED,
            f"{officer} is absent until {absence.to_on}: {absence.substitute} stands in. Name somebody who is there.",
            fields={"officer": f"absent; {absence.substitute} stands in"},
        )


def absence_unknown(absence_id: str) -> Problem:
    return Problem("absence-unknown", Kind.NOT_FOUND, f"No absence {absence_id[:64]} that you may change.")
