"""An event about a dossier, reduced to what a message can say. Free of personal data."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import datetime

_OWN = (
    *("happened_at", "answer_by_at", "detail", "amount_vnd", "is_early"),
    *("consultation", "consulted_department", "counter", "note", "note_en"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """What is known of a dossier when a message is ordered; the message is written from it when it is sent.

    Instants are aware, UTC; None or empty where not known yet. officer: account id, not a name.
    received_at: filed. accepted_at: receipt issued. due_at: promised return. happened_at: of the event
    itself.
    answer_by_at: until when the applicant may bring papers, or is asked to pay. amount_vnd: what is to be paid, đồng.
    consultation: id of one; consulted_department: token of who was asked, empty for another body; counter: token of the
    one-stop counter. answer_by_at of a consultation: its deadline.
    note, note_en: what an office has to say to many, one line, about no person.
    detail: cause, outcome, rung or key of the consulted body, a slug. is_early: the result is there before its due day.
    """

    code: str = ""
    agency: str = ""
    department: str = ""
    procedure_key: str = ""
    procedure_code: str = ""
    procedure_version: int = 0
    officer: str = ""
    officer_department: str = ""
    received_at: datetime | None = None
    accepted_at: datetime | None = None
    due_at: datetime | None = None
    happened_at: datetime | None = None
    answer_by_at: datetime | None = None
    detail: str = ""
    amount_vnd: int = 0
    is_early: bool = False
    consultation: str = ""
    consulted_department: str = ""
    counter: str = ""
    note: str = ""
    note_en: str = ""

    def over(self, earlier: Particulars) -> Particulars:
        """These, and for what they leave open the earlier ones. What belongs to one event is not carried
        on."""
        known = {field.name: getattr(self, field.name) or getattr(earlier, field.name) for field in fields(self)}
        return replace(self, **known | {name: getattr(self, name) for name in _OWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """event: name as published (``dossier.accepted``). event_id: CloudEvents id. type:
    ``motcua.dossier.accepted.v1``."""

    event_id: str
    event: str
    type: str
    dossier_id: str
    particulars: Particulars


# After these nobody waits for the dossier any more; what is corrected is waited for again.
_CLOSING = frozenset({"dossier.refused", "dossier.withdrawn", "dossier.stopped", "dossier.collected"})


def is_open(occurrence: Occurrence) -> bool | None:
    """Whether somebody waits for the dossier from now on; None where the event does not tell."""
    if occurrence.event in _CLOSING or occurrence.event.startswith(("feedback.", "obligation.", "control.")):
        return False
    if occurrence.event == "dossier.corrected":
        return True
    return None
