"""Who may do and see what with feedback. Denied unless a line allows it; the sender is protected (ND61 art. 27(3)).

                    submit     classify, forward,   assess, answer      read        who sent it   lists
                               publish, close
anybody             online     –                    –                   by secret   –             published
applicant           online     –                    –                   own         own           own
receptionist        others     –                    the other body's    agency      agency        agency
control team        –          agency               agency              agency      agency        agency
department head     –          –                    own unit's          own unit's  –             own unit's
leader              –          –                    agency              agency      –             agency
system              –          –                    –                   all         –             all

Whoever is complained of sees none of it, whatever the role.
"""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem
from intake.domain.feedback.feedback import Feedback
from intake.domain.feedback.vocabulary import FeedbackForm, FeedbackState
from intake.domain.rights import APPLICANT, CONTROL_TEAM, HEAD, LEADER, RECEPTIONIST, SYSTEM, RoleForbidden


class FeedbackUnknown(Problem):
    """No such feedback, or none that this account may know of: the answer is the same."""

    def __init__(self) -> None:
        super().__init__("feedback-unknown", Kind.NOT_FOUND, "No feedback with this id is known to you. Check the id.")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackView:
    """The part that somebody may see; null: whatever. but_not_about: account whose own complaints are left out."""

    agency: str | None = None
    handler: str | None = None
    registered_by: str | None = None
    but_not_about: str | None = None


def view_of(actor: Actor) -> FeedbackView:
    """The widest view the roles give; raises RoleForbidden when they give none."""
    if actor.has(SYSTEM):
        return FeedbackView()
    if actor.has(RECEPTIONIST, CONTROL_TEAM, LEADER) and actor.agency:
        return FeedbackView(agency=actor.agency, but_not_about=actor.subject)
    if actor.has(HEAD) and actor.agency and actor.department:
        return FeedbackView(agency=actor.agency, handler=actor.department, but_not_about=actor.subject)
    if actor.has(APPLICANT):
        return FeedbackView(registered_by=actor.subject)
    raise RoleForbidden("an account that receives or handles feedback")


def sees(actor: Actor, feedback: Feedback) -> bool:
    """Whether the actor may know that it exists."""
    if actor.subject == feedback.concerned_officer:
        return False
    own_unit = actor.has(HEAD) and actor.department == feedback.handler and actor.agency == feedback.agency
    agency = actor.has(RECEPTIONIST, CONTROL_TEAM, LEADER) and actor.agency == feedback.agency
    return agency or own_unit or _owns(actor, feedback) or actor.has(SYSTEM)


def sees_sender(actor: Actor, feedback: Feedback) -> bool:
    """Whether the actor may know who sent it: those who receive and answer, never those who handle."""
    office = actor.has(RECEPTIONIST, CONTROL_TEAM) and actor.agency == feedback.agency
    return sees(actor, feedback) and (office or _owns(actor, feedback))


def may_submit(actor: Actor | None, form: FeedbackForm, agency: str) -> None:
    """Online: anybody. What comes by hand, post, phone or survey is entered by a receptionist."""
    if form is FeedbackForm.ONLINE:
        return
    if actor is None or not (actor.has(RECEPTIONIST) and actor.agency == agency):
        raise RoleForbidden(f"a receptionist of {agency} to enter feedback that came as {form.value}")


def may_direct(actor: Actor, feedback: Feedback) -> None:
    """Classify, forward, publish, close: the control team."""
    must_see(actor, feedback)
    if not (actor.has(CONTROL_TEAM) and actor.agency == feedback.agency):
        raise RoleForbidden("the control team")


def may_handle(actor: Actor, feedback: Feedback) -> None:
    """Assess and answer: head of the handling unit, leader, control team; a receptionist passes on others' answers."""
    must_see(actor, feedback)
    passes_on = actor.has(RECEPTIONIST) and feedback.state is FeedbackState.FORWARDED
    if not (actor.has(CONTROL_TEAM, LEADER, HEAD) or passes_on):
        raise RoleForbidden("the handling unit or the control team")


def may_rate(actor: Actor, feedback: Feedback) -> None:
    """Only the sender rates."""
    must_see(actor, feedback)
    if not _owns(actor, feedback):
        raise RoleForbidden("the sender")


def must_see(actor: Actor, feedback: Feedback | None) -> Feedback:
    """The feedback, if it exists for this actor; raises FeedbackUnknown otherwise."""
    if feedback is None or not sees(actor, feedback):
        raise FeedbackUnknown
    return feedback


def _owns(actor: Actor, feedback: Feedback) -> bool:
    return actor.has(APPLICANT) and feedback.registered_by == actor.subject
