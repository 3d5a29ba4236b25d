"""Who saw whose personal data, when and why: the log of processing that NĐ 13/2023 art. 38(2) asks for.

It tells of the reading and holds nothing of what was read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chassis.kernel.actor import Actor
from intake.domain import rights
from intake.domain.dossier import Dossier


class Purpose(StrEnum):
    """On which way the data went out."""

    DOSSIER = "dossier"  # the dossier itself, page or API
    RECEIPT = "receipt"  # form 01, printed again
    ACCEPTANCE = "acceptance"  # form 01, as the dossier is accepted
    CONTACT = "contact"  # to notify, for a message
    HANDLING = "handling"  # to the department's service
    FORM = "form"  # another form of the dossier
    DOCUMENT = "document"  # a file that was handed in
    EXPORT = "export"  # a spreadsheet
    REGISTER_BOOK = "register_book"  # the book of accepted dossiers, form 07


CONTACT_FIELDS = ("name", "phone", "email")
LISTED_FIELDS = ("name", "identity_number", "phone")
APPLICANT_FIELDS = (*CONTACT_FIELDS, "identity_number", "address", "representative")
DOSSIER_FIELDS = (*APPLICANT_FIELDS, "request")
RECEIVER_FIELDS = ("receiver",)
RECEIPT_FIELDS = (*APPLICANT_FIELDS, "tracking_secret")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOfApplicant:
    """position: in the log, grows. roles: the reader's, sorted. on_behalf_of: empty if nobody. fields: of whom."""

    position: int
    at: datetime
    actor: str
    roles: tuple[str, ...]
    on_behalf_of: str
    agency: str
    dossier_id: str
    purpose: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedReads:
    """Which entries; null: whatever. at_from, at_before: instants, the first included."""

    agency: str | None = None
    dossier_id: str | None = None
    actor: str | None = None
    at_from: datetime | None = None
    at_before: datetime | None = None


def agency_of_reads(actor: Actor) -> str | None:
    """The agency whose log the actor may read, null for all; RoleForbidden for those who watch nobody.

    The control team watches its agency; an operator without an agency runs the machine and watches all.
    """
    if actor.has(rights.CONTROL_TEAM) and actor.agency:
        return actor.agency
    if actor.has(rights.OPERATOR):
        return actor.agency or None
    raise rights.RoleForbidden("the control team, an operator, or the dossier's applicant")


def owns(actor: Actor, dossier: Dossier | None) -> bool:
    """Whether the log of this one dossier is about the actor's own data (NĐ 13/2023 art. 9)."""
    return dossier is not None and actor.has(rights.APPLICANT) and dossier.registered_by == actor.subject
