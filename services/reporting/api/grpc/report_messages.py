"""Reports and snapshots as messages of ``motcua.reporting.v1``."""

from __future__ import annotations

from motcua.reporting.v1 import report_service_pb2 as pb
from reporting.application.reports.get_snapshot import Shown
from reporting.domain.cells import figures, opens
from reporting.domain.forms.definition import Chosen
from reporting.domain.pieces import Piece
from reporting.domain.report import Report, Section, Sheet, Value
from reporting.domain.snapshots import Snapshot

MOST_DOSSIERS = 1000


def form_line(choice: Chosen) -> pb.ReportFormLine:
    form = choice.form
    return pb.ReportFormLine(
        key=form.key,
        number=form.number,
        title=form.title,
        title_en=form.title_en,
        legal_ref=form.legal_ref,
        mark=form.mark,
        is_complete=form.complete,
        note=form.note,
        notices=choice.notices,
        kinds=form.kinds,
    )


def content(report: Report) -> pb.ReportContent:
    told = pb.ReportContent(
        form=report.form,
        number=report.number,
        title=report.title,
        agency=report.agency,
        period_from=report.first.isoformat(),
        period_to=report.last.isoformat(),
        definitions=report.definitions,
        law_version=report.law_version,
        tables=[_table(sheet) for sheet in report.sheets],
        sections=[_section(section) for section in report.sections],
        unverified=report.unverified,
    )
    if report.as_of is not None:
        told.as_of.FromDatetime(report.as_of)
    return told


def snapshot_line(one: Snapshot) -> pb.ReportSnapshotLine:
    line = pb.ReportSnapshotLine(
        snapshot_id=one.id,
        number=one.number,
        form=one.form,
        period_from=one.first.isoformat(),
        period_to=one.last.isoformat(),
        revision=one.revision,
        reason=one.reason,
        closed_by=one.closed_by,
        digest=one.digest,
        key_id=one.key_id,
        signature=one.signature,
    )
    line.closed_at.FromDatetime(one.closed_at)
    return line


def shown_snapshot(shown: Shown) -> pb.GetReportSnapshotResponse:
    delta = shown.delta
    return pb.GetReportSnapshotResponse(
        snapshot=snapshot_line(shown.snapshot),
        report=content(shown.snapshot.report),
        is_unchanged=shown.is_unchanged,
        is_signed=shown.is_signed,
        cells=[
            pb.ReportCellChange(
                table=each.sheet, row=each.row, was=cell(each.column, each.was), now=cell(each.column, each.now)
            )
            for each in (delta.cells if delta else ())
        ],
        dossiers=[
            pb.ReportDossierChange(dossier_id=each.dossier_id, was_columns=each.was, now_columns=each.now)
            for each in (delta.dossiers[:MOST_DOSSIERS] if delta else ())
        ],
    )


def dossier_line(one: Piece) -> pb.CellDossierLine:
    return pb.CellDossierLine(
        dossier_id=one.id,
        code=one.code,
        department=one.department,
        procedure_key=one.procedure_key,
        accepted_on=one.accepted_on.isoformat() if one.accepted_on else "",
        due_on=one.due_on.isoformat() if one.due_on else "",
        finished_on=one.finished_on.isoformat() if one.finished_on else "",
        received=one.received,
        standing=one.standing,
    )


def _table(sheet: Sheet) -> pb.ReportTable:
    return pb.ReportTable(
        key=sheet.key,
        title=sheet.title,
        unit=sheet.unit,
        columns=[
            pb.ReportTableColumn(
                number=column.number,
                label=column.label,
                format=column.format,
                sum_of=column.sum_of,
                opens=column.opens or any(opens(sheet, row, column) for row in sheet.rows),
            )
            for column in sheet.columns
        ],
        rows=[
            pb.ReportTableRow(
                key=row.key,
                label=row.label,
                level=row.level,
                group=row.group,
                cells=[
                    cell(column.number, row.values.get(column.number), opens=opens(sheet, row, column))
                    for column in sheet.columns
                ],
            )
            for row in sheet.rows
        ],
        notes=sheet.notes,
    )


def _section(section: Section) -> pb.ReportSection:
    return pb.ReportSection(
        number=section.number,
        title=section.title,
        paragraphs=section.paragraphs,
        table=None if section.sheet is None else _table(section.sheet),
        figures=[
            pb.ReportFigure(
                row=each.row,
                start=figure.start,
                length=figure.length,
                cell=cell(each.column, each.value, opens=True),
            )
            for each, figure in zip(figures(section), section.figures, strict=True)
        ],
    )


def cell(column: int, value: Value, *, opens: bool = False) -> pb.ReportCell:
    match value:
        case None:
            return pb.ReportCell(column=column, opens=opens)
        case int():
            return pb.ReportCell(column=column, count=value, opens=opens)
        case _:
            return pb.ReportCell(column=column, text=str(value), opens=opens)
