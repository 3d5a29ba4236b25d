"""intake's law pack by gRPC: forms of reports, thresholds of the index, publications, procedures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from chassis.rpc.client import RpcChannel
from motcua.intake.v1 import catalogue_service_pb2 as pb
from motcua.intake.v1 import procedures_pb2, published_pb2
from motcua.intake.v1.catalogue_service_pb2_grpc import CatalogueServiceStub
from reporting.domain.forms.definition import Form, FormColumn
from reporting.domain.forms.material import CatalogueEntry, Indicator, Publication, StepName

_MARKS = {
    published_pb2.FACT_MARK_READ: "V",
    published_pb2.FACT_MARK_PRACTICE: "P",
    published_pb2.FACT_MARK_INFERENCE: "I",
    published_pb2.FACT_MARK_MEMORY: "M",
}
_KINDS = {
    published_pb2.PUBLICATION_KIND_NEW: "new",
    published_pb2.PUBLICATION_KIND_AMENDED: "amended",
    published_pb2.PUBLICATION_KIND_ABOLISHED: "abolished",
}
_STATES = {
    published_pb2.DUTY_STATE_MET: "met",
    published_pb2.DUTY_STATE_MISSED: "missed",
    published_pb2.DUTY_STATE_DUE: "due",
}
_ONLINE = (procedures_pb2.ONLINE_LEVEL_FULL, procedures_pb2.ONLINE_LEVEL_PARTIAL)


class GrpcLawBook:
    """Fulfils ``application.reports.ports.LawBook``."""

    def __init__(self, channel: RpcChannel) -> None:
        self._catalogue = CatalogueServiceStub(channel.channel)

    async def agency(self) -> str:
        # No list names its agency; the calendar of the same law pack does.
        answer = await self._catalogue.GetCalendar(pb.GetCalendarRequest())
        return str(answer.calendar.agency)

    async def forms(self, on: Sequence[date]) -> tuple[Form, ...]:
        found: dict[tuple[str, str], Form] = {}
        for day in on:
            answer = await self._catalogue.ListReportForms(pb.ListReportFormsRequest(on=day.isoformat()))
            for form in answer.forms:
                found[form.key, form.valid_from] = _form(form)
        return tuple(found.values())

    async def indicators(self) -> tuple[Indicator, ...]:
        answer = await self._catalogue.ListIndexThresholds(pb.ListIndexThresholdsRequest())
        return tuple(_indicator(one) for one in answer.thresholds)

    async def publications(self) -> tuple[Publication, ...]:
        answer = await self._catalogue.ListPublications(pb.ListPublicationsRequest())
        return tuple(_publication(one) for one in answer.publications)

    async def version(self, key: str, version: int) -> tuple[CatalogueEntry, tuple[StepName, ...]]:
        asked = pb.GetProcedureVersionRequest(key=key, version=version)
        one = (await self._catalogue.GetProcedureVersion(asked)).procedure
        steps = tuple((step.key, step.name or step.key, step.name_en) for step in one.steps)
        return _entry(key, version, one), steps


def _entry(key: str, version: int, one: procedures_pb2.ProcedureVersion) -> CatalogueEntry:
    return CatalogueEntry(
        key=key,
        version=version,
        code=one.code,
        name=one.name or key,
        name_en=one.name_en,
        field=one.field,
        department=one.department,
        valid_from=_day(one.valid_from) or date.min,
        valid_to=_day(one.valid_to),
        is_online=one.online_level in _ONLINE,
        has_workflow=bool(one.steps),
        is_charged=one.fee.amount_vnd > 0,
        has_electronic_result=any(result.electronic for result in one.results),
        missing=tuple(part for part, is_there in _parts(one).items() if not is_there),
        payable=_payable(one.fee),
    )


def _parts(one: procedures_pb2.ProcedureVersion) -> dict[str, bool]:
    """Whether each of ``PARTS`` is there."""
    forms = {document.template for document in one.documents if document.template}
    return {
        "name": bool(one.name),
        "sequence": bool(one.sequence),
        "channels": bool(one.channels),
        "documents": bool(one.documents) and one.sets > 0,
        "limit": bool(one.limit.amount),
        "subjects": bool(one.subjects),
        "agency": bool(one.competence.performing and one.competence.deciding),
        "results": bool(one.results),
        "fee": one.fee.HasField("amount_vnd"),
        "legal-basis": bool(one.legal_basis),
        "form-files": forms <= {template.key for template in one.templates if template.file},
    }


def _payable(fee: published_pb2.ProcedureFee) -> str:
    if not fee.HasField("payable_online"):
        return ""
    return "online" if fee.payable_online else "not-online"


def _form(form: published_pb2.ReportForm) -> Form:
    return Form(
        key=form.key,
        number=form.number,
        title=form.title,
        unit=form.unit,
        columns=tuple(FormColumn(number=column.number, label=column.label) for column in form.columns),
        complete=form.complete,
        legal_ref=form.legal_ref,
        valid_from=_day(form.valid_from) or date.min,
        valid_to=_day(form.valid_to),
        mark=_MARKS.get(form.mark, "M"),
        note=form.note,
    )


def _indicator(one: published_pb2.IndexThreshold) -> Indicator:
    return Indicator(
        key=one.key,
        group=one.group,
        name=one.name,
        max_points=one.max_points if one.HasField("max_points") else None,
        formula=one.formula,
        full_at=one.full_at_percent if one.HasField("full_at_percent") else None,
        mark=_MARKS.get(one.mark, "M"),
        working_mark=_MARKS.get(one.working_mark, "M"),
        valid_from=_day(one.valid_from) or date.min,
        valid_to=_day(one.valid_to),
        note=one.note,
    )


def _publication(one: published_pb2.Publication) -> Publication:
    return Publication(
        key=one.key,
        kind=_KINDS.get(one.kind, ""),
        number=one.number,
        signed_on=_day(one.signed_on),
        effective_on=_day(one.effective_on) or date.min,
        law=one.law,
        procedures=tuple(one.procedures),
        states={duty.key: _STATES.get(duty.state, "none") for duty in one.duties},
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
