"""Form 01, Giấy tiếp nhận hồ sơ và hẹn trả kết quả: every field of TT03/25 annex I that exists for a dossier.

Made anew from the dossier, its applicant and the law pack whenever it is shown; only the tracking secret is kept apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chassis.kernel.errors import Kind, Problem
from chassis.kernel.worktime import Limit
from intake.domain.applicant import Applicant
from intake.domain.documents import NamedDocument, named
from intake.domain.dossier import Dossier
from intake.domain.forms.heading import one_stop_unit
from intake.domain.lawpack import LawPack
from intake.domain.procedures import Channel

RECEIPT_FORM = "receipt"


class ReceiptNotIssued(Problem):
    def __init__(self) -> None:
        super().__init__(
            "receipt-not-issued", Kind.REFUSED, "A receipt exists once the dossier is accepted; accept it first."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """number: Số …/BPTNTKQ, the serial of the day's register. received_at, due_at: aware, in the agency's zone.

    book, entry: sổ theo dõi hồ sơ, quyển số (year) and số thứ tự (code). received_by: account of the receptionist.
    tracking_secret: with the code it opens the tracking page, and nothing else.
    """

    form_number: int
    form_name: str
    form_legal_ref: str
    paper_size: str | None
    agency: str
    one_stop_unit: str
    number: str
    code: str
    tracking_secret: str
    applicant: Applicant
    request: str
    documents: tuple[NamedDocument, ...]
    sets: int
    limit: Limit
    received_at: datetime
    due_at: datetime
    due_is_provisional: bool
    result_by: Channel
    book: str
    entry: str
    received_by: str


def receipt(dossier: Dossier, applicant: Applicant, tracking_secret: str, law: LawPack) -> Receipt:
    """The receipt of an accepted dossier; raises ReceiptNotIssued before acceptance."""
    if dossier.accepted_at is None or dossier.due_at is None:
        raise ReceiptNotIssued
    version = law.version(dossier.procedure_key, dossier.procedure_version)
    accepted_at = dossier.accepted_at.astimezone(law.calendar.tz)
    form = law.form_on(RECEIPT_FORM, accepted_at.date())
    return Receipt(
        form_number=form.number,
        form_name=form.name,
        form_legal_ref=form.legal_ref,
        paper_size=form.paper_size,
        agency=law.agency.name,
        one_stop_unit=one_stop_unit(law, accepted_at),
        number=f"{dossier.code.rpartition('-')[2]}/BPTNTKQ",
        code=dossier.code,
        tracking_secret=tracking_secret,
        applicant=applicant,
        request=version.name,
        documents=named(version, dossier.documents),
        sets=dossier.sets,
        limit=version.limit_for(dossier.channel),
        received_at=accepted_at,
        due_at=dossier.due_at.astimezone(law.calendar.tz),
        due_is_provisional=dossier.due_is_provisional,
        result_by=dossier.result_by,
        book=f"{accepted_at:%Y}",
        entry=dossier.code,
        received_by=dossier.accepted_by,
    )
