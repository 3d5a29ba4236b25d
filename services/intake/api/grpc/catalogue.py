"""motcua.intake.v1.CatalogueService: the law pack."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import Any

from chassis.http.paging import decode_cursor, encode_cursor
from chassis.kernel.errors import invalid
from intake.api.catalogue_file import FileForm, catalogue_file
from intake.api.grpc import published_messages as messages
from intake.api.grpc.consulting_messages import consultation, consultee
from intake.api.grpc.vocabulary import day_text, from_wire_or_none, instant, limit, local_day, on_wire
from intake.application import SearchCatalogue, UseCases
from intake.domain.catalogue import Wanted
from intake.domain.organisation import Department, Site
from intake.domain.procedures import (
    FinancialDutyPolicy,
    Guard,
    OnlineLevel,
    ProcedureVersion,
    Step,
    Subject,
    SupplementPolicy,
)
from intake.domain.publications import PublicationKind
from intake.protocol.calendars import calendar
from motcua.common.v1 import vocabulary_pb2
from motcua.intake.v1 import (
    catalogue_service_pb2,
    catalogue_service_pb2_grpc,
    procedures_pb2,
    published_pb2,
)

MAX_WORDS = 200
"""Characters that can be looked for at once."""
_FILE_FORMS = catalogue_service_pb2.CatalogueFileForm


class CatalogueServicer(catalogue_service_pb2_grpc.CatalogueServiceServicer):
    def __init__(self, use_cases: UseCases) -> None:
        self._law = use_cases.law
        self._catalogue = use_cases.catalogue

    async def GetProcedureVersion(  # noqa: N802
        self, request: catalogue_service_pb2.GetProcedureVersionRequest, context: Any
    ) -> catalogue_service_pb2.GetProcedureVersionResponse:
        version = self._law.published(self._law.version(request.key, request.version))
        return catalogue_service_pb2.GetProcedureVersionResponse(procedure=procedure(version))

    async def GetProcedure(  # noqa: N802
        self, request: catalogue_service_pb2.GetProcedureRequest, context: Any
    ) -> catalogue_service_pb2.GetProcedureResponse:
        version = self._law.procedure(request.key_or_code, local_day(request.on, "on"))
        return catalogue_service_pb2.GetProcedureResponse(procedure=procedure(self._law.published(version)))

    async def GetWorkflowDiagram(  # noqa: N802
        self, request: catalogue_service_pb2.GetWorkflowDiagramRequest, context: Any
    ) -> catalogue_service_pb2.GetWorkflowDiagramResponse:
        version = self._law.procedure(request.key_or_code, local_day(request.on, "on"))
        return catalogue_service_pb2.GetWorkflowDiagramResponse(svg=self._law.diagram(version))

    async def ListProcedures(  # noqa: N802
        self, request: catalogue_service_pb2.ListProceduresRequest, context: Any
    ) -> catalogue_service_pb2.ListProceduresResponse:
        wanted = wanted_of(request.filter)
        filters = asdict(wanted) | {"on": request.on}
        begin, day = decode_cursor(request.page_token, filters) if request.page_token else (0, request.on)
        on = local_day(str(day or ""), "on")
        found = self._catalogue(
            SearchCatalogue(wanted=wanted, on=on, begin=int(begin or 0), size=page_size(request.page_size))
        )
        following = found.following
        return catalogue_service_pb2.ListProceduresResponse(
            procedures=[procedure(version) for version in found.versions],
            next_page_token=encode_cursor((following, found.on.isoformat()), filters) if following is not None else "",
            total_size=found.total,
        )

    async def ExportProcedures(  # noqa: N802
        self, request: catalogue_service_pb2.ExportProceduresRequest, context: Any
    ) -> catalogue_service_pb2.ExportProceduresResponse:
        found = self._catalogue.everything(wanted_of(request.filter), local_day(request.on, "on"))
        form = from_wire_or_none(_FILE_FORMS, "CATALOGUE_FILE_FORM", FileForm, request.form) or FileForm.XLSX
        content = await asyncio.to_thread(catalogue_file, form, found.versions, found.on)
        return catalogue_service_pb2.ExportProceduresResponse(content=content, on=day_text(found.on))

    async def GetCalendar(  # noqa: N802
        self, request: catalogue_service_pb2.GetCalendarRequest, context: Any
    ) -> catalogue_service_pb2.GetCalendarResponse:
        known_at = instant(request.known_at, "known_at") if request.HasField("known_at") else None
        law = await self._law.law(request.revision)
        return catalogue_service_pb2.GetCalendarResponse(calendar=calendar(law, known_at))

    async def ListDepartments(  # noqa: N802
        self, request: catalogue_service_pb2.ListDepartmentsRequest, context: Any
    ) -> catalogue_service_pb2.ListDepartmentsResponse:
        found = self._law.departments(local_day(request.on, "on"))
        return catalogue_service_pb2.ListDepartmentsResponse(departments=[department(each) for each in found])

    async def ListSites(  # noqa: N802
        self, request: catalogue_service_pb2.ListSitesRequest, context: Any
    ) -> catalogue_service_pb2.ListSitesResponse:
        return catalogue_service_pb2.ListSitesResponse(sites=[site(each) for each in self._law.sites()])

    async def ListPublications(  # noqa: N802
        self, request: catalogue_service_pb2.ListPublicationsRequest, context: Any
    ) -> catalogue_service_pb2.ListPublicationsResponse:
        kind = from_wire_or_none(published_pb2.PublicationKind, "PUBLICATION_KIND", PublicationKind, request.kind)
        found = self._law.publications(local_day(request.on, "on"), kind)
        return catalogue_service_pb2.ListPublicationsResponse(
            publications=[messages.publication(publication, duties) for publication, duties in found]
        )

    async def ListOneStopForms(  # noqa: N802
        self, request: catalogue_service_pb2.ListOneStopFormsRequest, context: Any
    ) -> catalogue_service_pb2.ListOneStopFormsResponse:
        found = self._law.forms(local_day(request.on, "on"), request.number or None)
        return catalogue_service_pb2.ListOneStopFormsResponse(forms=[messages.one_stop_form(form) for form in found])

    async def ListReportForms(  # noqa: N802
        self, request: catalogue_service_pb2.ListReportFormsRequest, context: Any
    ) -> catalogue_service_pb2.ListReportFormsResponse:
        found = self._law.report_forms(local_day(request.on, "on"))
        return catalogue_service_pb2.ListReportFormsResponse(forms=[messages.report_form(form) for form in found])

    async def ListIndexThresholds(  # noqa: N802
        self, request: catalogue_service_pb2.ListIndexThresholdsRequest, context: Any
    ) -> catalogue_service_pb2.ListIndexThresholdsResponse:
        found = self._law.thresholds(local_day(request.on, "on"))
        return catalogue_service_pb2.ListIndexThresholdsResponse(thresholds=[messages.threshold(row) for row in found])

    async def ListConsultees(  # noqa: N802
        self, request: catalogue_service_pb2.ListConsulteesRequest, context: Any
    ) -> catalogue_service_pb2.ListConsulteesResponse:
        found = self._law.consultees(local_day(request.on, "on"))
        return catalogue_service_pb2.ListConsulteesResponse(consultees=[consultee(each) for each in found])


def wanted_of(filter_: catalogue_service_pb2.ProcedureFilter) -> Wanted:
    """The filter of a request; what is not said is whatever. Raises ``invalid-request`` for more than can be words."""
    if len(filter_.q) > MAX_WORDS:
        raise invalid("invalid-request", "So many words cannot be looked for.", q=f"at most {MAX_WORDS} characters")
    level = from_wire_or_none(procedures_pb2.OnlineLevel, "ONLINE_LEVEL", OnlineLevel, filter_.online_level)
    subject = from_wire_or_none(published_pb2.ProcedureSubject, "PROCEDURE_SUBJECT", Subject, filter_.subject)
    return Wanted(
        q=filter_.q,
        field=filter_.field or None,
        department=filter_.department or None,
        online_level=level,
        subject=subject,
    )


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
                fee=messages.fee(offer.fee) if offer.fee else None,
                place=offer.place or "",
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
                template=each.template or "",
            )
            for each in version.documents
        ],
        steps=[_step(each) for each in version.steps],
        supplement=_supplement(version.supplement),
        variant=version.variant or "",
        **messages.components(version),
        financial_duty=_financial_duty(version.financial_duty),
        consultation=consultation(version.consultation),
    )


def site(row: Site) -> catalogue_service_pb2.Site:
    return catalogue_service_pb2.Site(
        token=row.token,
        name=row.name,
        name_en=row.name_en,
        is_default=row.default,
        counters=[catalogue_service_pb2.ServiceCounter(token=desk.token, name=desk.name) for desk in row.counters],
        office_hours=row.office_hours or "",
        forwards_to=row.forwards_to or "",
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
        after=step.after,
        guard=_guard(step.guard) if step.guard else None,
        forms=step.forms,
        apart_from=None if step.apart_from is None else procedures_pb2.StepKeys(keys=step.apart_from),
    )


def _guard(guard: Guard) -> procedures_pb2.StepGuard:
    message = procedures_pb2.StepGuard(
        channels=[on_wire(vocabulary_pb2.Channel, "CHANNEL", channel) for channel in guard.channel],
        supplemented=guard.supplemented,
        consulted=guard.consulted,
    )
    if guard.outcome is not None:
        message.outcome = on_wire(vocabulary_pb2.DecisionOutcome, "DECISION_OUTCOME", guard.outcome)
    return message


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
