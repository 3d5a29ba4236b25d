"""Who may do and see what at intake. Denied unless a line here allows it; objects outside somebody's view do not exist.

                 register   accept, refuse,    supplement,   rate   read dossier   applicant's   lists       search
                            request, hand over withdraw                            data                      by person
applicant        online     –                  own           own    own            own           own         –
receptionist     others     agency             agency        –      agency         agency        agency      agency
specialist, head –          –                  –             –      department     department    department  department
leader           –          –                  –             –      agency         agency        agency      agency
control team     –          –                  –             –      agency         –             agency      –
system           online     –                  –             –      all            all           all         –
operator         –          –                  –             –      –              –             –           –
"""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem
from intake.domain.dossier import Dossier
from intake.domain.procedures import Channel

APPLICANT, RECEPTIONIST = "applicant", "receptionist"
SPECIALIST, HEAD, LEADER = "specialist", "department_head", "leader"
CONTROL_TEAM, SYSTEM, OPERATOR = "control_team", "system", "operator"

_WHOLE_AGENCY = (RECEPTIONIST, LEADER, CONTROL_TEAM)


class RoleForbidden(Problem):
    """The account's roles do not allow this at all."""

    def __init__(self, needed: str) -> None:
        super().__init__("role-forbidden", Kind.FORBIDDEN, f"Your account may not do this: it takes {needed}.")


class DossierUnknown(Problem):
    """No such dossier, or none that this account may know of: the answer is the same."""

    def __init__(self) -> None:
        super().__init__("dossier-unknown", Kind.NOT_FOUND, "No dossier with this id is known to you. Check the id.")


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The part of the register that somebody may see; all null: everything. Several given: each must match."""

    agency: str | None = None
    department: str | None = None
    registered_by: str | None = None


def view_of(actor: Actor) -> View:
    """The widest view the actor's roles give; raises RoleForbidden when they give none."""
    if actor.has(SYSTEM):
        return View()
    if actor.has(*_WHOLE_AGENCY) and actor.agency:
        return View(agency=actor.agency)
    if actor.has(SPECIALIST, HEAD) and actor.agency and actor.department:
        return View(agency=actor.agency, department=actor.department)
    if actor.has(APPLICANT):
        return View(registered_by=actor.subject)
    raise RoleForbidden("an applicant's or an officer's account")


def person_view_of(actor: Actor) -> View:
    """Where somebody may look for people: those who receive or handle dossiers, in what they handle.

    Narrower than ``view_of``: the control team counts dossiers, not people, and an applicant knows his own.
    """
    if actor.has(RECEPTIONIST, LEADER) and actor.agency:
        return View(agency=actor.agency)
    if actor.has(SPECIALIST, HEAD) and actor.agency and actor.department:
        return View(agency=actor.agency, department=actor.department)
    raise RoleForbidden("a receptionist, an officer of the department, or a leader to look for applicants")


def sees(actor: Actor, dossier: Dossier) -> bool:
    """Whether the actor may know that the dossier exists."""
    own = actor.has(APPLICANT) and dossier.registered_by == actor.subject
    return own or actor.has(SYSTEM) or _in_office(actor, dossier, *_WHOLE_AGENCY) or _in_department(actor, dossier)


def sees_applicant(actor: Actor, dossier: Dossier) -> bool:
    """Whether the actor may see the applicant's personal data; the control team counts dossiers, not people."""
    own = actor.has(APPLICANT) and dossier.registered_by == actor.subject
    officer = _in_office(actor, dossier, RECEPTIONIST, LEADER) or _in_department(actor, dossier)
    return own or officer or actor.has(SYSTEM)


def may_register(actor: Actor, channel: Channel, agency: str) -> None:
    """Applicants file online for themselves; the counter takes in what comes by hand or by post."""
    match channel:
        case Channel.ONLINE:
            if not actor.has(APPLICANT, SYSTEM):
                raise RoleForbidden("an applicant's account to file online")
        case Channel.COUNTER | Channel.POST:
            if not (actor.has(RECEPTIONIST) and actor.agency == agency):
                raise RoleForbidden(f"a receptionist of {agency} to register by channel {channel.value}")


def may_register_for_others(actor: Actor, agency: str) -> None:
    """Another system's number, another agency's reception, a counter: said by the counter or by a system."""
    if not (actor.has(SYSTEM) or (actor.has(RECEPTIONIST) and actor.agency == agency)):
        raise RoleForbidden("a receptionist, or a system, to say where a dossier was received before")


def may_try_the_system(actor: Actor) -> None:
    """A synthetic dossier is left out of every figure, so nobody who is measured may make one."""
    if not actor.has(SYSTEM):
        raise RoleForbidden("a system's account to register a synthetic dossier")


def may_receive(actor: Actor, dossier: Dossier) -> None:
    """Accept, refuse, ask for documents, hand over the result: receptionists of the dossier's agency."""
    must_see(actor, dossier)
    if not _in_office(actor, dossier, RECEPTIONIST):
        raise RoleForbidden("a receptionist")


def may_bring(actor: Actor, dossier: Dossier) -> None:
    """Supplement or withdraw: the applicant, or a receptionist for an applicant who stands at the counter."""
    must_see(actor, dossier)
    if not (_in_office(actor, dossier, RECEPTIONIST) or _owns(actor, dossier)):
        raise RoleForbidden("the applicant or a receptionist")


def may_hold_receipt(actor: Actor, dossier: Dossier) -> bool:
    """The receipt carries the tracking secret: for the applicant and the counter, nobody else."""
    return _in_office(actor, dossier, RECEPTIONIST) or _owns(actor, dossier)


def may_rate(actor: Actor, dossier: Dossier) -> None:
    """Only the applicant rates."""
    must_see(actor, dossier)
    if not _owns(actor, dossier):
        raise RoleForbidden("the applicant")


def must_see(actor: Actor, dossier: Dossier | None) -> Dossier:
    """The dossier, if it exists for this actor; raises DossierUnknown otherwise."""
    if dossier is None or not sees(actor, dossier):
        raise DossierUnknown
    return dossier


def _owns(actor: Actor, dossier: Dossier) -> bool:
    return actor.has(APPLICANT) and dossier.registered_by == actor.subject


def _in_office(actor: Actor, dossier: Dossier, *roles: str) -> bool:
    return actor.has(*roles) and actor.agency == dossier.agency


def _in_department(actor: Actor, dossier: Dossier) -> bool:
    return _in_office(actor, dossier, SPECIALIST, HEAD) and actor.department == dossier.department
