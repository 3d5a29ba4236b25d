"""What the samples tell: dossiers of the Hải Phòng Economic Zone Authority in spring 2024. Nobody in it exists."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from chassis.messaging.envelope import OutgoingEvent
from generators.standstill import standstill
from generators.telling import DEPARTMENT, STEP, Told, about_dossier, fact, outgoing, permit, utc, uuid7
from generators.voices import complaint, opinions
from motcua.common.v1 import types_pb2
from motcua.common.v1 import vocabulary_pb2 as words
from motcua.events.v1 import (
    audit_pb2,
    catalogue_pb2,
    delivery_pb2,
    dossier_pb2,
    handling_pb2,
    reporting_pb2,
)

LAW = hashlib.sha256(b"lawpack/heza").hexdigest()
SPECIALIST, LEADER = "cv.lao-dong.01", "lanh-dao.01"


def told() -> Iterator[Told]:
    """One event of each type."""
    first = (counter, applicant, handling, decision, clock, lateness, endings, law)
    for chapter in (
        *first,
        complaint,
        money,
        delays,
        uncollected,
        sealed_day,
        opinions,
        drafted_result,
        owed_report,
        closed_period,
        papers,
        late_remedy,
        standstill,
    ):
        yield from chapter()


def counter() -> Iterator[Told]:
    """A work permit: filed on the Friday before a long holiday, due on the fifth working day, a Saturday among them."""
    filed, accepted, refused = utc("04-26 01:40"), utc("04-26 02:15"), utc("04-26 03:20")
    received = dossier_pb2.DossierReceived(
        dossier=permit(code=""), received_at=filed, papers=types_pb2.PaperCounts(total=6, electronic=6, reused=1)
    )
    yield about_dossier("intake", filed, 1, received)
    receipt = dossier_pb2.DossierAccepted(
        dossier=permit(),
        received_at=filed,
        accepted_at=accepted,
        clock_started_at=accepted,
        due_at=utc("05-07 10:00"),
        limit=types_pb2.Limit(amount="5", unit=words.TIME_UNIT_WORKING_DAY),
        law_revision=LAW,
        fee_vnd=600_000,
    )
    yield about_dossier("intake", accepted, 2, receipt)
    refusal = dossier_pb2.DossierRefused(
        dossier=permit(2, code=""), refused_at=refused, stage=words.SUPPLEMENT_STAGE_INTAKE
    )
    yield about_dossier("intake", refused, 2, refusal)


def applicant() -> Iterator[Told]:
    """What applicants do: bring papers, take a dossier back, fetch a result, rate the handling."""
    brought, withdrawn = utc("05-06 02:00"), utc("05-03 07:45")
    answer = dossier_pb2.DossierSupplemented(
        dossier=permit(),
        request_id=uuid7(utc("05-02 09:00"), 7),
        supplemented_at=brought,
        stage=words.SUPPLEMENT_STAGE_APPRAISAL,
        papers=types_pb2.PaperCounts(total=6, electronic=6, reused=1),
    )
    yield about_dossier("intake", brought, 3, answer)
    withdrawal = dossier_pb2.DossierWithdrawn(dossier=permit(3), withdrawn_at=withdrawn)
    yield about_dossier("intake", withdrawn, 3, withdrawal)
    fetched, rated = utc("05-13 01:05"), utc("05-13 01:20")
    handed = dossier_pb2.DossierCollected(
        dossier=permit(), collected_at=fetched, method=words.COLLECTION_METHOD_COUNTER
    )
    yield about_dossier("intake", fetched, 4, handed)
    yield about_dossier("intake", rated, 5, dossier_pb2.DossierRated(dossier=permit(), rated_at=rated, rating=5))


def handling() -> Iterator[Told]:
    """The head assigns, the specialist works; the leader decides on Friday, before the due Monday."""
    began, again, done = utc("04-26 03:00"), utc("05-06 02:00"), utc("05-08 09:30")
    task = uuid7(began, 11)
    assigned = handling_pb2.DossierAssigned(
        dossier=permit(),
        step_key=STEP,
        task_id=task,
        officer=SPECIALIST,
        assigned_department=DEPARTMENT,
        assigned_at=began,
        due_at=utc("05-04 10:00"),
    )
    yield about_dossier("processing", began, 1, assigned)
    started = handling_pb2.DossierStepStarted(
        dossier=permit(),
        task_id=task,
        step_key=STEP,
        officer=SPECIALIST,
        assigned_department=DEPARTMENT,
        started_at=began,
        due_at=utc("05-04 10:00"),
    )
    yield about_dossier("processing", began, 2, started)
    completed = handling_pb2.DossierStepCompleted(
        dossier=permit(),
        task_id=task,
        step_key=STEP,
        officer=SPECIALIST,
        assigned_department=DEPARTMENT,
        started_at=again,
        due_at=utc("05-08 10:00"),
        completed_at=done,
        working_seconds=73_800,
    )
    yield about_dossier("processing", done, 7, completed)


def decision() -> Iterator[Told]:
    """Granted on Friday, the result at the counter the same afternoon; it was due on Monday."""
    decided, issued, due = utc("05-10 03:00"), utc("05-10 08:30"), utc("05-13 10:00")
    granted = words.DECISION_OUTCOME_GRANTED
    made = handling_pb2.DossierDecided(dossier=permit(), decided_at=decided, outcome=granted, officer=LEADER)
    yield about_dossier("processing", decided, 10, made)
    result = handling_pb2.DossierResultIssued(
        dossier=permit(),
        issued_at=issued,
        decided_at=decided,
        outcome=granted,
        due_at=due,
        original_due_at=due,
        timeliness=words.TIMELINESS_EARLY,
        working_seconds=168_300,
    )
    yield about_dossier("processing", issued, 13, result)


def clock() -> Iterator[Told]:
    """Papers are asked for once; when they arrive the five days count again."""
    asked, brought, due = utc("05-02 09:00"), utc("05-06 02:00"), utc("05-13 10:00")
    supplement, cause = words.CLOCK_CAUSE_SUPPLEMENT, uuid7(brought, 4)
    request = dossier_pb2.DossierSupplementRequested(
        dossier=permit(),
        request_id=uuid7(asked, 7),
        stage=words.SUPPLEMENT_STAGE_APPRAISAL,
        requested_at=asked,
        clock_effect=words.CLOCK_EFFECT_RESTART,
    )
    yield about_dossier("processing", asked, 3, request)
    paused = handling_pb2.DossierPaused(dossier=permit(), paused_at=asked, cause=supplement)
    yield about_dossier("processing", asked, 4, paused)
    resumed = handling_pb2.DossierResumed(dossier=permit(), resumed_at=brought, cause=supplement, restarted=True)
    yield about_dossier("processing", brought, 5, resumed, cause)
    moved = handling_pb2.DossierDueDateChanged(
        dossier=permit(),
        previous_due_at=utc("05-07 10:00"),
        due_at=due,
        original_due_at=due,
        cause=supplement,
    )
    yield about_dossier("processing", brought, 6, moved, cause)


def lateness() -> Iterator[Told]:
    """Another dossier of the same day: nobody finishes it by Tuesday."""
    step_soon, soon, due = utc("05-06 07:00"), utc("05-06 09:45"), utc("05-07 10:00")
    nearing = handling_pb2.DossierStepDueSoon(
        dossier=permit(4),
        task_id=uuid7(utc("04-26 03:00"), 4),
        step_key="tham-dinh",
        due_at=utc("05-06 09:00"),
        rung="T-2h",
        officer=SPECIALIST,
        assigned_department=DEPARTMENT,
    )
    yield about_dossier("processing", step_soon, 4, nearing)
    warning = handling_pb2.DossierDueSoon(
        dossier=permit(4), due_at=due, rung="T-1", officer=SPECIALIST, assigned_department=DEPARTMENT
    )
    yield about_dossier("processing", soon, 5, warning)
    late = handling_pb2.DossierOverdue(
        dossier=permit(4), due_at=due, overdue_since=due, officer=SPECIALIST, assigned_department=DEPARTMENT
    )
    yield about_dossier("processing", due, 6, late)


def endings() -> Iterator[Told]:
    """A withdrawal in time, one that came too late, and a message that could not be delivered."""
    withdrawn = uuid7(utc("05-03 07:45"), 7)
    stopped, corrected, failed = utc("05-03 07:46"), utc("05-08 02:10"), utc("04-27 02:15")
    stop = handling_pb2.DossierStopped(dossier=permit(3), stopped_at=stopped, cause=words.STOP_CAUSE_WITHDRAWN)
    yield about_dossier("processing", stopped, 4, stop, withdrawn)
    mistaken = uuid7(utc("05-08 02:09"), 90)
    correction = handling_pb2.DossierCorrected(
        dossier=permit(5),
        corrected_event_id=mistaken,
        corrected_type="motcua.dossier.withdrawn.v1",
        cause="decided-before-withdrawal",
        corrected_at=corrected,
    )
    yield about_dossier("processing", corrected, 9, correction, mistaken)
    failure = delivery_pb2.DeliveryFailed(
        dossier=permit(),
        delivery_id=uuid7(utc("04-26 02:15"), 31),
        template="dossier-accepted",
        channel=words.DELIVERY_CHANNEL_EMAIL,
        attempts=6,
        failure="mailbox-unavailable",
        failed_at=failed,
    )
    yield about_dossier("notify", failed, 1, failure, uuid7(utc("04-26 02:15"), 2))
    at = utc("05-02 03:00")
    endpoint = uuid7(at, 41)
    deaf = delivery_pb2.EndpointDisabled(
        endpoint_id=endpoint,
        name="he-thong-mau",
        subscriber="he-thong-mau",
        reason=words.ENDPOINT_DISABLED_REASON_FAILING,
        disabled_at=at,
        failing_since=utc("04-27 02:58"),
    )
    event = OutgoingEvent(type="endpoint.disabled", agency="all", department="all", subject=endpoint, data=deaf)
    yield Told(service="notify", at=at, sequence=1, event=event)


def law() -> Iterator[Told]:
    """What the law pack says anew."""
    at = utc("01-02 01:00")
    published = catalogue_pb2.ProcedurePublished(
        key="cap-gpld",
        code="2.000205",
        version=1,
        department=DEPARTMENT,
        valid_from="2021-02-15",
        valid_to="2025-07-01",
        law_revision=LAW,
    )
    yield fact(at, DEPARTMENT, "cap-gpld", published)
    changed = catalogue_pb2.CalendarChanged(agency="heza", law_revision=LAW, known_years=[2024, 2025, 2026, 2027])
    yield fact(at, "all", "heza", changed)
    department = catalogue_pb2.DepartmentChanged(department=DEPARTMENT, law_revision=LAW)
    yield fact(at, DEPARTMENT, DEPARTMENT, department)


def money() -> Iterator[Told]:
    """The charge for the permit, paid when the result is fetched; another dossier has land rent to pay first."""
    asked = utc("05-02 09:00")
    duty = handling_pb2.DossierPaymentRequested(
        dossier=permit(4),
        duty_id=uuid7(asked, 8),
        requested_at=asked,
        kind=words.PAYABLE_KIND_LAND,
        amount_vnd=125_000_000,
        pay_by_at=utc("05-31 10:00"),
        clock_effect=words.CLOCK_EFFECT_PAUSE,
    )
    yield about_dossier("processing", asked, 3, duty)
    paid = utc("05-13 01:00")
    charge = dossier_pb2.DossierPaid(
        dossier=permit(),
        payable="procedure",
        kind=words.PAYABLE_KIND_CHARGE,
        amount_vnd=600_000,
        settled_at=paid,
        online_vnd=600_000,
    )
    yield about_dossier("intake", paid, 4, charge)


def delays() -> Iterator[Told]:
    """Accepted on Friday morning; nobody in the department has it when the office closes."""
    closed = utc("04-26 10:00")
    yield about_dossier("intake", closed, 3, dossier_pb2.DossierTransferLate(dossier=permit(4), transfer_due_at=closed))
    due = utc("05-02 10:00")
    papers = dossier_pb2.DossierForwardingLate(dossier=permit(5), forward_due_at=due, to_site="tru-so")
    yield about_dossier("intake", due, 3, papers)


def uncollected() -> Iterator[Told]:
    """A result that nobody has fetched for three weeks."""
    waiting = utc("06-05 01:00")
    reminder = dossier_pb2.DossierResultUncollected(dossier=permit(4), reminded_at=waiting, number=1)
    yield about_dossier("intake", waiting, 3, reminder)


def sealed_day() -> Iterator[Told]:
    """What intake recorded on the day the permit was filed, signed after midnight."""
    signed = utc("04-26 17:05")
    root = audit_pb2.AuditRootSigned(
        agency="heza",
        service="intake",
        day="2024-04-26",
        size=3,
        root=hashlib.sha256(b"root of 2024-04-26").hexdigest(),
        previous=hashlib.sha256(b"statement of 2024-04-25").hexdigest(),
        key_id="5b1f0c9a77e3d204",
        signature=hashlib.sha512(b"signature of 2024-04-26").hexdigest(),
        signed_at=signed,
    )
    yield fact(signed, "all", "heza", root)


def closed_period() -> Iterator[Told]:
    """The report on settlement of the second quarter, closed when it was over."""
    closed = utc("06-17 02:30")
    snapshot = uuid7(closed, 1)
    report = reporting_pb2.ReportClosed(
        snapshot_id=snapshot,
        number="BC-2024-0007",
        agency="heza",
        form="settlement-by-unit",
        form_number="II.06a/VPCP/KSTT",
        first_on="2024-03-15",
        last_on="2024-06-14",
        revision=1,
        definitions=["ii06a@1"],
        digest=hashlib.sha256(b"figures of the second quarter").hexdigest(),
        closed_at=closed,
    )
    yield Told(service="reporting", at=closed, sequence=1, event=outgoing("all", snapshot, report))


def drafted_result() -> Iterator[Told]:
    """The draft of the result is there before the leader decides."""
    drafted = utc("05-09 08:00")
    draft = handling_pb2.DossierResultAttached(
        dossier=permit(), result_id=uuid7(drafted, 12), number=1, sha256="5e" * 32, attached_at=drafted
    )
    yield about_dossier("processing", drafted, 9, draft)


def owed_report() -> Iterator[Told]:
    """The department has three working days left for its week."""
    owed = reporting_pb2.ObligationDue(
        obligation_id="heza.weekly-result.2024-W17.lao-dong",
        agency="heza",
        department=DEPARTMENT,
        rule="weekly-result",
        form="weekly",
        period="2024-W17",
        due_at=utc("05-02 10:00"),
        working_days_left=3,
    )
    yield Told(
        service="reporting",
        at=utc("04-25 01:00"),
        sequence=1,
        event=OutgoingEvent(
            type="obligation.due", agency="heza", department=DEPARTMENT, subject=owed.obligation_id, data=owed
        ),
    )


def papers() -> Iterator[Told]:
    """What came by hand is scanned at the counter, but for one paper that was only shown; a council fixes a fee."""
    scanned, fixed = utc("04-26 04:10"), utc("05-02 02:30")
    scans = dossier_pb2.DossierPapersScanned(
        dossier=permit(6), scanned_at=scanned, papers=types_pb2.PaperCounts(total=6, electronic=5, exempt=1)
    )
    yield about_dossier("intake", scanned, 3, scans)
    fee = dossier_pb2.DossierFeeAssessed(
        dossier=permit(6),
        payable="procedure",
        kind=words.PAYABLE_KIND_CHARGE,
        amount_vnd=600_000,
        assessed_at=fixed,
    )
    yield about_dossier("intake", fixed, 4, fee)


def late_remedy() -> Iterator[Told]:
    """The department has not remedied in time what an inspection found."""
    due = reporting_pb2.ControlDue(
        piece_id=uuid7(utc("04-10 02:00"), 21),
        agency="heza",
        department=DEPARTMENT,
        kind="remedy",
        due_at=utc("04-24 10:00"),
    )
    yield Told(
        service="reporting",
        at=utc("04-25 01:00"),
        sequence=1,
        event=OutgoingEvent(type="control.due", agency="heza", department=DEPARTMENT, subject=due.piece_id, data=due),
    )
