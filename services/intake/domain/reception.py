"""What the counter and the applicant do with a dossier. Each function gives the next version and the fact, or refuses.

Problem
├── ActionNotAllowed            (states.py) the dossier is not in a state for it
├── SupplementAlreadyRequested  the counter has asked as often as the law in force allows
├── AlreadyRated
└── invalid-request             a reason that is missing or too long, a document unknown
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from chassis.kernel.errors import Kind, Problem, invalid
from intake.domain.appointment import Appointment
from intake.domain.codes import DossierCode
from intake.domain.documents import SubmittedDocument, counted, merged, requested_lines
from intake.domain.dossier import Dossier, SupplementRequest
from intake.domain.facts import (
    DossierAccepted,
    DossierRated,
    DossierReceived,
    DossierRefused,
    DossierSupplemented,
    DossierWithdrawn,
    Stage,
    SupplementRequested,
)
from intake.domain.fees.accounts import PaymentStatus
from intake.domain.forwarding.record import HERE, TakenIn
from intake.domain.organisation import SupplementRule
from intake.domain.procedures import Channel, ClockEffect, ProcedureVersion, Subject
from intake.domain.references import ExternalRef
from intake.domain.states import Action, ActionNotAllowed, State, after

REASON_MAX = 2000
MAX_SETS = 99
RATEABLE = frozenset({State.RESULT_READY, State.COLLECTED, State.REFUSED, State.STOPPED})


class SupplementAlreadyRequested(Problem):
    """The counter has asked as often as the law of the day allows."""

    def __init__(self, allowed: int, legal_ref: str) -> None:
        times = "once" if allowed == 1 else f"{allowed} times"
        super().__init__(
            "supplement-already-requested",
            Kind.REFUSED,
            f"Documents may be asked for {times} ({legal_ref}), and were: accept the dossier, or refuse it.",
        )


class AlreadyRated(Problem):
    def __init__(self) -> None:
        super().__init__("already-rated", Kind.REFUSED, "This dossier has been rated; a rating is given once.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """How a dossier arrives. sets: số bộ hồ sơ, 1..99. result_by: how the result is wanted.

    tracking_digest: SHA-256 of the secret that the receipt will show, hex. received_at: here, or in another system of
    ``external_refs``. reception_due_at: see ``Dossier``.
    """

    id: str
    agency: str
    channel: Channel
    documents: tuple[SubmittedDocument, ...]
    sets: int
    result_by: Channel
    registered_by: str
    received_at: datetime
    tracking_digest: str
    applicant_kind: Subject | None = None
    taken_in: TakenIn = HERE
    external_refs: tuple[ExternalRef, ...] = ()
    reception_due_at: datetime | None = None
    is_synthetic: bool = False


def register(filing: Filing, version: ProcedureVersion) -> tuple[Dossier, DossierReceived]:
    """A new dossier, without code and clock, under the version in force when it was received."""
    if not 1 <= filing.sets <= MAX_SETS:
        raise invalid("invalid-request", "The number of sets cannot be taken.", sets=f"1 to {MAX_SETS} sets")
    dossier = Dossier(
        id=filing.id,
        version=1,
        agency=filing.agency,
        department=version.department,
        procedure_key=version.procedure,
        procedure_version=version.version,
        procedure_code=version.national_code or "",
        channel=filing.channel,
        state=State.REGISTERED,
        registered_by=filing.registered_by,
        received_at=filing.received_at,
        documents=filing.documents,
        sets=filing.sets,
        result_by=filing.result_by,
        tracking_digest=filing.tracking_digest,
        applicant_kind=filing.applicant_kind,
        site=filing.taken_in.site,
        counter=filing.taken_in.counter,
        forwarding=filing.taken_in.forwarding,
        external_refs=filing.external_refs,
        reception_due_at=filing.reception_due_at,
    )
    received = DossierReceived(
        dossier=dossier.ref,
        received_at=filing.received_at,
        papers=counted(filing.documents),
        is_synthetic=filing.is_synthetic,
    )
    return dossier, received


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """What makes a dossier accepted. accepted_by: account. law_revision: digest of the law pack.

    payment: how its account stands at the beginning. fee_vnd: what the procedure costs; null: not fixed yet.
    transfer_due_at: until when the department is to have it.
    """

    code: DossierCode
    accepted_at: datetime
    accepted_by: str
    appointment: Appointment
    law_revision: str
    transfer_due_at: datetime
    payment: PaymentStatus = PaymentStatus.NOT_REQUIRED
    fee_vnd: int | None = None


def accept(dossier: Dossier, acceptance: Acceptance) -> tuple[Dossier, DossierAccepted]:
    """Form 01: the dossier gets its code, its clock starts, its due instant is fixed (ND61 art. 17(1)(c))."""
    promised = acceptance.appointment
    accepted = dossier.next(
        state=after(dossier.state, Action.ACCEPT),
        code=str(acceptance.code),
        accepted_at=acceptance.accepted_at,
        accepted_by=acceptance.accepted_by,
        law_revision=acceptance.law_revision,
        clock_started_at=promised.clock_started_at,
        due_at=promised.due_at,
        due_is_provisional=promised.is_provisional,
        original_due_at=promised.due_at,
        payment=acceptance.payment,
        transfer_due_at=acceptance.transfer_due_at,
    )
    return accepted, DossierAccepted(
        dossier=accepted.ref,
        received_at=dossier.received_at,
        accepted_at=acceptance.accepted_at,
        clock_started_at=promised.clock_started_at,
        due_at=promised.due_at,
        due_is_provisional=promised.is_provisional,
        limit=promised.limit,
        law_revision=acceptance.law_revision,
        officer=acceptance.accepted_by,
        transfer_due_at=acceptance.transfer_due_at,
        fee_vnd=acceptance.fee_vnd,
    )


def refuse(dossier: Dossier, *, reason: str, at: datetime) -> tuple[Dossier, DossierRefused]:
    """Form 03: not accepted, in writing and with a reason (ND61 art. 17(1)(b), ND63 art. 18(5))."""
    state = after(dossier.state, Action.REFUSE)
    refused = dossier.next(state=state, refused_at=at, refusal_reason=written_reason(reason))
    return refused, DossierRefused(dossier=refused.ref, refused_at=at, stage=Stage.INTAKE)


def request_supplement(
    dossier: Dossier, request: SupplementRequest, rule: SupplementRule | None
) -> tuple[Dossier, SupplementRequested]:
    """Form 02 before acceptance: everything that is missing, at once (ND61 art. 17(2)).

    rule: how often, by the law of the day of the request: at most twice (ND63 art. 20(4)), since 2025-07-01 once
    (ND118 art. 11(2)). Null, where the law pack does not say: once.
    """
    state = after(dossier.state, Action.REQUEST_SUPPLEMENT)
    allowed, legal_ref = (rule.max_requests, rule.legal_ref) if rule else (1, "ND118/2025 Đ11(2)")
    if len(dossier.supplements) >= allowed:
        raise SupplementAlreadyRequested(allowed, legal_ref)
    request = replace(request, reason=written_reason(request.reason), documents=requested_lines(request.documents))
    asked = dossier.next(state=state, supplements=(*dossier.supplements, request))
    return asked, SupplementRequested(
        dossier=asked.ref,
        request_id=request.request_id,
        stage=Stage.INTAKE,
        requested_at=request.requested_at,
        applicant_deadline_at=request.applicant_deadline_at,
        clock_effect=ClockEffect.NONE,
    )


def supplement(
    dossier: Dossier, documents: Sequence[SubmittedDocument], at: datetime, request_id: str | None = None
) -> tuple[Dossier, DossierSupplemented]:
    """The applicant brings what was asked for; the counter looks again, or the department goes on.

    request_id: the request that is answered; null: the open one.
    """
    state = after(dossier.state, Action.SUPPLEMENT)
    request = dossier.open_supplement
    if request is None or request_id not in (None, request.request_id):
        raise ActionNotAllowed(dossier.state, Action.SUPPLEMENT)
    if not documents:
        raise invalid("invalid-request", "A supplement hands in at least one document.", documents="must not be empty")
    answered = replace(request, supplemented_at=at)
    supplemented = dossier.next(
        state=state,
        documents=merged(dossier.documents, documents),
        supplements=tuple(answered if r.request_id == request.request_id else r for r in dossier.supplements),
    )
    return supplemented, DossierSupplemented(
        dossier=supplemented.ref,
        request_id=request.request_id,
        supplemented_at=at,
        stage=request.stage,
        papers=counted(supplemented.documents),
    )


def withdraw(dossier: Dossier, at: datetime) -> tuple[Dossier, DossierWithdrawn]:
    """The applicant takes the dossier back before a decision (ND118 art. 21), unless the department was quicker."""
    state = after(dossier.state, Action.WITHDRAW)
    if dossier.decided_at is not None:
        raise ActionNotAllowed(dossier.state, Action.WITHDRAW)
    withdrawn = dossier.next(state=state, withdrawn_at=at, behind_withdrawal=dossier.state)
    return withdrawn, DossierWithdrawn(dossier=withdrawn.ref, withdrawn_at=at)


def rate(dossier: Dossier, *, rating: int, at: datetime) -> tuple[Dossier, DossierRated]:
    """The applicant's answer to the survey handed out with forms 01–03 (TT01/18 art. 12(2)); once, 1 to 5."""
    if not 1 <= rating <= 5:
        raise invalid("invalid-request", "A rating is a whole number from 1 to 5.", rating="1 to 5")
    if dossier.rating is not None:
        raise AlreadyRated
    if dossier.state not in RATEABLE:
        raise Problem("rating-not-allowed", Kind.REFUSED, "A dossier can be rated once its outcome is known.")
    rated = dossier.next(rating=rating, rated_at=at)
    return rated, DossierRated(dossier=rated.ref, rated_at=at, rating=rating)


def written_reason(reason: str) -> str:
    """The reason without space at its ends; raises ``invalid-request`` when it is missing or too long."""
    reason = reason.strip()
    if not 1 <= len(reason) <= REASON_MAX:
        raise invalid(
            "invalid-request", "A written reason is needed (ND63 art. 18(5)).", reason=f"1 to {REASON_MAX} characters"
        )
    return reason
