"""``Dossier.timeliness`` as a condition of SQL, so that lists can ask for it; a test holds the two together."""

from __future__ import annotations

from datetime import datetime, tzinfo

from sqlalchemy import ColumnElement, and_, case, func, literal, or_
from sqlalchemy.types import Interval, String

from chassis.data.columns import Instant
from intake.domain.dossier import Timeliness
from intake.domain.states import State
from intake.store.tables import dossiers

_D = dossiers.c
_JUDGED = and_(_D.due_at.is_not(None), _D.original_due_at.is_not(None))
_ISSUED = _D.result_issued_at.is_not(None)
_ENDED_AT = func.coalesce(_D.withdrawn_at, _D.stopped_at, type_=Instant)
_PAUSED_AT = case((_D.state == State.AWAITING_SUPPLEMENT, _D.paused_at))


def is_timely(wanted: Timeliness, now: datetime, zone: tzinfo, dialect: str) -> ColumnElement[bool]:
    """zone: of which the offset at ``now`` decides what a local day is; Vietnam has had one offset since 1975."""
    at = func.coalesce(_D.withdrawn_at, _D.stopped_at, _PAUSED_AT, literal(now, Instant), type_=Instant)
    open_and_late = and_(_JUDGED, ~_ISSUED, at > _D.original_due_at)
    same_day = _local_day(_D.result_issued_at, now, zone, dialect) == _local_day(_D.original_due_at, now, zone, dialect)
    in_time = and_(_JUDGED, ~_ISSUED, at <= _D.original_due_at)
    issued_in_time = and_(_JUDGED, _ISSUED, _D.result_issued_at <= _D.original_due_at)
    conditions: dict[Timeliness, ColumnElement[bool]] = {
        Timeliness.LATE: and_(_JUDGED, _ISSUED, _D.result_issued_at > _D.original_due_at),
        Timeliness.ON_TIME: and_(issued_in_time, same_day),
        Timeliness.EARLY: and_(issued_in_time, ~same_day),
        Timeliness.OVERDUE: open_and_late,
        Timeliness.IN_TIME: and_(in_time, _ENDED_AT.is_(None)),
        Timeliness.NOT_STARTED: or_(~_JUDGED, and_(in_time, _ENDED_AT.is_not(None))),
    }
    return conditions[wanted]


def _local_day(column: ColumnElement[datetime], now: datetime, zone: tzinfo, dialect: str) -> ColumnElement[str]:
    offset = zone.utcoffset(now.astimezone(zone).replace(tzinfo=None))
    if dialect == "postgresql":
        local = func.timezone("UTC", column) + literal(offset, Interval)
        return func.to_char(local, "YYYY-MM-DD", type_=String)
    seconds = int(offset.total_seconds()) if offset else 0
    return func.date(column, f"{seconds:+d} seconds", type_=String)
