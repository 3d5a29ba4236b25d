"""Who may see and close reports. Deny by default; the figures' own rule (``access.figures_scope``) with an agency."""

from __future__ import annotations

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem
from reporting.application.access import Scope, figures_scope
from reporting.domain.pieces import Piece


def report_scope(actor: Actor, agency: str) -> Scope:
    """Always of one agency: a leader's or head's own; for ``system`` the one that is named, ``agency`` otherwise
    ignored unless it is another's. Raises Problem ``not-allowed``, ``agency-missing``."""
    scope = figures_scope(actor)
    if agency and scope.agency not in ("", agency):
        raise Problem("not-allowed", Kind.FORBIDDEN, "Reports of another agency are not for this account.")
    mine = scope.agency or agency or actor.agency
    if not mine:
        raise Problem(
            "agency-missing", Kind.INVALID, "Say of which agency: agency=heza.", fields={"agency": "is required"}
        )
    return Scope(agency=mine, department=scope.department)


def may_close(actor: Actor, agency: str) -> Scope:
    """The control team and leaders close periods, of their agency; system too. Raises Problem ``not-allowed``."""
    if not actor.has("control_team", "leader", "system"):
        raise Problem("not-allowed", Kind.FORBIDDEN, "Periods are closed by the control team or a leader.")
    scope = report_scope(actor, agency)
    return Scope(agency=scope.agency)


def closed_scope(actor: Actor, agency: str) -> Scope:
    """A closed report is the whole agency's: for those who see all of it, not for heads. Raises Problem
    ``not-allowed``, ``agency-missing``."""
    scope = report_scope(actor, agency)
    if scope.department:
        raise Problem("not-allowed", Kind.FORBIDDEN, "Closed reports are for leaders and the control team.")
    return scope


def may_name(actor: Actor, piece: Piece) -> bool:
    """Whoever a complaint of conduct is about sees none of it (NĐ 61/2018/NĐ-CP Đ27(3)), and reporting does not know
    whom: its code is for the control team, who keeps the book."""
    if piece.kind != "feedback" or piece.facets.get("kind") != "conduct":
        return True
    return actor.has("control_team", "system")
