"""Which event takes which messages: one table.

Every change of status is told to the applicant at once (ND224/2025 art. 15(1)(g)); officers and heads are
told when a deadline nears or has passed, so that somebody acts.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from notify.domain.occurrence import Occurrence, Particulars


class Audience(StrEnum):
    APPLICANT = "applicant"
    OFFICER = "officer"
    DEPARTMENT_HEAD = "department_head"
    CONSULTED_BODY = "consulted_body"
    CONSULTED_HEAD = "consulted_head"
    COUNTER_HEAD = "counter_head"
    FEEDBACK_SENDER = "feedback_sender"
    CONTROL_TEAM = "control_team"
    LEADER = "leader"
    ENDPOINT_OWNER = "endpoint_owner"


class Channel(StrEnum):
    EMAIL = "email"
    INBOX = "inbox"
    SMS = "sms"
    ZALO = "zalo"


class Occasion(StrEnum):
    """What a message is about; the key of its template."""

    RECEIVED = "dossier-received"
    ACCEPTED = "dossier-accepted"
    REFUSED = "dossier-refused"
    SUPPLEMENT_REQUESTED = "supplement-requested"
    SUPPLEMENTED = "supplement-received"
    PAYMENT_REQUESTED = "payment-requested"
    RESUMED = "dossier-resumed"
    DUE_DATE_CHANGED = "due-date-changed"
    RESULT_ISSUED = "result-issued"
    STOPPED = "dossier-stopped"
    WITHDRAWN = "dossier-withdrawn"
    COLLECTED = "result-collected"
    UNCOLLECTED = "result-uncollected"
    DUE_SOON = "due-soon"
    OVERDUE = "overdue"
    CONSULTATION_REQUESTED = "consultation-requested"
    CONSULTATION_REMINDED = "consultation-reminded"
    CONSULTATION_OVERDUE = "consultation-overdue"
    STEP_DUE_SOON = "step-due-soon"
    HANDLING = "dossier-handling"
    PAUSED = "dossier-paused"
    CORRECTED = "dossier-corrected"
    FEEDBACK_RECEIVED = "feedback-received"
    FEEDBACK_CLASSIFIED = "feedback-classified"
    FEEDBACK_FORWARDED = "feedback-forwarded"
    FEEDBACK_ANSWERED = "feedback-answered"
    FEEDBACK_OVERDUE = "feedback-overdue"
    OUTAGE = "outage"
    ESCALATION = "escalation"
    APOLOGY_DRAFT = "apology-draft"
    OBLIGATION_DUE = "obligation-due"
    DIGEST = "digest"
    OUTAGE_CHANGED = "outage-changed"
    OUTAGE_CANCELLED = "outage-cancelled"
    ENDPOINT_FAILING = "endpoint-failing"
    ENDPOINT_DISABLED = "endpoint-disabled"
    CONTROL_DUE = "control-due"


ABOUT_OUTAGES = frozenset({Occasion.OUTAGE, Occasion.OUTAGE_CHANGED, Occasion.OUTAGE_CANCELLED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message to be: what about, to whom, by what.

    recipient: account id of an officer, ``head:<department>``, id of a consultation, or empty. is_bulk: one of very
    many alike, which never goes before a single one.
    """

    occasion: Occasion
    audience: Audience
    channel: Channel
    recipient: str = ""
    is_bulk: bool = False


TO_APPLICANT: dict[str, Occasion] = {
    "dossier.received": Occasion.RECEIVED,
    "dossier.accepted": Occasion.ACCEPTED,
    "dossier.refused": Occasion.REFUSED,
    "dossier.supplement-requested": Occasion.SUPPLEMENT_REQUESTED,
    "dossier.payment-requested": Occasion.PAYMENT_REQUESTED,
    "dossier.supplemented": Occasion.SUPPLEMENTED,
    "dossier.resumed": Occasion.RESUMED,
    "dossier.due-date-changed": Occasion.DUE_DATE_CHANGED,
    "dossier.result-issued": Occasion.RESULT_ISSUED,
    "dossier.stopped": Occasion.STOPPED,
    "dossier.withdrawn": Occasion.WITHDRAWN,
    "dossier.collected": Occasion.COLLECTED,
    "dossier.result-uncollected": Occasion.UNCOLLECTED,
    "dossier.assigned": Occasion.HANDLING,
    "dossier.paused": Occasion.PAUSED,
    "dossier.corrected": Occasion.CORRECTED,
}
TO_OFFICE: dict[str, Occasion] = {
    "dossier.due-soon": Occasion.DUE_SOON,
    "dossier.overdue": Occasion.OVERDUE,
}
TO_CONSULTED: dict[str, Occasion] = {
    "dossier.consultation-requested": Occasion.CONSULTATION_REQUESTED,
    "dossier.consultation-reminded": Occasion.CONSULTATION_REMINDED,
}
# Whoever has the step is told, and only if nobody has it the head: the dossier itself is not due yet.
TO_HOLDER: dict[str, Occasion] = {"dossier.step-due-soon": Occasion.STEP_DUE_SOON}
TO_WHOEVER_OWES: dict[str, Occasion] = {
    "obligation.due": Occasion.OBLIGATION_DUE,
    "control.due": Occasion.CONTROL_DUE,
}
TO_FEEDBACK_SENDER: dict[str, Occasion] = {
    "feedback.received": Occasion.FEEDBACK_RECEIVED,
    "feedback.classified": Occasion.FEEDBACK_CLASSIFIED,
    "feedback.forwarded": Occasion.FEEDBACK_FORWARDED,
    "feedback.answered": Occasion.FEEDBACK_ANSWERED,
}
# Why a due date moves without the applicant hearing of it otherwise; a supplement's answer is told by
# "resumed".
_TOLD_BY_ITSELF = frozenset({"apology", "calendar", "correction"})


