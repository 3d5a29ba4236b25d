"""The dossier (hồ sơ): everything intake knows of it except the applicant, who is kept apart and sealed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import Any, Self

from intake.domain.documents import SubmittedDocument
from intake.domain.facts import DossierRef, Stage
from intake.domain.fees.accounts import PaymentStatus
from intake.domain.forwarding.record import Forwarding
from intake.domain.procedures import Channel, Subject
from intake.domain.references import ExternalRef
from intake.domain.states import PORTAL_STATUS, State

_WAITING = frozenset({State.AWAITING_SUPPLEMENT, State.AWAITING_PAYMENT})


class Timeliness(StrEnum):
    """How a dossier stands against its due instant: the first three once it has a result, the others before."""

    EARLY = "early"  # trước hạn
    ON_TIME = "on_time"  # đúng hạn
    LATE = "late"  # quá hạn
    IN_TIME = "in_time"  # trong hạn
    OVERDUE = "overdue"  # đang quá hạn
    NOT_STARTED = "not_started"  # chưa tính thời hạn


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementRequest:
    """One request for documents (form 02). documents: keys or words; empty where the department keeps them itself.

    reason: empty for requests of the department, which keeps it. supplemented_at: null while open.
    """

    request_id: str
    stage: Stage
    requested_at: datetime
    requested_by: str
    documents: tuple[str, ...]
    reason: str
    applicant_deadline_at: datetime | None
    supplemented_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """One version of one dossier; every change makes the next. Instants aware, UTC; null: has not happened.

    procedure_version: the one in force on the local date of ``received_at``, kept for ever. procedure_code: its
    national code, empty when unknown. registered_by: account. sets: số bộ hồ sơ. result_by: how the result is wanted.
    due_at: the appointment, extensions included. original_due_at: without them; what lateness is judged by.
    behind_withdrawal: where the work stands while the dossier is withdrawn; the department may undo the withdrawal.
    tracking_digest: SHA-256 of the secret on the receipt, hex. payment: how its account stands (``fees``).
    reminders_at: when the applicant is reminded of a result that waits at the counter; reminded: how often it was.
    applicant_kind: null in rows of before it was kept.
    site, counter: tokens of where it was taken in and its result is handed over; empty: the default site, not said.
    external_refs: numbers that other systems gave it. reception_due_at: until when the counter is to accept or refuse
    what came online. transfer_due_at: until when the department is to take it over. transferred_at: when an officer
    there first had it.
    """

    id: str
    version: int
    agency: str
    department: str
    procedure_key: str
    procedure_version: int
    procedure_code: str
    channel: Channel
    state: State
    registered_by: str
    received_at: datetime
    documents: tuple[SubmittedDocument, ...]
    sets: int
    result_by: Channel
    tracking_digest: str
    supplements: tuple[SupplementRequest, ...] = ()
    code: str = ""
    accepted_at: datetime | None = None
    accepted_by: str = ""
    law_revision: str = ""
    clock_started_at: datetime | None = None
    due_at: datetime | None = None
    due_is_provisional: bool = False
    original_due_at: datetime | None = None
    paused_at: datetime | None = None
    officer: str = ""
    step: str = ""
    decided_at: datetime | None = None
    outcome: str = ""
    result_issued_at: datetime | None = None
    returned_at: datetime | None = None
    returned_by: Channel | None = None
    refused_at: datetime | None = None
    refusal_reason: str = ""
    withdrawn_at: datetime | None = None
    behind_withdrawal: State | None = None
    stopped_at: datetime | None = None
    stop_cause: str = ""
    rating: int | None = None
    rated_at: datetime | None = None
    payment: PaymentStatus = PaymentStatus.NOT_ASSESSED
    reminders_at: tuple[datetime, ...] = ()
    reminded: int = 0
    applicant_kind: Subject | None = None
    transfer_due_at: datetime | None = None
    transferred_at: datetime | None = None
    site: str = ""
    counter: str = ""
    forwarding: Forwarding | None = None
    external_refs: tuple[ExternalRef, ...] = ()
    reception_due_at: datetime | None = None

    @property
    def portal_status(self) -> int:
        """The national portal's status code, 1..10."""
        return PORTAL_STATUS[self.state]

    @property
    def ref(self) -> DossierRef:
        """What events say of this dossier."""
        return DossierRef(
            id=self.id,
            code=self.code,
            agency=self.agency,
            department=self.department,
            procedure_key=self.procedure_key,
            procedure_code=self.procedure_code,
            procedure_version=self.procedure_version,
            channel=self.channel,
        )

    @property
    def open_supplement(self) -> SupplementRequest | None:
        """The supplement request that waits for the applicant; there is at most one."""
        return next((request for request in self.supplements if request.supplemented_at is None), None)

    @property
    def received_elsewhere_at(self) -> datetime | None:
        """When another system received it, from which its clock counts; null: it was received here."""
        return next((ref.received_at for ref in self.external_refs if ref.received_at is not None), None)

    def next(self, **changes: Any) -> Self:
        """The following version of the dossier."""
        return replace(self, version=self.version + 1, **changes)

    def timeliness(self, now: datetime, zone: tzinfo) -> Timeliness:
        """How the dossier stands at ``now``; ``zone`` decides which local day is the due day.

        Judged by the due instant without extensions: an apology does not wash out lateness. A paused clock does not run
        into lateness; a dossier that ended without a result before it was late never has to be judged.
        """
        if self.due_at is None or self.original_due_at is None:
            return Timeliness.NOT_STARTED
        if self.result_issued_at is not None:
            return judged(self.result_issued_at, self.original_due_at, zone)
        ended_at = self.withdrawn_at or self.stopped_at
        at = ended_at or (self.paused_at if self.state in _WAITING else None) or now
        if at > self.original_due_at:
            return Timeliness.OVERDUE
        return Timeliness.NOT_STARTED if ended_at else Timeliness.IN_TIME


def judged(issued_at: datetime, due_at: datetime, zone: tzinfo) -> Timeliness:
    """Late after the due instant; on time on its local day; early on a day before."""
    if issued_at > due_at:
        return Timeliness.LATE
    same_day = issued_at.astimezone(zone).date() == due_at.astimezone(zone).date()
    return Timeliness.ON_TIME if same_day else Timeliness.EARLY
