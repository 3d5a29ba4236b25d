"""Intake's law pack, asked only for what our own store does not have yet."""

from __future__ import annotations

from chassis.kernel.worktime import Limit, WorkCalendar
from chassis.rpc.client import RpcChannel
from motcua.common.v1 import types_pb2
from motcua.intake.v1 import catalogue_service_pb2, catalogue_service_pb2_grpc, procedures_pb2
from processing.domain.consultation import GENERAL_RULE, ConsultationPolicy, Consultee
from processing.domain.guards import Guard
from processing.domain.law import ProcedureVersion, Step, SupplementPolicy
from processing.domain.vocabulary import AnswersBy, Channel, ClockEffect, OnTimeout, Role
from processing.protocol import (
    CHANNEL_OF,
    CONSULTEE_KIND_OF,
    EFFECT_OF,
    OUTCOME_OF,
    SILENCE_OF,
    STAGE_OF,
    UNITS,
    calendar_of,
)

DEADLINE_SECONDS = 3.0

ROLES = {
    procedures_pb2.STEP_ROLE_RECEPTIONIST: Role.RECEPTIONIST,
    procedures_pb2.STEP_ROLE_SPECIALIST: Role.SPECIALIST,
    procedures_pb2.STEP_ROLE_DEPARTMENT_HEAD: Role.DEPARTMENT_HEAD,
    procedures_pb2.STEP_ROLE_LEADER: Role.LEADER,
}
ANSWERS = {
    catalogue_service_pb2.ANSWERS_BY_INBOX: AnswersBy.INBOX,
    catalogue_service_pb2.ANSWERS_BY_ACCOUNT: AnswersBy.ACCOUNT,
    catalogue_service_pb2.ANSWERS_BY_LINK: AnswersBy.LINK,
}
TIMEOUTS = {
    procedures_pb2.ON_TIMEOUT_STOP: OnTimeout.STOP,
    procedures_pb2.ON_TIMEOUT_REFUSE: OnTimeout.REFUSE,
}


class GrpcCatalogue:
    """Fulfils ``ports.Catalogue``."""

    def __init__(self, channel: RpcChannel) -> None:
        self._stub = catalogue_service_pb2_grpc.CatalogueServiceStub(channel.channel)

    async def procedure(self, key: str, version: int) -> ProcedureVersion:
        request = catalogue_service_pb2.GetProcedureVersionRequest(key=key, version=version)
        answer = await self._stub.GetProcedureVersion(request, timeout=DEADLINE_SECONDS)
        return procedure_of(answer.procedure)

    async def calendar(self, revision: str) -> WorkCalendar:
        request = catalogue_service_pb2.GetCalendarRequest(revision=revision)
        answer = await self._stub.GetCalendar(request, timeout=DEADLINE_SECONDS)
        return calendar_of(answer.calendar)

    async def consultees(self) -> tuple[Consultee, ...]:
        request = catalogue_service_pb2.ListConsulteesRequest()
        answer = await self._stub.ListConsultees(request, timeout=DEADLINE_SECONDS)
        return tuple(_consultee(message) for message in answer.consultees)


def procedure_of(message: procedures_pb2.ProcedureVersion) -> ProcedureVersion:
    """Raises KeyError for a word that this program does not know: redelivery after an upgrade heals that."""
    policy = message.supplement
    limits = {CHANNEL_OF[o.channel]: _limit(o.limit) for o in message.channels if o.HasField("limit")}
    return ProcedureVersion(
        key=message.key,
        version=message.version,
        code=message.code,
        name=message.name,
        name_en=message.name_en,
        department=message.department,
        limit=_limit(message.limit),
        limits=_known(limits),
        steps=tuple(_step(step) for step in message.steps),
        supplement=SupplementPolicy(
            stage=STAGE_OF[policy.stage],
            max_requests=policy.max_requests,
            effect_on_clock=EFFECT_OF[policy.effect_on_clock],
            applicant_deadline=_limit(policy.applicant_deadline) if policy.HasField("applicant_deadline") else None,
            on_timeout=TIMEOUTS[policy.on_timeout],
            legal_ref=policy.legal_ref,
        ),
        duty_effect=EFFECT_OF.get(message.financial_duty.effect_on_clock, ClockEffect.PAUSE),
        consultation=_consultation(message.consultation) if message.HasField("consultation") else GENERAL_RULE,
    )


def _known(limits: dict[Channel, Limit]) -> dict[Channel, Limit]:
    return dict(sorted(limits.items()))


def _step(message: procedures_pb2.Step) -> Step:
    return Step(
        key=message.key,
        name=message.name,
        name_en=message.name_en,
        department=message.department,
        role=ROLES[message.role],
        budget=_limit(message.budget) if message.HasField("budget") else None,
        decides=message.decides,
        after=tuple(message.after),
        guard=_guard(message.guard) if message.HasField("guard") else None,
        forms=tuple(message.forms),
        apart_from=tuple(message.apart_from.keys) if message.HasField("apart_from") else None,
    )


def _guard(message: procedures_pb2.StepGuard) -> Guard:
    return Guard(
        outcome=OUTCOME_OF[message.outcome] if message.outcome else None,
        channels=tuple(CHANNEL_OF[channel] for channel in message.channels),
        supplemented=message.supplemented if message.HasField("supplemented") else None,
        consulted=message.consulted if message.HasField("consulted") else None,
    )


def _consultation(message: procedures_pb2.ConsultationPolicy) -> ConsultationPolicy:
    return ConsultationPolicy(
        limit=_limit(message.limit) if message.HasField("limit") else None,
        on_silence=SILENCE_OF[message.on_silence],
        effect_on_clock=EFFECT_OF[message.effect_on_clock],
        legal_ref=message.legal_ref,
    )


def _consultee(message: catalogue_service_pb2.Consultee) -> Consultee:
    return Consultee(
        key=message.key,
        name=message.name,
        name_en=message.name_en,
        kind=CONSULTEE_KIND_OF[message.kind],
        answers_by=ANSWERS[message.answers_by],
        department=message.department,
        agency=message.agency,
        mailbox=message.mailbox,
    )


def _limit(message: types_pb2.Limit) -> Limit:
    return Limit.of(message.amount, UNITS[message.unit])
