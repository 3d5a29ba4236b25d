"""What the law pack publishes, as messages of ``motcua.intake.v1``; null becomes empty."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from intake.api.grpc.vocabulary import day_text, limit, on_wire
from intake.domain.lawpack import Form
from intake.domain.organisation import Mark
from intake.domain.procedures import Fee, ProcedureVersion
from intake.domain.publications import JudgedDuty, Publication
from intake.domain.reporting_law import IndexThreshold, ReportForm
from motcua.intake.v1 import published_pb2


def components(version: ProcedureVersion) -> dict[str, Any]:
    """The fields of ``ProcedureVersion`` that are there for the public."""
    competence = version.competence
    return {
        "sequence": version.sequence,
        "sets": version.sets,
        "limit_cases": [
            published_pb2.LimitCase(
                case=case.case, limit=limit(case.limit), mark=mark(case.mark), legal_ref=case.legal_ref or ""
            )
            for case in version.limit_cases
        ],
        "competence": competence
        and published_pb2.Competence(
            performing=competence.performing,
            deciding=competence.deciding,
            coordinating=competence.coordinating,
            delegated=competence.delegated or "",
            mark=mark(competence.mark),
        ),
        "templates": [
            published_pb2.FormTemplate(
                key=template.key,
                name=template.name,
                number=template.number or "",
                legal_ref=template.legal_ref or "",
                file=template.file or "",
                mark=mark(template.mark),
            )
            for template in version.templates
        ],
        "fee": fee(version.fee),
        "subjects": [
            on_wire(published_pb2.ProcedureSubject, "PROCEDURE_SUBJECT", subject) for subject in version.subjects
        ],
        "results": [
            published_pb2.ProcedureResult(name=result.name, electronic=result.electronic, code=result.code or "")
            for result in version.results
        ],
        "conditions": version.conditions,
        "legal_basis": [
            published_pb2.LegalBasis(ref=basis.ref, mark=mark(basis.mark)) for basis in version.legal_basis
        ],
        "online_level_reasons": version.online_level_reasons,
    }


def fee(value: Fee) -> published_pb2.ProcedureFee:
    return published_pb2.ProcedureFee(
        amount_vnd=value.amount_vnd,
        mark=mark(value.mark),
        note=value.note or "",
        kind=on_wire(published_pb2.ProcedureFeeKind, "PROCEDURE_FEE_KIND", value.kind)
        if value.kind
        else published_pb2.PROCEDURE_FEE_KIND_UNSPECIFIED,
        unit=value.unit or "",
        exemptions=value.exemptions,
        payable_online=value.payable_online,
    )


def publication(value: Publication, duties: Sequence[JudgedDuty]) -> published_pb2.Publication:
    return published_pb2.Publication(
        key=value.key,
        kind=on_wire(published_pb2.PublicationKind, "PUBLICATION_KIND", value.kind),
        number=value.number or "",
        signed_on=day_text(value.signed_on),
        effective_on=day_text(value.effective_on),
        law=value.law,
        law_signed_on=day_text(value.law_signed_on),
        short_procedure=value.short,
        procedures=value.procedures,
        duties=[_duty(judged) for judged in duties],
        mark=mark(value.mark),
        note=value.note or "",
    )


def one_stop_form(form: Form) -> published_pb2.OneStopForm:
    return published_pb2.OneStopForm(
        key=form.key,
        number=form.number,
        name=form.name,
        paper_size=form.paper_size or "",
        legal_ref=form.legal_ref,
        valid_from=day_text(form.valid_from),
        valid_to=day_text(form.valid_to),
        mark=mark(form.mark),
    )


def report_form(form: ReportForm) -> published_pb2.ReportForm:
    return published_pb2.ReportForm(
        key=form.key,
        number=form.number,
        title=form.title,
        unit=form.unit or "",
        columns=[
            published_pb2.ReportColumn(number=column.number, label=column.label, rule=column.rule or "")
            for column in form.columns
        ],
        complete=form.complete,
        legal_ref=form.legal_ref,
        valid_from=day_text(form.valid_from),
        valid_to=day_text(form.valid_to),
        mark=mark(form.mark),
        note=form.note or "",
    )


def threshold(row: IndexThreshold) -> published_pb2.IndexThreshold:
    return published_pb2.IndexThreshold(
        key=row.key,
        group=row.group,
        name=row.name,
        max_points=row.max_points,
        formula=row.formula or "",
        full_at_percent=row.full_at_percent,
        legal_ref=row.legal_ref,
        valid_from=day_text(row.valid_from),
        valid_to=day_text(row.valid_to),
        mark=mark(row.mark),
        working_mark=mark(row.working_mark),
        note=row.note or "",
    )


def mark(value: Mark) -> Any:
    return on_wire(published_pb2.FactMark, "FACT_MARK", value)


def _duty(judged: JudgedDuty) -> published_pb2.PublicationDuty:
    duty = judged.duty
    return published_pb2.PublicationDuty(
        key=duty.key,
        name=duty.name,
        name_en=duty.name_en,
        deadline=day_text(judged.deadline),
        done_on=day_text(judged.done_on),
        state=on_wire(published_pb2.DutyState, "DUTY_STATE", judged.state),
        legal_ref=duty.legal_ref,
        mark=mark(duty.mark),
    )
