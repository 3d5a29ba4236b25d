"""What is heard beside dossiers and departments: procedures that were published, feedback that was handled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedProcedure:
    """One version. is_immediate: answered wholly at the counter. at_counter: taken in there. is_online: offered online
    in whole or part. is_posted, is_electronic: published there, and electronically, in time. None: not said."""

    agency: str
    department: str
    key: str
    version: int
    valid_from: date
    valid_to: date | None
    is_immediate: bool | None
    at_counter: bool | None
    is_online: bool | None
    is_posted: bool | None = None
    is_electronic: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackNote:
    """What one event says of a piece of feedback; None: nothing. is_ours: handled here, by its classification.

    founded_about: id of the dossier whose handling the feedback was right to complain of, empty for none. kind:
    conduct, regulation, proposal. satisfaction: satisfied, neutral, dissatisfied. code: in the book of the day. Empty:
    nothing.
    """

    feedback_id: str
    agency: str
    handler: str
    answer_due_at: datetime | None = None
    answered_at: datetime | None = None
    is_ours: bool | None = None
    founded_about: str = ""
    received_at: datetime | None = None
    published_at: datetime | None = None
    kind: str = ""
    satisfaction: str = ""
    code: str = ""
