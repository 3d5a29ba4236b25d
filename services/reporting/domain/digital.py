"""What the index of QĐ 766/QĐ-TTg asks of a dossier beside its time: papers, fee, form of the result. A pure fold.

    papers   every, some or none of those to be scanned are there electronically; nothing: there are none to be scanned
    fee      of the procedure itself; financial duties that arise in the middle (land rent, taxes) are none of it
    result   the latest file that the department attached, or a signed file that was handed over online

Labels say what happened; which of them are good, the rules of the day decide (``index_rules``). What no event has said
is ``unsaid``, which is neither good nor bad.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from reporting.domain.evidence import PROCEDURE_FEE, Evidence, EvidenceKind, Papers

ONLINE = "online"


class Scanned(StrEnum):
    EVERY = "every"
    SOME = "some"
    NONE = "none"
    NOTHING = "nothing"
    UNSAID = "unsaid"


class Fee(StrEnum):
    """How the procedure's own fee stands. A refund takes nothing back."""

    FREE = "free"
    EXEMPT = "exempt"
    OWED = "owed"
    ONLINE = "online"  # paid, all of it online
    PARTLY_ONLINE = "partly-online"
    OTHERWISE = "otherwise"  # in cash or by transfer
    PAID = "paid"  # before it was said how
    UNSAID = "unsaid"  # no amount is fixed, or none was said


class ResultForm(StrEnum):
    SIGNED = "signed"  # the latest file is digitally signed
    ONLINE = "online"  # handed over online, which only signed files are
    FILE = "file"  # a file without signature
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Digital:
    """paid_online_at: when the fee was settled, if any of it was paid online."""

    papers: Papers | None = None
    fee: Fee = Fee.UNSAID
    paid_online_at: datetime | None = None
    result: ResultForm = ResultForm.NONE

    @property
    def scanned(self) -> Scanned:
        papers = self.papers
        if papers is None:
            return Scanned.UNSAID
        wanted = papers.total - papers.exempt
        if wanted <= 0:
            return Scanned.NOTHING
        if papers.electronic <= 0:
            return Scanned.NONE
        return Scanned.EVERY if papers.electronic >= wanted else Scanned.SOME

    @property
    def is_reused(self) -> bool | None:
        """Any paper was taken over from what is there already; None: not said."""
        return None if self.papers is None else self.papers.reused > 0


NOTHING_DIGITAL = Digital()


def digital_of(valid: Sequence[Evidence]) -> Digital:
    """valid: in the order of folding, without what was reversed."""
    papers = [each.papers for each in valid if each.papers is not None]
    paid = next((each for each in reversed(valid) if _is_about_fee(each, EvidenceKind.PAID)), None)
    return Digital(
        papers=papers[-1] if papers else None,
        fee=_fee(valid, paid),
        paid_online_at=paid.at if paid is not None and paid.online_vnd else None,
        result=_result(valid),
    )


def _fee(valid: Sequence[Evidence], paid: Evidence | None) -> Fee:
    if paid is not None:
        return _paid(paid)
    said = [each.amount for each in valid if each.kind is EvidenceKind.ACCEPTED]
    said += [each.amount for each in valid if _is_about_fee(each, EvidenceKind.FEE_ASSESSED)]
    known = [amount for amount in said if amount is not None]
    if not known:
        return Fee.UNSAID
    return Fee.OWED if known[-1] > 0 else Fee.FREE


def _paid(paid: Evidence) -> Fee:
    if not paid.amount:
        return Fee.EXEMPT
    if paid.online_vnd is None:
        return Fee.PAID
    if paid.online_vnd >= paid.amount:
        return Fee.ONLINE
    return Fee.PARTLY_ONLINE if paid.online_vnd > 0 else Fee.OTHERWISE


def _is_about_fee(item: Evidence, kind: EvidenceKind) -> bool:
    return item.kind is kind and item.label == PROCEDURE_FEE


def _result(valid: Sequence[Evidence]) -> ResultForm:
    """The latest version of the file counts; versions are numbered."""
    files = [each for each in valid if each.kind is EvidenceKind.RESULT_ATTACHED]
    latest = max(files, key=lambda each: (each.amount or 0, each.sequence), default=None)
    if latest is not None and latest.label == ResultForm.SIGNED:
        return ResultForm.SIGNED
    if any(each.kind is EvidenceKind.COLLECTED and each.label == ONLINE for each in valid):
        return ResultForm.ONLINE
    return ResultForm.NONE if latest is None else ResultForm.FILE
