"""What reports are filled in from beside settlements. One agency at a time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, case, false, func, or_, select

from chassis.data.database import Database
from reporting.domain.departments import Department
from reporting.domain.forms.material import FeedbackPiece, Handled, Rated
from reporting.domain.index_counts import MEASURES, DigitalCounts, digital_counts
from reporting.domain.on_time import Period
from reporting.domain.tallies import Measure
from reporting.store.evaluations import midnight
from reporting.store.tables import DEPARTMENTS, DOSSIER_FACTS, FEEDBACK, TALLIES

_F, _T = FEEDBACK.c, TALLIES.c


class SqlReportReads:
    """Fulfils ``application.reports.ports.ReportReads``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def departments(self, agency: str, department: str) -> tuple[Department, ...]:
        columns = DEPARTMENTS.c
        query = select(DEPARTMENTS).where(columns.agency == agency).order_by(columns.key)
        if department:
            query = query.where(columns.key == department)
        async with self._database.read() as connection:
            found = (await connection.execute(query)).all()
        return tuple(
            Department(agency=row.agency, key=row.key, name_vi=row.name_vi, name_en=row.name_en) for row in found
        )

    async def as_of(self) -> datetime | None:
        async with self._database.read() as connection:
            latest: datetime | None = await connection.scalar(select(func.max(DOSSIER_FACTS.c.latest_at)))
        return latest

    async def feedback(self, period: Period, *, agency: str, department: str) -> tuple[FeedbackPiece, ...]:
        async with self._database.read() as connection:
            found = (await connection.execute(_feedback(period, agency, department))).all()
        return tuple(_piece(row) for row in found)

    async def ratings(self, period: Period, *, agency: str, department: str) -> Rated:
        query = (
            select(_T.label, func.sum(_T.value).label("total"))
            .where(
                _T.measure == Measure.RATING.value,
                _T.day.between(period.first, period.last),
                _T.agency == agency,
                *([_T.department == department] if department else []),
            )
            .group_by(_T.label)
        )
        async with self._database.read() as connection:
            return Rated(stars={int(row.label): int(row.total) for row in await connection.execute(query)})

    async def digital(self, period: Period, *, agency: str, department: str) -> DigitalCounts:
        """From the tallies of papers, fees and results."""
        query = (
            select(_T.measure, _T.label, func.sum(_T.value).label("total"))
            .where(
                _T.measure.in_([measure.value for measure in MEASURES]),
                _T.day.between(period.first, period.last),
                _T.agency == agency,
                *([_T.department == department] if department else []),
            )
            .group_by(_T.measure, _T.label)
            .order_by(_T.measure, _T.label)
        )
        async with self._database.read() as connection:
            found = await connection.execute(query)
            return digital_counts((row.measure, row.label, int(row.total)) for row in found)

    async def handled(self, period: Period, *, agency: str, department: str) -> Handled:
        """From the tallies of working time."""
        wanted = (Measure.WORKING.value, Measure.WORKING_SUM.value)
        query = (
            select(_T.measure, func.sum(_T.value).label("total"))
            .where(
                _T.measure.in_(wanted),
                _T.day.between(period.first, period.last),
                _T.agency == agency,
                *([_T.department == department] if department else []),
            )
            .group_by(_T.measure)
        )
        async with self._database.read() as connection:
            found = {row.measure: int(row.total) for row in await connection.execute(query)}
        return Handled(count=found.get(wanted[0], 0), seconds=found.get(wanted[1], 0))


def _feedback(period: Period, agency: str, department: str) -> Select[Any]:
    """Each as the period ended. What was received before instants were kept is told by its due date alone and left
    out."""
    first, beyond = midnight(period.first), midnight(period.last) + timedelta(days=1)
    answered = and_(_F.answered_at >= first, _F.answered_at < beyond)
    is_open = or_(_F.answered_at.is_(None), _F.answered_at >= beyond)
    in_time = and_(answered, or_(_F.answer_due_at.is_(None), _F.answered_at <= _F.answer_due_at))
    overdue = or_(and_(answered, _F.answered_at > _F.answer_due_at), and_(is_open, _F.answer_due_at < beyond))
    return (
        select(
            _F.feedback_id,
            _F.code,
            _F.department,
            func.coalesce(_F.kind, "").label("kind"),
            case((_F.received_at < first, "carried"), else_="new").label("came"),
            case((answered, "answered"), else_="open").label("outcome"),
            func.coalesce(and_(_F.published_at >= first, _F.published_at < beyond), false()).label("is_published"),
            case((in_time, "in_time"), (overdue, "overdue"), else_="").label("timeliness"),
            case((answered, func.coalesce(_F.satisfaction, "")), else_="").label("satisfaction"),
        )
        .where(
            _F.received_at < beyond,
            or_(_F.answered_at.is_(None), _F.answered_at >= first),
            or_(_F.is_ours.is_(None), _F.is_ours),
            _F.agency == agency,
            *([_F.department == department] if department else []),
        )
        .order_by(_F.received_at, _F.feedback_id)
    )


def _piece(row: Any) -> FeedbackPiece:
    return FeedbackPiece(
        id=row.feedback_id,
        code=row.code or "",
        department=row.department,
        kind=row.kind,
        came=row.came,
        outcome=row.outcome,
        is_published=bool(row.is_published),
        timeliness=row.timeliness,
        satisfaction=row.satisfaction,
    )
