"""motcua.intake.v1.CatalogueService: the law pack."""

from __future__ import annotations

from typing import Any

from chassis.http.paging import decode_cursor, encode_cursor
from chassis.kernel.errors import invalid
from chassis.kernel.worktime import WorkCalendar
from intake.api.grpc.vocabulary import day_text, limit, local_day, on_wire
from intake.application import UseCases
from intake.domain.lawpack import LawPack
from intake.domain.organisation import Department
from intake.domain.procedures import FinancialDutyPolicy, ProcedureVersion, Step, SupplementPolicy
from motcua.common.v1 import vocabulary_pb2
from motcua.intake.v1 import calendar_pb2, catalogue_service_pb2, catalogue_service_pb2_grpc, procedures_pb2


class CatalogueServicer(catalogue_service_pb2_grpc.CatalogueServiceServicer):
    def __init__(self, use_cases: UseCases) -> None:
        self._law = use_cases.law

    async def GetProcedureVersion(  # noqa: N802
        self, request: catalogue_service_pb2.GetProcedureVersionRequest, context: Any
    ) -> catalogue_service_pb2.GetProcedureVersionResponse:
        version = self._law.version(request.key, request.version)
        return catalogue_service_pb2.GetProcedureVersionResponse(procedure=procedure(version))

    async def ListProcedures(  # noqa: N802
        self, request: catalogue_service_pb2.ListProceduresRequest, context: Any
    ) -> catalogue_service_pb2.ListProceduresResponse:
        versions = self._law.procedures(local_day(request.on, "on"))
        size = page_size(request.page_size)
        filters = {"on": request.on}
        begin = int(decode_cursor(request.page_token, filters)[0] or 0) if request.page_token else 0
        end = begin + size
        return catalogue_service_pb2.ListProceduresResponse(
            procedures=[procedure(version) for version in versions[begin:end]],
            next_page_token=encode_cursor((end,), filters) if end < len(versions) else "",
            total_size=len(versions),
        )

    async def GetCalendar(  # noqa: N802
        self, request: catalogue_service_pb2.GetCalendarRequest, context: Any
    ) -> catalogue_service_pb2.GetCalendarResponse:
        return catalogue_service_pb2.GetCalendarResponse(calendar=calendar(await self._law.law(request.revision)))

    async def ListDepartments(  # noqa: N802
        self, request: catalogue_service_pb2.ListDepartmentsRequest, context: Any
    ) -> catalogue_service_pb2.ListDepartmentsResponse:
        found = self._law.departments(local_day(request.on, "on"))
        return catalogue_service_pb2.ListDepartmentsResponse(departments=[department(each) for each in found])


def page_size(asked: int) -> int:
    """1 to 200, 50 when not said; raises ``invalid-request``."""
    if not 0 <= asked <= 200:
        raise invalid("invalid-request", "The page size cannot be taken.", page_size="1 to 200")
    return asked or 50


def procedure(version: ProcedureVersion) -> procedures_pb2.ProcedureVersion:
    """Everything the law pack says of a version that others act on."""
    return procedures_pb2.ProcedureVersion(
        key=version.procedure,
        version=version.version,
        code=version.national_code or "",
        valid_from=day_text(version.valid_from),
        valid_to=day_text(version.valid_to),
        name=version.name,
        name_en=version.name_en,
        field=version.field,
        department=version.department,
        limit=limit(version.limit),
        channels=[
            procedures_pb2.ChannelOffer(
                channel=on_wire(vocabulary_pb2.Channel, "CHANNEL", offer.channel),
                limit=limit(offer.limit) if offer.limit else None,
            )
            for offer in version.channels
        ],
        online_level=on_wire(procedures_pb2.OnlineLevel, "ONLINE_LEVEL", version.online_level),
        immediate=version.immediate,
        documents=[
            procedures_pb2.DocumentRequirement(
                key=each.key,
                name=each.name,
                form=on_wire(procedures_pb2.DocumentForm, "DOCUMENT_FORM", each.form),
                quantity=each.quantity,
                required=each.required,
                condition=each.condition or "",
            )
            for each in version.documents
        ],
        steps=[_step(each) for each in version.steps],
        supplement=_supplement(version.supplement),
        variant=version.variant or "",
        financial_duty=_financial_duty(version.financial_duty),
    )


def calendar(law: LawPack) -> calendar_pb2.Calendar:
    """The whole calendar, so that processing can count by itself."""
    counted: WorkCalendar = law.calendar
    return calendar_pb2.Calendar(
        revision=law.digest,
        agency=law.agency.token,
        zone=counted.zone,
        hours=[
            calendar_pb2.OfficeHours(
                valid_from=day_text(row.valid_from),
                valid_to=day_text(row.valid_to),
                weekdays=sorted(row.weekdays),
                sessions=[
                    calendar_pb2.OfficeSession(opens=opens.isoformat("minutes"), closes=closes.isoformat("minutes"))
                    for opens, closes in row.sessions
                ],
                rest_ref=row.rest_ref,
            )
            for row in counted.hours
        ],
        days=[
            calendar_pb2.CalendarDay(
                on=day_text(day.on),
                kind=on_wire(calendar_pb2.CalendarDayKind, "CALENDAR_DAY_KIND", day.kind),
                reason=day.reason,
                reason_en=day.reason_en,
                legal_ref=day.legal_ref,
            )
            for day in sorted(counted.days, key=lambda day: day.on)
        ],
        decided_years=sorted(counted.decided_years),
        known_years=sorted(counted.known_years),
    )


def department(row: Department) -> procedures_pb2.Department:
    return procedures_pb2.Department(
        token=row.token,
        name=row.name,
        name_en=row.name_en,
        kind=on_wire(procedures_pb2.DepartmentKind, "DEPARTMENT_KIND", row.kind),
        valid_from=day_text(row.valid_from),
        valid_to=day_text(row.valid_to),
    )


def _step(step: Step) -> procedures_pb2.Step:
    return procedures_pb2.Step(
        key=step.key,
        name=step.name,
        name_en=step.name_en,
        department=step.department,
        role=on_wire(procedures_pb2.StepRole, "STEP_ROLE", step.role),
        budget=limit(step.budget) if step.budget else None,
        decides=step.decides,
    )


def _financial_duty(policy: FinancialDutyPolicy | None) -> procedures_pb2.FinancialDutyPolicy | None:
    if policy is None:
        return None
    effect = on_wire(vocabulary_pb2.ClockEffect, "CLOCK_EFFECT", policy.effect_on_clock)
    return procedures_pb2.FinancialDutyPolicy(effect_on_clock=effect, legal_ref=policy.legal_ref or "")


def _supplement(policy: SupplementPolicy) -> procedures_pb2.SupplementPolicy:
    return procedures_pb2.SupplementPolicy(
        stage=on_wire(vocabulary_pb2.SupplementStage, "SUPPLEMENT_STAGE", policy.stage),
        max_requests=policy.max_requests,
        effect_on_clock=on_wire(vocabulary_pb2.ClockEffect, "CLOCK_EFFECT", policy.effect_on_clock),
        applicant_deadline=limit(policy.applicant_deadline) if policy.applicant_deadline else None,
        on_timeout=on_wire(procedures_pb2.OnTimeout, "ON_TIMEOUT", policy.on_timeout),
        legal_ref=policy.legal_ref,
    )