def messages(occurrence: Occurrence, earlier: Particulars | None = None) -> tuple[Message, ...]:
    """The messages an event takes; none for many events. earlier: what was known before it."""
    if (occasion := TO_APPLICANT.get(occurrence.event)) is not None:
        if not _applies(occasion, occurrence, earlier or Particulars()):
            return ()
        return (Message(occasion=occasion, audience=Audience.APPLICANT, channel=Channel.EMAIL),)
    if occurrence.event.startswith("feedback."):
        return _about_feedback(occurrence)
    if (occasion := TO_WHOEVER_OWES.get(occurrence.event)) is not None:
        return _to_whoever_owes(occasion, occurrence.particulars)
    if (occasion := TO_OFFICE.get(occurrence.event)) is not None:
        head = Message(occasion=occasion, audience=Audience.DEPARTMENT_HEAD, channel=Channel.INBOX)
        officer = occurrence.particulars.officer
        if not officer:
            return (head,)
        return (
            Message(occasion=occasion, audience=Audience.OFFICER, channel=Channel.INBOX, recipient=officer),
            head,
        )
    if (occasion := TO_CONSULTED.get(occurrence.event)) is not None:
        return (_to_consulted(occasion, occurrence.particulars),)
    if occurrence.event == "dossier.consultation-overdue":
        return _to_those_who_urge(occurrence.particulars)
    if (occasion := TO_HOLDER.get(occurrence.event)) is not None:
        officer = occurrence.particulars.officer
        audience = Audience.OFFICER if officer else Audience.DEPARTMENT_HEAD
        return (Message(occasion=occasion, audience=audience, channel=Channel.INBOX, recipient=officer),)
    return ()


def head_of(department: str) -> str:
    """Whoever heads a department that is not the dossier's own, as a recipient."""
    return f"head:{department}"


def _to_consulted(occasion: Occasion, known: Particulars) -> Message:
    """The head of a department here, in the inbox; another body's office mailbox."""
    if known.consulted_department:
        return Message(
            occasion=occasion,
            audience=Audience.CONSULTED_HEAD,
            channel=Channel.INBOX,
            recipient=head_of(known.consulted_department),
        )
    return Message(
        occasion=occasion, audience=Audience.CONSULTED_BODY, channel=Channel.EMAIL, recipient=known.consultation
    )


def _to_those_who_urge(known: Particulars) -> tuple[Message, ...]:
    """The lead unit, and the head of the one-stop counter (ND61/2018 art. 19(5))."""
    occasion = Occasion.CONSULTATION_OVERDUE
    lead = Message(occasion=occasion, audience=Audience.DEPARTMENT_HEAD, channel=Channel.INBOX)
    if not known.counter:
        return (lead,)
    counter = Message(
        occasion=occasion, audience=Audience.COUNTER_HEAD, channel=Channel.INBOX, recipient=head_of(known.counter)
    )
    return (lead, counter)


def _about_feedback(occurrence: Occurrence) -> tuple[Message, ...]:
    """Who sent it hears what becomes of it; the control team, which steps were not taken in time."""
    if occurrence.event == "feedback.overdue":
        late = Occasion.FEEDBACK_OVERDUE
        return (Message(occasion=late, audience=Audience.CONTROL_TEAM, channel=Channel.INBOX),)
    occasion = TO_FEEDBACK_SENDER.get(occurrence.event)
    if occasion is None:
        return ()
    return (
        Message(
            occasion=occasion,
            audience=Audience.FEEDBACK_SENDER,
            channel=Channel.EMAIL,
            recipient=occurrence.dossier_id,
        ),
    )


def _applies(occasion: Occasion, occurrence: Occurrence, earlier: Particulars) -> bool:
    match occasion:
        case Occasion.DUE_DATE_CHANGED:
            return occurrence.particulars.detail in _TOLD_BY_ITSELF
        case Occasion.WITHDRAWN:
            # After acceptance processing answers with "stopped", which is the notice of form 05; told once.
            return not occurrence.particulars.code
        case Occasion.HANDLING:
            # Portal status 4 begins with the first officer; who has which step after that is no status.
            return not earlier.officer
        case Occasion.PAUSED:
            # A request for papers and one for money are told with their own words.
            return occurrence.particulars.detail == "consultation"
    return True


def _to_whoever_owes(occasion: Occasion, known: Particulars) -> tuple[Message, ...]:
    """The head of the department, or who leads it, or else the control team; the control team also of what others are
    late with."""
    control = Message(occasion=occasion, audience=Audience.CONTROL_TEAM, channel=Channel.INBOX)
    if known.department:
        owes = Message(occasion=occasion, audience=Audience.DEPARTMENT_HEAD, channel=Channel.INBOX)
    elif known.officer:
        owes = Message(occasion=occasion, audience=Audience.OFFICER, channel=Channel.INBOX, recipient=known.officer)
    else:
        return (control,)
    return (owes, control) if known.detail == "late" else (owes,)
