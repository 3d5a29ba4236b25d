"""What the messages of boards have in common."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from google.protobuf.timestamp_pb2 import Timestamp

from motcua.reporting.v1 import dashboard_service_pb2 as pb
from reporting.domain.dashboards import Grain, Line, Point


def grain_of(grain: pb.TrendGrain.ValueType) -> Grain:
    return Grain.WEEK if grain == pb.TREND_GRAIN_WEEK else Grain.MONTH


def head(found: Any) -> pb.BoardHead:
    """Of any board of the domain."""
    return pb.BoardHead(
        definition=found.definition.name,
        period_from=found.period.first.isoformat(),
        period_to=found.period.last.isoformat(),
        data_as_of=stamp(found.as_of),
    )


def point_message(point: Point) -> pb.TrendPoint:
    return pb.TrendPoint(
        first_day=point.first.isoformat(),
        last_day=point.last.isoformat(),
        met=point.met,
        missed=point.missed,
        rate=share(point.rate),
        received=point.received,
        completed=point.completed,
    )


def line_message(line: Line) -> pb.BoardLine:
    row = line.row
    return pb.BoardLine(
        agency=row.agency,
        department=row.department,
        name=row.name,
        met=row.met,
        missed=row.missed,
        rate=share(row.rate),
        received=row.received,
        completed=line.completed,
        open=row.open,
        open_overdue=row.open_overdue,
        paused=row.paused,
        due_1d=line.due_1d,
        due_3d=line.due_3d,
        oldest_overdue_since=stamp(line.oldest_overdue_since),
        channels=line.channels,
        ratings=line.ratings,
        foreseen_late=line.foreseen_late,
    )


def share(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def stamp(at: datetime | None) -> Timestamp | None:
    if at is None:
        return None
    message = Timestamp()
    message.FromDatetime(at)
    return message
