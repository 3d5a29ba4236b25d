"""What is known of a dossier: a pure fold over its evidence.

The evidence is a set. It is put in the order (source, sequence) before folding, each field is owned by one
source or settled by a stated precedence, and evidence that a correction reverses is left out. Hence
neither a repetition nor the order in which intake's and processing's events arrive can change the outcome.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from reporting.domain.days import local_day
from reporting.domain.digital import NOTHING_DIGITAL, Digital, digital_of
from reporting.domain.evidence import SYNTHETIC, Evidence, EvidenceKind, Place
from reporting.domain.own_time import OwnTimes
from reporting.domain.steps import NO_STEPS, Steps, steps_of


class Stage(StrEnum):
    """Where a dossier stands. Derived, never stored as a truth of its own."""

    REGISTERED = "registered"
    ACCEPTED = "accepted"
    IN_PROCESS = "in-process"
    SUPPLEMENT = "supplement"
    DECIDED = "decided"
    ISSUED = "issued"
    COLLECTED = "collected"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"


class EndCause(StrEnum):
    """Why a dossier ended without a result."""

    WITHDRAWN = "withdrawn"
    APPLICANT_DEADLINE_PASSED = "applicant-deadline-passed"
    AUTHORITY = "authority"


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """What was promised, and whether the clock stood, from a local day on. original_due_on: without any extension.
    paused_on: the day since which the clock stands; None while it runs."""

    since: date
    due_on: date | None
    original_due_on: date | None
    paused_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierFacts:
    """Facts of one dossier; every instant aware, UTC; None where it has not happened.

    due_at: the date promised to the applicant now. judged_due_at: the same without extension, which the
    verdict uses.
    overdue_since: instant of the first missed deadline that processing reported and nobody corrected.
    paused_at: set while the clock stands. working_seconds: handling time as stated with the result.
    own: whose time it was, as stated with the result or the stop. asked_in_handling: how often papers were asked for
    after the acceptance. collected_by: method, empty before. complaint_founded: of feedback about it.
    opinions: department that was asked for one, and whether its time was shorter than the permitted, equal or longer.
    decided_by: account of who decided, empty before. paid_vnd: đồng of everything that was paid for; 0 also if exempt.
    appointments: how the promise moved, oldest first; so that a past day is told as it was.
    digital: papers, fee and result, for the index of QĐ 766. is_synthetic: a trial of the system, counted nowhere.
    steps: who had which.
    """

    dossier_id: str
    place: Place
    received_at: datetime | None = None
    accepted_at: datetime | None = None
    refused_at: datetime | None = None
    due_at: datetime | None = None
    judged_due_at: datetime | None = None
    assigned_at: datetime | None = None
    paused_at: datetime | None = None
    overdue_since: datetime | None = None
    decided_at: datetime | None = None
    issued_at: datetime | None = None
    outcome: str = ""
    working_seconds: int | None = None
    ended_at: datetime | None = None
    ended_cause: EndCause | None = None
    collected_at: datetime | None = None
    rated_at: datetime | None = None
    rating: int | None = None
    supplements_asked_at: tuple[datetime, ...] = ()
    own: OwnTimes | None = None
    asked_in_handling: int = 0
    collected_by: str = ""
    complaint_founded: bool = False
    opinions: tuple[tuple[str, str], ...] = ()
    decided_by: str = ""
    paid_vnd: int = 0
    appointments: tuple[Appointment, ...] = ()
    digital: Digital = NOTHING_DIGITAL
    is_synthetic: bool = False
    steps: Steps = NO_STEPS

    @property
    def is_open(self) -> bool:
        """Accepted, and neither answered nor ended."""
        return self.accepted_at is not None and self.issued_at is None and self.ended_at is None

    @property
    def stage(self) -> Stage:
        return _stage(self)


_NOWHERE = Place(agency="", department="", procedure_key="", channel="")
_RANK = {"intake": 0, "processing": 1}


def facts_of(dossier_id: str, evidence: Iterable[Evidence]) -> DossierFacts:
    """The facts that a set of evidence amounts to. Repeated events count once; reversed ones not at all."""
    by_id = {item.event_id: item for item in evidence}
    reversed_ids = {item.undoes for item in by_id.values() if item.undoes}
    valid = sorted(
        (item for item in by_id.values() if item.event_id not in reversed_ids),
        key=lambda item: (_RANK.get(item.source, 9), item.source, item.sequence),
    )
    draft: dict[str, object] = {"place": _place(by_id.values())}
    asked: dict[str, datetime] = {}
    for item in valid:
        _add(draft, asked, item)
    draft["supplements_asked_at"] = tuple(sorted(asked.values()))
    draft["opinions"] = _opinions(valid)
    draft["steps"] = steps_of(valid)
    draft["appointments"] = tuple(_appointments(valid))
    draft["digital"] = digital_of(valid)
    draft["paid_vnd"] = sum({i.label: i.amount or 0 for i in valid if i.kind is EvidenceKind.PAID}.values())
    draft["asked_in_handling"] = len({i.label or i.event_id for i in valid if _is_asked_in_handling(i)})
    return DossierFacts(dossier_id=dossier_id, **draft)  # type: ignore[arg-type]


def _place(evidence: Iterable[Evidence]) -> Place:
    """The latest word of the register; until it is heard, the latest word of anybody else."""
    stated = [item for item in evidence if item.place is not None]
    if not stated:
        return _NOWHERE
    last = max(stated, key=lambda item: (item.source == "intake", item.source, item.sequence))
    return last.place or _NOWHERE


def _add(draft: dict[str, object], asked: dict[str, datetime], item: Evidence) -> None:
    match item.kind:
        case EvidenceKind.RECEIVED:
            draft["received_at"], draft["is_synthetic"] = item.at, item.label == SYNTHETIC
        case EvidenceKind.ACCEPTED:
            draft["accepted_at"] = item.at
            draft["due_at"] = draft["judged_due_at"] = item.due_at
        case EvidenceKind.REFUSED:
            draft["refused_at"] = item.at
        case EvidenceKind.SUPPLEMENT_REQUESTED:
            # One request may be told by both services: its id makes it one.
            asked.setdefault(item.label or item.event_id, item.at)
        case EvidenceKind.WITHDRAWN:
            draft["ended_at"], draft["ended_cause"] = item.at, EndCause.WITHDRAWN
        case EvidenceKind.COLLECTED:
            draft["collected_at"], draft["collected_by"] = item.at, item.label
        case EvidenceKind.COMPLAINT_FOUNDED:
            draft["complaint_founded"] = True
        case EvidenceKind.RATED:
            draft["rated_at"], draft["rating"] = item.at, item.amount
        case EvidenceKind.ASSIGNED:
            draft.setdefault("assigned_at", item.at)
        case _:
            _add_clock(draft, item)


def _add_clock(draft: dict[str, object], item: Evidence) -> None:
    match item.kind:
        case EvidenceKind.PAUSED:
            draft["paused_at"] = item.at
        case EvidenceKind.RESUMED:
            draft["paused_at"] = None
        case EvidenceKind.DUE_DATE_CHANGED:
            draft["due_at"] = item.due_at
            draft["judged_due_at"] = item.original_due_at or item.due_at
        case EvidenceKind.OVERDUE:
            draft.setdefault("overdue_since", item.at)
        case EvidenceKind.DECIDED:
            draft["decided_at"], draft["outcome"], draft["decided_by"] = item.at, item.label, item.officer
        case EvidenceKind.RESULT_ISSUED:
            draft["issued_at"] = item.at
            draft["outcome"] = item.label or draft.get("outcome", "")
            draft["working_seconds"], draft["own"] = item.amount, item.own
            draft["due_at"] = item.due_at or draft.get("due_at")
            draft["judged_due_at"] = item.original_due_at or draft.get("judged_due_at")
        case EvidenceKind.STOPPED:
            # The withdrawal itself is intake's word; processing's stop that follows it must not move its
            # instant.
            draft["own"] = item.own
            if draft.get("ended_cause") is None:
                draft["ended_at"], draft["ended_cause"] = item.at, EndCause(item.label)
        case _:
            pass


def _appointments(valid: Iterable[Evidence]) -> Iterator[Appointment]:
    now: Appointment | None = None
    for item in valid:
        on = local_day(item.at)
        match item.kind:
            case EvidenceKind.ACCEPTED | EvidenceKind.DUE_DATE_CHANGED:
                due, original = item.due_at, item.original_due_at or item.due_at
                now = Appointment(
                    since=on,
                    due_on=local_day(due) if due else None,
                    original_due_on=local_day(original) if original else None,
                    paused_on=now.paused_on if now else None,
                )
            case EvidenceKind.PAUSED if now is not None:
                now = replace(now, since=on, paused_on=on)
            case EvidenceKind.RESUMED if now is not None:
                now = replace(now, since=on, paused_on=None)
            case _:
                continue
        if now is not None:
            yield now


def _opinions(valid: Iterable[Evidence]) -> tuple[tuple[str, str], ...]:
    """The first word on each: an opinion that comes after a deemed consent was given too late."""
    found: dict[str, tuple[str, str]] = {}
    for item in valid:
        if item.kind in (EvidenceKind.OPINION_GIVEN, EvidenceKind.OPINION_DEEMED):
            department, _, consultation_id = item.label.partition(" ")
            found.setdefault(consultation_id, (department, _against(item)))
    return tuple(found.values())


def _against(item: Evidence) -> str:
    if item.kind is EvidenceKind.OPINION_DEEMED or item.due_at is None or item.at > item.due_at:
        return "longer"
    return "equal" if item.at == item.due_at else "shorter"


def _is_asked_in_handling(item: Evidence) -> bool:
    return item.kind is EvidenceKind.SUPPLEMENT_REQUESTED and item.amount == 1


def _stage(facts: DossierFacts) -> Stage:
    if facts.ended_cause is EndCause.WITHDRAWN:
        return Stage.WITHDRAWN
    milestones = (
        (facts.refused_at, Stage.REFUSED),
        (facts.ended_at, Stage.STOPPED),
        (facts.collected_at, Stage.COLLECTED),
        (facts.issued_at, Stage.ISSUED),
        (facts.paused_at, Stage.SUPPLEMENT),
        (facts.decided_at, Stage.DECIDED),
        (facts.assigned_at, Stage.IN_PROCESS),
        (facts.accepted_at, Stage.ACCEPTED),
    )
    return next((stage for at, stage in milestones if at is not None), Stage.REGISTERED)
