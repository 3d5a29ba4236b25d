"""Intake's CatalogueService, served for real, with one law in it."""

from __future__ import annotations

from typing import Any

from chassis.kernel.worktime import DayKind, Limit, Unit
from motcua.common.v1 import types_pb2, vocabulary_pb2
from motcua.intake.v1 import calendar_pb2, catalogue_service_pb2_grpc, procedures_pb2
from motcua.intake.v1 import catalogue_service_pb2 as pb
from processing.domain.consultation import GENERAL_RULE, ConsultationPolicy, Consultee
from processing.domain.guards import Guard
from processing.domain.law import Law, Step
from processing.domain.vocabulary import AnswersBy, OnTimeout, Role
from processing.protocol import CHANNELS, CONSULTEE_KINDS, EFFECTS, OUTCOMES, SILENCES, STAGES
from unit.processing.opinions import CONSULTEES

_UNITS = {
    Unit.WORKING_DAY: vocabulary_pb2.TIME_UNIT_WORKING_DAY,
    Unit.CALENDAR_DAY: vocabulary_pb2.TIME_UNIT_CALENDAR_DAY,
    Unit.WORKING_HOUR: vocabulary_pb2.TIME_UNIT_WORKING_HOUR,
}
_ROLES = {
    Role.RECEPTIONIST: procedures_pb2.STEP_ROLE_RECEPTIONIST,
    Role.SPECIALIST: procedures_pb2.STEP_ROLE_SPECIALIST,
    Role.DEPARTMENT_HEAD: procedures_pb2.STEP_ROLE_DEPARTMENT_HEAD,
    Role.LEADER: procedures_pb2.STEP_ROLE_LEADER,
}
_ANSWERS = {
    AnswersBy.INBOX: pb.ANSWERS_BY_INBOX,
    AnswersBy.ACCOUNT: pb.ANSWERS_BY_ACCOUNT,
    AnswersBy.LINK: pb.ANSWERS_BY_LINK,
}
_TIMEOUTS = {
    OnTimeout.STOP: procedures_pb2.ON_TIMEOUT_STOP,
    OnTimeout.REFUSE: procedures_pb2.ON_TIMEOUT_REFUSE,
}


class OneLaw(catalogue_service_pb2_grpc.CatalogueServiceServicer):
    """Answers every question with the same law."""

    def __init__(self, law: Law) -> None:
        self._law = law

    async def GetProcedureVersion(  # noqa: N802
        self, request: pb.GetProcedureVersionRequest, context: Any
    ) -> pb.GetProcedureVersionResponse:
        return pb.GetProcedureVersionResponse(procedure=procedure(self._law))

    async def GetCalendar(self, request: pb.GetCalendarRequest, context: Any) -> pb.GetCalendarResponse:  # noqa: N802
        return pb.GetCalendarResponse(calendar=calendar(self._law))

    async def ListProcedures(self, request: pb.ListProceduresRequest, context: Any) -> pb.ListProceduresResponse:  # noqa: N802
        return pb.ListProceduresResponse(procedures=[procedure(self._law)], total_size=1)

    async def ListDepartments(self, request: pb.ListDepartmentsRequest, context: Any) -> pb.ListDepartmentsResponse:  # noqa: N802
        return pb.ListDepartmentsResponse()

    async def ListConsultees(self, request: pb.ListConsulteesRequest, context: Any) -> pb.ListConsulteesResponse:  # noqa: N802
        return pb.ListConsulteesResponse(consultees=[_consultee(each) for each in CONSULTEES])

    async def ListSites(self, request: pb.ListSitesRequest, context: Any) -> pb.ListSitesResponse:  # noqa: N802
        return pb.ListSitesResponse()


