"""The letters to the applicant: 02 supplement request, 03 refusal, 04 apology, 05 stop notice.

Officers stand on a form as their accounts. tracking: address that the QR code holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from intake.domain.applicant import Applicant
from intake.domain.forms.heading import Heading


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """Whose dossier, and what for. code: empty before acceptance. request: name of the procedure.

    page: the tracking page, to be typed in.
    """

    applicant: Applicant
    code: str
    request: str
    tracking: str
    page: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What an officer wrote. documents: of a supplement request, else empty."""

    officer: str
    reason: str
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Apology:
    """promised_at: the appointment that is not kept."""

    letter: Letter
    promised_at: datetime
    new_due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentLetters:
    """What the department wrote after acceptance; it keeps the words, intake asks for them to print. Null: not written.

    supplements: by id of the request.
    """

    supplements: Mapping[str, Letter]
    apology: Apology | None
    decision: Letter | None

    def supplement(self, request_id: str) -> Letter | None:
        return self.supplements.get(request_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementSheet:
    """documents: everything that is missing. applicant_deadline_at: local; null: none is fixed. unit: who asks."""

    heading: Heading
    matter: Matter
    documents: tuple[str, ...]
    reason: str
    applicant_deadline_at: datetime | None
    unit: str
    officer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalSheet:
    """received_at: local, when the dossier was handed in. is_after_appraisal: refused in the department."""

    heading: Heading
    matter: Matter
    received_at: datetime
    reason: str
    is_after_appraisal: bool
    unit: str
    officer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApologySheet:
    """promised_at: the appointment that is not kept. new_due_at: the new one. All local. is_draft: not signed yet."""

    heading: Heading
    matter: Matter
    received_at: datetime
    promised_at: datetime
    new_due_at: datetime
    reason: str
    unit: str
    officer: str
    is_draft: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StopSheet:
    """At the applicant's request, before any decision (ND118 art. 21; TT03/25 art. 7). All local."""

    heading: Heading
    matter: Matter
    received_at: datetime
    withdrawn_at: datetime
    unit: str
