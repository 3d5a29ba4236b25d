"""What reports ask of control work. Of a year there are hundreds of pieces, so they are counted as they are kept."""

from __future__ import annotations

from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import and_, func, or_, select

from chassis.data.database import Database
from reporting.application.control.ports import Piece
from reporting.domain.control.activities import Activity
from reporting.domain.control.counts import ControlCounts, ControlPieces, counts_of
from reporting.domain.control.findings import Finding
from reporting.domain.control.initiatives import Initiative
from reporting.domain.control.inspections import Inspection
from reporting.domain.control.proposals import Proposal, ReviewRow, review_row
from reporting.domain.control.reviews import Review
from reporting.domain.control.suggestions import DivisionFigures
from reporting.domain.evaluation_marks import Index
from reporting.domain.tallies import Measure
from reporting.store.control_rows import piece_of, sort_of
from reporting.store.control_tables import CONTROL_PIECES
from reporting.store.tables import EVALUATION_MARKS, TALLIES

P = TypeVar("P", bound=Piece)
_C, _T, _M = CONTROL_PIECES.c, TALLIES.c, EVALUATION_MARKS.c
_NAMES = {
    (Measure.RECEIVED.value, None): "received",
    (Measure.OUTCOME.value, "met"): "met",
    (Measure.OUTCOME.value, "missed"): "missed",
    (Measure.SUPPLEMENT.value, None): "supplements",
}


class SqlReviews:
    """Fulfils ``control.ports.Reviews``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def review_rows(self, agency: str, first: date, last: date) -> tuple[ReviewRow, ...]:
        of_period = or_(_C.day.between(first, last), _C.ended_on.between(first, last))
        query = (
            select(_C.content)
            .where(_C.sort == sort_of(Proposal), _C.agency == agency, of_period)
            .order_by(_C.day, _C.id)
        )
        async with self._database.read() as connection:
            found = (await connection.scalars(query)).all()
        return tuple(review_row(piece_of(Proposal, content)) for content in found)

    async def counts(self, agency: str, first: date, last: date, now: datetime) -> ControlCounts:
        pieces = ControlPieces(
            inspections=await self._all(Inspection, agency),
            findings=await self._all(Finding, agency),
            reviews=await self._all(Review, agency),
            initiatives=await self._all(Initiative, agency),
            activities=await self._all(Activity, agency),
        )
        return counts_of(pieces, first, last, now)

    async def _all(self, kind: type[P], agency: str) -> list[P]:
        query = select(_C.content).where(_C.sort == sort_of(kind), _C.agency == agency)
        async with self._database.read() as connection:
            return [piece_of(kind, content) for content in await connection.scalars(query)]


class SqlDivisionFigures:
    """Fulfils ``control.ports.Figures`` from the tallies, whose cost does not grow with the number of dossiers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_divisions(self, agency: str, first: date, last: date) -> tuple[DivisionFigures, ...]:
        wanted = [Measure.RECEIVED.value, Measure.OUTCOME.value, Measure.SUPPLEMENT.value]
        sums = (
            select(_T.department, _T.measure, _T.label, func.sum(_T.value).label("total"))
            .where(_T.agency == agency, _T.measure.in_(wanted), _T.day.between(first, last))
            .group_by(_T.department, _T.measure, _T.label)
        )
        complaints = (
            select(_M.department, func.sum(_M.value).label("total"))
            .where(
                and_(_M.agency == agency, _M.officer == "", _M.index_number == int(Index.ATTITUDE)),
                _M.label == "complaint",
                _M.day.between(first, last),
            )
            .group_by(_M.department)
        )
        figures: dict[str, dict[str, int]] = {}
        async with self._database.read() as connection:
            for row in await connection.execute(sums):
                name = _NAMES.get((row.measure, row.label)) or _NAMES.get((row.measure, None))
                if name:
                    of = figures.setdefault(row.department, {})
                    of[name] = of.get(name, 0) + int(row.total)
            for department, total in await connection.execute(complaints):
                figures.setdefault(department, {})["complaints"] = int(total)
        return tuple(DivisionFigures(department=key, **figures[key]) for key in sorted(figures))
