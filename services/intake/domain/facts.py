"""What happened, in the past tense. ``events/publishing.py`` turns each into the event that others see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from chassis.kernel.worktime import Limit
from intake.domain.feedback.facts import FeedbackFact
from intake.domain.fees.accounts import PayableKind
from intake.domain.procedures import Channel, ClockEffect


class Stage(StrEnum):
    """When: before acceptance, at the counter, or after it, in the department."""

    INTAKE = "intake"
    APPRAISAL = "appraisal"


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierRef:
    """What every event says of its dossier. code, procedure_code: empty while there is none."""

    id: str
    code: str
    agency: str
    department: str
    procedure_key: str
    procedure_code: str
    procedure_version: int
    channel: Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperCounts:
    """Of a dossier: papers handed in; those that are there electronically; of the others those that the law exempts
    from scanning; of all those that nobody had to hand in anew."""

    total: int
    electronic: int
    exempt: int
    reused: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierReceived:
    """is_synthetic: a trial of the system itself, which nobody counts."""

    dossier: DossierRef
    received_at: datetime
    papers: PaperCounts
    is_synthetic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierAccepted:
    """limit: the statutory limit of the version for the dossier's channel. law_revision: digest of the law pack.

    officer: account of who issued the receipt. is_immediate: the result was handed over with it (ND61 art. 17(4)).
    transfer_due_at: until when a department is to have it; null: nothing is transferred. fee_vnd: what the procedure
    costs through this channel; null: no decision fixes it yet.
    """

    dossier: DossierRef
    received_at: datetime
    accepted_at: datetime
    clock_started_at: datetime
    due_at: datetime
    due_is_provisional: bool
    limit: Limit
    law_revision: str
    officer: str
    is_immediate: bool = False
    transfer_due_at: datetime | None = None
    fee_vnd: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierRefused:
    dossier: DossierRef
    refused_at: datetime
    stage: Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementRequested:
    dossier: DossierRef
    request_id: str
    stage: Stage
    requested_at: datetime
    applicant_deadline_at: datetime | None
    clock_effect: ClockEffect


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierSupplemented:
    dossier: DossierRef
    request_id: str
    supplemented_at: datetime
    stage: Stage
    papers: PaperCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class PapersScanned:
    """The counter scanned papers, or noted why one is not scanned. papers: all of them, as they are now."""

    dossier: DossierRef
    scanned_at: datetime
    papers: PaperCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierWithdrawn:
    dossier: DossierRef
    withdrawn_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierCollected:
    """method: how the result was handed over."""

    dossier: DossierRef
    collected_at: datetime
    method: Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierRated:
    """rating: 1 (very dissatisfied) to 5 (very satisfied)."""

    dossier: DossierRef
    rated_at: datetime
    rating: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierPaid:
    """Something that was asked for is settled. payable: ``procedure`` or the id of a financial duty.

    amount_vnd: what was asked for; 0 when it was exempted. online_vnd: how much of it was paid online.
    """

    dossier: DossierRef
    payable: str
    kind: PayableKind
    amount_vnd: int
    settled_at: datetime
    is_exempt: bool
    online_vnd: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeAssessed:
    """A decision fixes what was asked for without an amount. payable: as of DossierPaid."""

    dossier: DossierRef
    payable: str
    kind: PayableKind
    amount_vnd: int
    assessed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferLate:
    """An accepted dossier was not taken over by its department in time (ND61 art. 18)."""

    dossier: DossierRef
    transfer_due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultUncollected:
    """The applicant is reminded of a result at the counter. number: from 1. is_last: no further reminder follows."""

    dossier: DossierRef
    reminded_at: datetime
    number: int
    is_last: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ForwardingLate:
    """Papers taken in elsewhere were not sent on in time. to_site: token of the competent site."""

    dossier: DossierRef
    forward_due_at: datetime
    to_site: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedurePublished:
    """A procedure version is new or was changed. agency: token. code: empty when unknown. is_immediate: may be answered
    wholly at the counter. is_at_counter: taken in there. is_online: offered online in whole or part. is_posted,
    is_electronic: put up at the counter, and electronically, in time; null: not done, or not known."""

    agency: str
    key: str
    code: str
    version: int
    department: str
    valid_from: date
    valid_to: date | None
    law_revision: str
    is_immediate: bool = False
    is_at_counter: bool = True
    is_online: bool = False
    is_posted: bool | None = None
    is_electronic: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarChanged:
    agency: str
    law_revision: str
    known_years: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentChanged:
    agency: str
    department: str
    law_revision: str


TimerFact = TransferLate | ResultUncollected | ForwardingLate
DossierFact = (
    DossierReceived
    | DossierAccepted
    | DossierRefused
    | SupplementRequested
    | DossierSupplemented
    | DossierWithdrawn
    | DossierCollected
    | DossierRated
    | DossierPaid
    | PapersScanned
    | FeeAssessed
    | TimerFact
)
LawFact = ProcedurePublished | CalendarChanged | DepartmentChanged
Fact = DossierFact | LawFact | FeedbackFact
