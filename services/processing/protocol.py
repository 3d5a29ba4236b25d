"""The domain's words and those of proto/: pure tables, each total. Below api, events and clients, which speak both."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from google.protobuf.timestamp_pb2 import Timestamp

from chassis.kernel.worktime import CalendarDay, DayKind, OfficeHours, Unit, WorkCalendar
from motcua.common.v1 import types_pb2
from motcua.common.v1 import vocabulary_pb2 as v
from motcua.intake.v1 import calendar_pb2
from processing.domain.facts import DossierRef
from processing.domain.owners import DepartmentShare, OwnerKind, OwnVerdict, Share
from processing.domain.vocabulary import (
    Channel,
    ClockCause,
    ClockEffect,
    ConsulteeKind,
    OnSilence,
    Outcome,
    PayableKind,
    StopCause,
    SupplementStage,
    Timeliness,
)

CHANNELS = {
    Channel.COUNTER: v.CHANNEL_COUNTER,
    Channel.POST: v.CHANNEL_POST,
    Channel.ONLINE: v.CHANNEL_ONLINE,
}
EFFECTS = {
    ClockEffect.RESTART: v.CLOCK_EFFECT_RESTART,
    ClockEffect.PAUSE: v.CLOCK_EFFECT_PAUSE,
    ClockEffect.NONE: v.CLOCK_EFFECT_NONE,
}
CAUSES = {
    ClockCause.SUPPLEMENT: v.CLOCK_CAUSE_SUPPLEMENT,
    ClockCause.FINANCIAL_DUTY: v.CLOCK_CAUSE_FINANCIAL_DUTY,
    ClockCause.APOLOGY: v.CLOCK_CAUSE_APOLOGY,
    ClockCause.CALENDAR: v.CLOCK_CAUSE_CALENDAR,
    ClockCause.CORRECTION: v.CLOCK_CAUSE_CORRECTION,
    ClockCause.CONSULTATION: v.CLOCK_CAUSE_CONSULTATION,
}
OUTCOMES = {
    Outcome.GRANTED: v.DECISION_OUTCOME_GRANTED,
    Outcome.REFUSED: v.DECISION_OUTCOME_REFUSED,
}
KINDS = {
    PayableKind.FEE: v.PAYABLE_KIND_FEE,
    PayableKind.CHARGE: v.PAYABLE_KIND_CHARGE,
    PayableKind.TAX: v.PAYABLE_KIND_TAX,
    PayableKind.LAND: v.PAYABLE_KIND_LAND,
    PayableKind.OTHER: v.PAYABLE_KIND_OTHER,
}
STOPS = {
    StopCause.WITHDRAWN: v.STOP_CAUSE_WITHDRAWN,
    StopCause.APPLICANT_DEADLINE_PASSED: v.STOP_CAUSE_APPLICANT_DEADLINE_PASSED,
    StopCause.AUTHORITY: v.STOP_CAUSE_AUTHORITY,
}
STAGES = {
    SupplementStage.INTAKE: v.SUPPLEMENT_STAGE_INTAKE,
    SupplementStage.APPRAISAL: v.SUPPLEMENT_STAGE_APPRAISAL,
}
TIMELINESS = {
    Timeliness.EARLY: v.TIMELINESS_EARLY,
    Timeliness.ON_TIME: v.TIMELINESS_ON_TIME,
    Timeliness.LATE: v.TIMELINESS_LATE,
    Timeliness.IN_TIME: v.TIMELINESS_IN_TIME,
    Timeliness.OVERDUE: v.TIMELINESS_OVERDUE,
    Timeliness.NOT_STARTED: v.TIMELINESS_NOT_STARTED,
}
OWNERS = {
    OwnerKind.RECEPTION: v.TIME_OWNER_KIND_RECEPTION,
    OwnerKind.DEPARTMENT: v.TIME_OWNER_KIND_DEPARTMENT,
    OwnerKind.CONSULTED_UNIT: v.TIME_OWNER_KIND_CONSULTED_UNIT,
    OwnerKind.OTHER_AGENCY: v.TIME_OWNER_KIND_OTHER_AGENCY,
    OwnerKind.APPLICANT: v.TIME_OWNER_KIND_APPLICANT,
}
OWN_VERDICTS = {
    None: v.OWN_TIME_VERDICT_UNSPECIFIED,
    OwnVerdict.MET: v.OWN_TIME_VERDICT_MET,
    OwnVerdict.MISSED: v.OWN_TIME_VERDICT_MISSED,
}

CONSULTEE_KINDS = {
    ConsulteeKind.DEPARTMENT: v.CONSULTEE_KIND_DEPARTMENT,
    ConsulteeKind.AGENCY: v.CONSULTEE_KIND_AGENCY,
    ConsulteeKind.HIGHER_AGENCY: v.CONSULTEE_KIND_HIGHER_AGENCY,
    ConsulteeKind.EXTERNAL: v.CONSULTEE_KIND_EXTERNAL,
}
SILENCES = {
    OnSilence.ESCALATE: v.ON_SILENCE_ESCALATE,
    OnSilence.DEEMED_CONSENT: v.ON_SILENCE_DEEMED_CONSENT,
}
UNITS = {
    v.TIME_UNIT_WORKING_DAY: Unit.WORKING_DAY,
    v.TIME_UNIT_CALENDAR_DAY: Unit.CALENDAR_DAY,
    v.TIME_UNIT_WORKING_HOUR: Unit.WORKING_HOUR,
}
CHANNEL_OF = {proto: word for word, proto in CHANNELS.items()}
EFFECT_OF = {proto: word for word, proto in EFFECTS.items()}
KIND_OF = {proto: word for word, proto in KINDS.items()}
OUTCOME_OF = {proto: word for word, proto in OUTCOMES.items()}
CONSULTEE_KIND_OF = {proto: word for word, proto in CONSULTEE_KINDS.items()}
SILENCE_OF = {proto: word for word, proto in SILENCES.items()}
STAGE_OF = {proto: word for word, proto in STAGES.items()}


def stamp(at: datetime) -> Timestamp:
    """An aware instant as a protobuf timestamp."""
    made = Timestamp()
    made.FromDatetime(at)
    return made


def instant(stamped: Timestamp) -> datetime:
    """The aware instant in UTC."""
    return stamped.ToDatetime(tzinfo=UTC)


def dossier_ref(dossier: DossierRef) -> types_pb2.DossierRef:
    """What every event says of its dossier."""
    return types_pb2.DossierRef(
        dossier_id=dossier.dossier_id,
        code=dossier.code,
        agency=dossier.agency,
        department=dossier.department,
        procedure_key=dossier.procedure_key,
        procedure_code=dossier.procedure_code,
        procedure_version=dossier.procedure_version,
        channel=CHANNELS[dossier.channel],
    )


def dossier_of(ref: types_pb2.DossierRef) -> DossierRef:
    """The same, read. Raises KeyError for a channel that nobody may publish."""
    return DossierRef(
        dossier_id=ref.dossier_id,
        code=ref.code,
        agency=ref.agency,
        department=ref.department,
        procedure_key=ref.procedure_key,
        procedure_code=ref.procedure_code,
        procedure_version=ref.procedure_version,
        channel=CHANNEL_OF[ref.channel],
    )


def calendar_of(message: calendar_pb2.Calendar) -> WorkCalendar:
    """Raises Problem ``calendar-invalid``."""
    return WorkCalendar(
        zone=message.zone,
        hours=tuple(_hours(row) for row in message.hours),
        days=tuple(_day(day) for day in message.days),
        decided_years=frozenset(message.decided_years),
        known_years=frozenset(message.known_years),
    )


def _hours(message: calendar_pb2.OfficeHours) -> OfficeHours:
    return OfficeHours(
        valid_from=date.fromisoformat(message.valid_from),
        valid_to=date.fromisoformat(message.valid_to) if message.valid_to else None,
        weekdays=frozenset(message.weekdays),
        sessions=tuple((time.fromisoformat(s.opens), time.fromisoformat(s.closes)) for s in message.sessions),
        rest_ref=message.rest_ref,
    )


def _day(message: calendar_pb2.CalendarDay) -> CalendarDay:
    kind = DayKind.OFF if message.kind == calendar_pb2.CALENDAR_DAY_KIND_OFF else DayKind.WORK
    return CalendarDay(
        on=date.fromisoformat(message.on),
        kind=kind,
        reason=message.reason,
        reason_en=message.reason_en,
        legal_ref=message.legal_ref,
    )


def slice_message(share: Share) -> types_pb2.AttributionSlice:
    """What one owner had, as events tell it."""
    return types_pb2.AttributionSlice(
        owner=OWNERS[share.owner.kind],
        department=share.owner.department,
        officer=share.owner.officer,
        unit=share.owner.unit,
        working_seconds=share.working_seconds,
        counted_seconds=share.counted_seconds,
        budget_seconds=share.budget_seconds,
    )


def own_time_message(share: DepartmentShare) -> types_pb2.DepartmentOwnTime:
    """A department's own time, as events tell it."""
    return types_pb2.DepartmentOwnTime(
        department=share.department,
        own_seconds=share.own_seconds,
        budget_seconds=share.budget_seconds,
        verdict=OWN_VERDICTS[share.verdict],
    )
