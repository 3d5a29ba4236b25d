"""Reading the book of feedback: one query for one, a page and a count for a list."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, literal, or_, select, tuple_

from chassis.data.columns import Instant
from chassis.data.database import Database
from intake.application.feedback.ports import FeedbackFilter, FeedbackPlace, FoundFeedback
from intake.domain.feedback.feedback import Feedback
from intake.domain.feedback.rights import FeedbackView
from intake.domain.feedback.sender import FeedbackFile
from intake.domain.feedback.vocabulary import FeedbackState
from intake.store.feedback import FEEDBACK_COLUMNS, feedback_file_of, feedback_of, feedback_seal_context
from intake.store.feedback_tables import feedback, feedback_files
from intake.store.sealing_keys import Sealing

_WITH_FILE: Select[Any] = select(*FEEDBACK_COLUMNS, feedback_files.c.sealed).join(feedback_files)
_BY_ID = _WITH_FILE.where(feedback.c.id == bindparam("wanted"))
_BY_CODE = _WITH_FILE.where(feedback.c.code == bindparam("wanted"))
_PAGE: Select[Any] = select(*FEEDBACK_COLUMNS)
_COUNT = select(func.count()).select_from(feedback)


class SqlFeedbackShelf:
    """Fulfils ``FeedbackShelf``."""

    def __init__(self, database: Database, sealer: Sealing) -> None:
        self._database = database
        self._sealer = sealer

    async def get(self, feedback_id: str) -> tuple[Feedback, FeedbackFile] | None:
        return await self._one(_BY_ID, feedback_id)

    async def by_code(self, code: str) -> tuple[Feedback, FeedbackFile] | None:
        return await self._one(_BY_CODE, code)

    async def find(
        self, view: FeedbackView, wanted: FeedbackFilter, after: FeedbackPlace | None, size: int
    ) -> FoundFeedback:
        return await self._page([*_visible(view), *_matching(wanted)], "received_at", after, size)

    async def published(self, after: FeedbackPlace | None, size: int) -> FoundFeedback:
        return await self._page([feedback.c.published_at.is_not(None)], "published_at", after, size)

    async def _one(self, statement: Select[Any], wanted: str) -> tuple[Feedback, FeedbackFile] | None:
        async with self._database.read() as connection:
            row = (await connection.execute(statement, {"wanted": wanted})).one_or_none()
        if row is None:
            return None
        found = feedback_of(row)
        return found, feedback_file_of(self._sealer.unseal(row.sealed, feedback_seal_context(found.id)))

    async def _page(
        self, conditions: list[ColumnElement[bool]], by: str, after: FeedbackPlace | None, size: int
    ) -> FoundFeedback:
        column = feedback.c[by]
        page = _PAGE.where(*conditions).order_by(column.desc(), feedback.c.id.desc()).limit(size + 1)
        if after is not None:
            page = page.where(tuple_(column, feedback.c.id) < tuple_(literal(after.at, Instant), literal(after.id)))
        async with self._database.read() as connection:
            rows = (await connection.execute(page)).all()
            total = int(await connection.scalar(_COUNT.where(*conditions)) or 0)
        found = tuple(feedback_of(row) for row in rows[:size])
        last = found[-1] if len(rows) > size else None
        following = None if last is None else FeedbackPlace(at=getattr(last, by), id=last.id)
        return FoundFeedback(items=found, total=total, following=following)


def _visible(view: FeedbackView) -> list[ColumnElement[bool]]:
    columns = {"agency": view.agency, "handler": view.handler, "registered_by": view.registered_by}
    found = [feedback.c[name] == value for name, value in columns.items() if value is not None]
    if view.but_not_about is not None:
        found.append(feedback.c.concerned_officer != view.but_not_about)
    return found


def _matching(wanted: FeedbackFilter) -> list[ColumnElement[bool]]:
    columns = {
        "kind": wanted.kind,
        "classification": wanted.classification,
        "handler": wanted.handler,
        "dossier_id": wanted.dossier_id,
    }
    found = [feedback.c[name] == value for name, value in columns.items() if value is not None]
    if wanted.states is not None:
        found.append(feedback.c.state.in_(sorted(wanted.states)))
    if wanted.is_published is not None:
        published = feedback.c.published_at.is_not(None)
        found.append(published if wanted.is_published else ~published)
    if wanted.overdue_at is not None:
        at = literal(wanted.overdue_at, Instant)
        owed = feedback.c.state.in_([FeedbackState.RECEIVED, FeedbackState.HANDLING])
        forwarding = and_(feedback.c.state == FeedbackState.TO_FORWARD, feedback.c.forward_due_at < at)
        found.append(or_(forwarding, and_(owed, feedback.c.answer_due_at < at)))
    return found