def procedure(law: Law) -> procedures_pb2.ProcedureVersion:
    version, policy = law.version, law.version.supplement
    deadline = policy.applicant_deadline
    return procedures_pb2.ProcedureVersion(
        key=version.key,
        version=version.version,
        code=version.code,
        name=version.name,
        name_en=version.name_en,
        department=version.department,
        limit=_limit(version.limit),
        channels=[
            procedures_pb2.ChannelOffer(channel=proto, limit=_limit(version.limits[word]))
            if word in version.limits
            else procedures_pb2.ChannelOffer(channel=proto)
            for word, proto in CHANNELS.items()
        ],
        steps=[_step(step) for step in version.steps],
        supplement=procedures_pb2.SupplementPolicy(
            stage=STAGES[policy.stage],
            max_requests=policy.max_requests,
            effect_on_clock=EFFECTS[policy.effect_on_clock],
            applicant_deadline=_limit(deadline) if deadline else None,
            on_timeout=_TIMEOUTS[policy.on_timeout],
            legal_ref=policy.legal_ref,
        ),
        consultation=None if version.consultation is GENERAL_RULE else _consultation(version.consultation),
    )


def calendar(law: Law) -> calendar_pb2.Calendar:
    known = law.calendar
    return calendar_pb2.Calendar(
        revision=law.revision,
        agency="heza",
        zone=known.zone,
        hours=[
            calendar_pb2.OfficeHours(
                valid_from=row.valid_from.isoformat(),
                valid_to=row.valid_to.isoformat() if row.valid_to else "",
                weekdays=sorted(row.weekdays),
                sessions=[
                    calendar_pb2.OfficeSession(opens=o.isoformat("minutes"), closes=c.isoformat("minutes"))
                    for o, c in row.sessions
                ],
            )
            for row in known.hours
        ],
        days=[
            calendar_pb2.CalendarDay(
                on=day.on.isoformat(),
                kind=calendar_pb2.CALENDAR_DAY_KIND_OFF
                if day.kind is DayKind.OFF
                else calendar_pb2.CALENDAR_DAY_KIND_WORK,
                reason=day.reason,
                reason_en=day.reason_en,
                legal_ref=day.legal_ref,
            )
            for day in known.days
        ],
        decided_years=sorted(known.decided_years),
        known_years=sorted(known.known_years),
    )


def _step(step: Step) -> procedures_pb2.Step:
    return procedures_pb2.Step(
        key=step.key,
        name=step.name,
        name_en=step.name_en,
        department=step.department,
        role=_ROLES[step.role],
        budget=_limit(step.budget) if step.budget else None,
        decides=step.decides,
        after=step.after,
        guard=_guard(step.guard) if step.guard else None,
        forms=step.forms,
        apart_from=None if step.apart_from is None else procedures_pb2.StepKeys(keys=step.apart_from),
    )


def _guard(guard: Guard) -> procedures_pb2.StepGuard:
    message = procedures_pb2.StepGuard(
        channels=[CHANNELS[channel] for channel in guard.channels],
        supplemented=guard.supplemented,
        consulted=guard.consulted,
    )
    if guard.outcome is not None:
        message.outcome = OUTCOMES[guard.outcome]
    return message


def _consultation(policy: ConsultationPolicy) -> procedures_pb2.ConsultationPolicy:
    return procedures_pb2.ConsultationPolicy(
        limit=_limit(policy.limit) if policy.limit else None,
        on_silence=SILENCES[policy.on_silence],
        effect_on_clock=EFFECTS[policy.effect_on_clock],
        legal_ref=policy.legal_ref,
    )


def _consultee(body: Consultee) -> pb.Consultee:
    return pb.Consultee(
        key=body.key,
        name=body.name,
        name_en=body.name_en,
        kind=CONSULTEE_KINDS[body.kind],
        answers_by=_ANSWERS[body.answers_by],
        department=body.department,
        agency=body.agency,
        mailbox=body.mailbox,
    )


def _limit(limit: Limit) -> types_pb2.Limit:
    return types_pb2.Limit(amount=limit.to_dict()["amount"], unit=_UNITS[limit.unit])
