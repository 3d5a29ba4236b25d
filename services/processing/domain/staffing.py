"""Who holds which role in which department on a day: appointments and secondments (biệt phái), each with its decision.

A secondment to the counter lasts 12 to 36 months (ND118 art. 11) [M]: the list keeps what the decision says, it does
not judge it. History is never rewritten: an assignment is ended, not deleted or changed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem, invalid
from processing.domain import rights
from processing.domain.rights import Scope
from processing.domain.vocabulary import Role

LONGEST_REF = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleAssignment:
    """valid_from, valid_to: local days, both included; valid_to null: until it is ended. decision_ref: of the paper.

    ended_at: when somebody brought its end forward.
    """

    id: str
    agency: str
    account: str
    role: Role
    department: str
    valid_from: date
    valid_to: date | None
    decision_ref: str
    recorded_by: str
    recorded_at: datetime
    ended_by: str = ""
    ended_at: datetime | None = None

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointed:
    """What a department's list says of somebody on a day. is_kept: there is a list at all; without one the tokens
    alone say who is what."""

    is_kept: bool
    holds_role: bool


def check_keeper(actor: Actor, agency: str) -> None:
    """Operators, and leaders of the agency. Raises Problem ``role-not-allowed``."""
    if not actor.has("operator", Role.LEADER) or actor.agency != agency or not agency:
        raise Problem(
            "role-not-allowed", Kind.FORBIDDEN, "The list of roles is kept by operators and leaders of the agency."
        )


def reach(actor: Actor) -> Scope:
    """Whose list the actor reads; operators that of their agency. Raises Problem ``role-not-allowed``."""
    if actor.has("operator") and actor.agency:
        return Scope(agency=actor.agency)
    return rights.scope(actor)


def check_form(assignment: RoleAssignment) -> None:
    """Raises Problem ``officer-invalid``, ``role-assignment-invalid``."""
    rights.check_account(assignment.account, "account")
    faults: dict[str, str] = {}
    if not assignment.department:
        faults["department"] = "token of a department"
    if not 0 < len(assignment.decision_ref) <= LONGEST_REF:
        faults["decision_ref"] = f"number and day of the decision, 1 to {LONGEST_REF} characters"
    if assignment.valid_to is not None and assignment.valid_to < assignment.valid_from:
        faults["valid_to"] = "not before valid_from"
    if faults:
        raise invalid("role-assignment-invalid", "It cannot be taken like this; see the fields.", **faults)


def check_overlap(others: list[RoleAssignment]) -> None:
    """others: the same role of the same account in the same department, in these days. Raises Problem
    ``role-assignment-overlaps``."""
    if others:
        other = others[0]
        raise Problem(
            "role-assignment-overlaps",
            Kind.REFUSED,
            f"{other.account} holds this role there from {other.valid_from} to {other.valid_to or 'an open end'} by "
            f"{other.decision_ref}. End that first, or choose other days.",
        )


def end(assignment: RoleAssignment, actor: Actor, valid_to: date, at: datetime, today: date) -> RoleAssignment:
    """Its last day brought forward. Raises Problem ``role-assignment-over``, ``role-assignment-invalid``."""
    if assignment.valid_to is not None and assignment.valid_to < today:
        raise Problem("role-assignment-over", Kind.REFUSED, "It is over already; history is not rewritten.")
    earliest = max(today, assignment.valid_from)
    if valid_to < earliest or (assignment.valid_to is not None and valid_to > assignment.valid_to):
        advice = f"from {earliest} to {assignment.valid_to or 'any later day'}"
        raise invalid("role-assignment-invalid", "An end can be brought forward, not back.", valid_to=advice)
    return replace(assignment, valid_to=valid_to, ended_by=actor.subject, ended_at=at)


def check_appointed(officer: str, role: Role, department: str, appointed: Appointed) -> None:
    """A step is given to who holds its role on that day, where a list is kept. Raises Problem
    ``officer-not-appointed``."""
    if appointed.is_kept and not appointed.holds_role:
        raise Problem(
            "officer-not-appointed",
            Kind.REFUSED,
            f"{officer} is not {role.value.replace('_', ' ')} of {department} today by the list of roles. Name "
            "somebody who is, or have the list brought up to date.",
            fields={"officer": "does not hold the step's role there today"},
        )


def unknown(assignment_id: str) -> Problem:
    return Problem(
        "role-assignment-unknown", Kind.NOT_FOUND, f"No role assignment {assignment_id[:64]} of your agency."
    )
