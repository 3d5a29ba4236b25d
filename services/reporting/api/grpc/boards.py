"""Boards as messages of motcua.reporting.v1."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chassis.http.paging import decode_cursor, encode_cursor
from motcua.reporting.v1 import dashboard_service_pb2 as pb
from reporting.api.grpc.evaluations import evaluation_row, rules_of
from reporting.api.grpc.foresight import late_message, load_message
from reporting.api.grpc.messages import head, line_message, point_message, share, stamp
from reporting.application.dashboards import DuePage
from reporting.application.dashboards.board_ports import DuePlace
from reporting.domain.boards import DepartmentBoard, OfficerBoard, ProcedureBoard, ProcedureLine, StepLine, days


def department_message(board: DepartmentBoard) -> pb.GetDepartmentResponse:
    return pb.GetDepartmentResponse(
        head=head(board),
        target=float(board.target),
        line=line_message(board.line),
        own_met=board.own[0],
        own_missed=board.own[1],
        trend=[point_message(point) for point in board.trend],
        stages=board.stages,
        procedures=[_procedure_line(line) for line in board.procedures],
        slowest_steps=[_step(line) for line in board.steps],
        workload=[load_message(load) for load in board.loads],
        late=[late_message(late) for late in board.late],
        late_total=board.late_total,
    )


def procedure_message(board: ProcedureBoard) -> pb.GetProcedureResponse:
    figures = board.figures
    return pb.GetProcedureResponse(
        head=head(board),
        line=_procedure_line(board.line),
        endings=figures.endings,
        finished=figures.finished,
        supplemented=figures.supplemented,
        median_days=None if figures.median_seconds is None else float(days(figures.median_seconds)),
        p90_days=None if figures.p90_seconds is None else float(days(figures.p90_seconds)),
        limit_days=share(figures.limit_days),
        spans=figures.spans,
        steps=[_step(line) for line in board.steps],
    )


def officer_message(board: OfficerBoard) -> pb.GetOfficerResponse:
    return pb.GetOfficerResponse(
        rules=rules_of(board.edition, board.period),
        evaluations=[evaluation_row(row) for row in board.evaluations],
        workload=[load_message(load) for load in board.loads],
        steps=[_step(line) for line in board.steps],
        late=[late_message(late) for late in board.late],
    )


def due_message(page: DuePage, bound: dict[str, object]) -> pb.ListDueDossiersResponse:
    following = page.following
    return pb.ListDueDossiersResponse(
        items=[
            pb.DueDossier(
                dossier_id=one.dossier_id,
                code=one.code,
                procedure_key=one.procedure,
                state=one.state,
                due_at=stamp(one.due_at),
                overdue_since=stamp(one.overdue_since),
            )
            for one in page.items
        ],
        next_page_token=encode_cursor([following.due_at.isoformat(), following.dossier_id], bound) if following else "",
        total_size=page.total,
    )


def due_place(token: str, bound: dict[str, object]) -> DuePlace | None:
    """Raises Problem ``page-token-invalid``."""
    if not token:
        return None
    position: list[Any] = decode_cursor(token, bound)
    return DuePlace(due_at=datetime.fromisoformat(str(position[0])), dossier_id=str(position[1]))


def _procedure_line(line: ProcedureLine) -> pb.ProcedureLine:
    return pb.ProcedureLine(
        key=line.key,
        name=line.name,
        received=line.received,
        completed=line.completed,
        met=line.met,
        missed=line.missed,
        rate=share(line.rate),
        open=line.open,
        overdue=line.overdue,
    )


def _step(line: StepLine) -> pb.StepLine:
    return pb.StepLine(
        procedure_key=line.procedure,
        step_key=line.step,
        name=line.name,
        name_en=line.name_en,
        department=line.unit,
        done=line.done,
        late=line.late,
        average_days=float(line.average_days),
    )
