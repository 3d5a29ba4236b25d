"""A written delegation (văn bản uỷ quyền): a head or leader lets somebody use some of their powers for some time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem, invalid
from processing.domain import rights
from processing.domain.mandates import Mandate, Power
from processing.domain.vocabulary import Role

LONGEST_DAYS = 366
LONGEST_NUMBER = 100

LENDABLE = {
    Role.DEPARTMENT_HEAD: frozenset({Power.ASSIGN, Power.DECIDE, Power.STOP, Power.CORRECT}),
    Role.LEADER: frozenset({Power.ASSIGN, Power.DECIDE, Power.APOLOGISE, Power.STOP, Power.CORRECT}),
}
"""Nobody lends a role's power without the role; steps are lent by an absence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegation:
    """from_on, to_on: local days, both included. roles: the delegator's. document_number, document_on: of the paper.

    revoked_at: from then on it does not hold.
    """

    id: str
    delegator: str
    roles: frozenset[Role]
    agency: str
    department: str
    delegate: str
    powers: frozenset[Power]
    from_on: date
    to_on: date
    document_number: str
    document_on: date
    recorded_at: datetime
    revoked_by: str = ""
    revoked_at: datetime | None = None

    def runs_on(self, day: date) -> bool:
        return self.revoked_at is None and self.from_on <= day <= self.to_on

    @property
    def mandate(self) -> Mandate:
        """What the delegate may do while it runs."""
        principal = Actor(
            subject=self.delegator, roles=frozenset(self.roles), agency=self.agency, department=self.department
        )
        return Mandate(id=self.id, principal=principal, powers=self.powers)


def check_delegate(actor: Actor, powers: frozenset[Power]) -> None:
    """A head or leader, of powers that the role has. Raises Problem ``role-not-allowed``, ``power-not-yours``."""
    own: frozenset[Power] = frozenset().union(*(LENDABLE[role] for role in LENDABLE if actor.has(role)))
    if not own or not actor.agency or not actor.department:
        raise Problem("role-not-allowed", Kind.FORBIDDEN, "Powers are delegated by a department's head or a leader.")
    if powers - own:
        missing = ", ".join(sorted(powers - own))
        raise Problem("power-not-yours", Kind.FORBIDDEN, f"These powers are not yours to delegate: {missing}.")


def check_form(delegation: Delegation, today: date) -> None:
    """Raises Problem ``officer-invalid``, ``delegation-invalid``."""
    rights.check_account(delegation.delegate, "delegate")
    faults: dict[str, str] = {}
    if delegation.delegate == delegation.delegator:
        faults["delegate"] = "somebody else"
    if not delegation.powers:
        faults["powers"] = "at least one"
    if not 0 < len(delegation.document_number) <= LONGEST_NUMBER:
        faults["document_number"] = f"number of the written delegation, 1 to {LONGEST_NUMBER} characters"
    if delegation.document_on > today:
        faults["document_on"] = "the paper comes first"
    if delegation.to_on < delegation.from_on or (delegation.to_on - delegation.from_on).days > LONGEST_DAYS:
        faults["to_on"] = f"not before from_on, at most {LONGEST_DAYS} days after it"
    elif delegation.to_on < today:
        faults["to_on"] = "is over already"
    if faults:
        raise invalid("delegation-invalid", "The delegation cannot be taken like this; see the fields.", **faults)


def revoke(delegation: Delegation, actor: Actor, at: datetime) -> Delegation:
    """By the delegator, or a leader of the agency. Raises Problem ``delegation-unknown``, ``delegation-revoked``."""
    is_leader = actor.has(Role.LEADER) and actor.agency == delegation.agency
    if actor.subject != delegation.delegator and not is_leader:
        raise delegation_unknown(delegation.id)
    if delegation.revoked_at is not None:
        raise Problem("delegation-revoked", Kind.REFUSED, "This delegation was revoked before.")
    return replace(delegation, revoked_by=actor.subject, revoked_at=at)


def delegation_unknown(delegation_id: str) -> Problem:
    return Problem("delegation-unknown", Kind.NOT_FOUND, f"No delegation {delegation_id[:64]} that you may revoke.")
