"""Who may see and do what of control work. Deny by default.

                  control team   leader           head of division           specialist     system
see               the agency's   the agency's     the own division's         own ideas      all
plans             write          approve, return  –                          –              –
inspections       write          –                –                          –              –
findings          write, judge   –                answer the division's own  –              –
reviews           write          –                of the own procedures      –              –
proposals         write, submit  decide           draft, of the own          –              –
initiatives       assess, apply  recognise        propose                    propose        –
activities        write          –                –                          –              –
"""

from __future__ import annotations

from dataclasses import replace

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem
from reporting.application.control.ports import Piece, Wanted
from reporting.domain.control.activities import Activity
from reporting.domain.control.initiatives import Initiative
from reporting.domain.control.plans import Plan

CONTROL, LEADER, HEAD, SPECIALIST = "control_team", "leader", "department_head", "specialist"
SHARED: tuple[type[object], ...] = (Plan, Activity)
"""The agency's as a whole, shown to every head."""


def visible(actor: Actor, kind: type[Piece], wanted: Wanted) -> Wanted:
    """What of the wanted pieces the actor sees. Raises Problem ``not-allowed``."""
    if actor.has("system"):
        return wanted
    if actor.has(CONTROL, LEADER):
        return replace(wanted, agency=_belonging(actor.agency))
    if actor.has(HEAD):
        narrowed, department = replace(wanted, agency=_belonging(actor.agency)), _belonging(actor.department)
        if kind in SHARED:
            return narrowed
        if wanted.department not in ("", department):
            raise forbidden("Heads see what concerns their own division.")
        return replace(narrowed, department=department, own=actor.subject)
    if actor.has(SPECIALIST) and kind is Initiative:
        return replace(wanted, agency=_belonging(actor.agency), department="", own=actor.subject)
    raise forbidden("Control work is for the control team, leaders and heads of divisions.")


def sees(actor: Actor, piece: Piece) -> bool:
    """Raises Problem ``not-allowed`` for those who see nothing of the kind."""
    scope = visible(actor, type(piece), Wanted())
    if scope.agency and scope.agency != piece.agency:
        return False
    if not (scope.department or scope.own):
        return True
    return piece.department == scope.department != "" or (bool(scope.own) and began(piece) == scope.own)


def began(piece: Piece) -> str:
    """Account id of whose act was the first."""
    return piece.acts[0].by if piece.acts else ""


def control_team(actor: Actor, agency: str) -> None:
    _one_of(actor, agency, CONTROL, "This is for the control team of the agency.")


def leader(actor: Actor, agency: str) -> None:
    _one_of(actor, agency, LEADER, "This is for the agency's leaders.")


def of_leader(actor: Actor, piece: Piece) -> None:
    """A leader decides what somebody else began. Raises Problem ``not-allowed``."""
    leader(actor, piece.agency)
    if began(piece) == actor.subject:
        raise forbidden("Nobody approves what is their own.")


def of_control_team(actor: Actor, piece: Piece) -> None:
    control_team(actor, piece.agency)


def of_head(actor: Actor, piece: Piece) -> None:
    """The head of the division that the piece concerns."""
    if not (actor.has(HEAD) and _same(actor.agency, piece.agency) and _same(actor.department, piece.department)):
        raise forbidden("This is for the head of the division that it concerns.")


def of_reviewers(actor: Actor, piece: Piece) -> None:
    """The control team, or the head of the division whose procedure it is."""
    reviewers(actor, piece.agency, piece.department)


def reviewers(actor: Actor, agency: str, department: str) -> None:
    is_head = actor.has(HEAD) and _same(actor.agency, agency) and _same(actor.department, department)
    if not is_head:
        control_team(actor, agency)


def proposes_initiatives(actor: Actor) -> None:
    if not (actor.has(SPECIALIST, HEAD, CONTROL) and actor.agency):
        raise forbidden("Initiatives are proposed by specialists, heads of divisions and the control team.")


def forbidden(detail: str) -> Problem:
    return Problem("not-allowed", Kind.FORBIDDEN, detail)


def _one_of(actor: Actor, agency: str, role: str, detail: str) -> None:
    if not (actor.has(role) and _same(actor.agency, agency)):
        raise forbidden(detail)


def _same(mine: str, its: str) -> bool:
    return bool(mine) and mine == its


def _belonging(token: str) -> str:
    # An empty token would mean "all": an account without an agency must not see everybody's work.
    if not token:
        raise forbidden("This account belongs to no agency or department; ask for its token to say which.")
    return token
