"""Which event takes which messages: one table.

Every change of status is told to the applicant at once (ND224/2025 art. 15(1)(g)); officers and heads are
told when a deadline nears or has passed, so that somebody acts.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from notify.domain.occurrence import Occurrence


class Audience(StrEnum):
    APPLICANT = "applicant"
    OFFICER = "officer"
    DEPARTMENT_HEAD = "department_head"


class Channel(StrEnum):
    EMAIL = "email"
    INBOX = "inbox"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message to be: what about, to whom, by what. recipient: account id of an officer, else empty."""

    occasion: Occasion
    audience: Audience
    channel: Channel
    recipient: str = ""


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
}
TO_OFFICE: dict[str, Occasion] = {
    "dossier.due-soon": Occasion.DUE_SOON,
    "dossier.overdue": Occasion.OVERDUE,
}
# Why a due date moves without the applicant hearing of it otherwise; a supplement's answer is told by
# "resumed".
_TOLD_BY_ITSELF = frozenset({"apology", "calendar", "correction"})


def messages(occurrence: Occurrence) -> tuple[Message, ...]:
    """The messages an event takes; none for most events."""
    if (occasion := TO_APPLICANT.get(occurrence.event)) is not None:
        if not _applies(occasion, occurrence):
            return ()
        return (Message(occasion=occasion, audience=Audience.APPLICANT, channel=Channel.EMAIL),)
    if (occasion := TO_OFFICE.get(occurrence.event)) is not None:
        head = Message(occasion=occasion, audience=Audience.DEPARTMENT_HEAD, channel=Channel.INBOX)
        officer = occurrence.particulars.officer
        if not officer:
            return (head,)
        return (
            Message(occasion=occasion, audience=Audience.OFFICER, channel=Channel.INBOX, recipient=officer),
            head,
        )
    return ()


def _applies(occasion: Occasion, occurrence: Occurrence) -> bool:
    match occasion:
        case Occasion.DUE_DATE_CHANGED:
            return occurrence.particulars.detail in _TOLD_BY_ITSELF
        case Occasion.WITHDRAWN:
            # After acceptance processing answers with "stopped", which is the notice of form 05; told once.
            return not occurrence.particulars.code
    return True
