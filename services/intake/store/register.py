"""Reading the register: one query for a dossier, one and at most a count for a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, func, select

from chassis.data.database import Database
from intake.application.ports import ApplicantFile
from intake.application.reading import Filter, Found, FoundPacks, Line, Place
from intake.domain.dossier import Dossier
from intake.domain.fees.accounts import Account
from intake.domain.forms.control_slip import Handover
from intake.domain.forms.register_book import Pages
from intake.domain.law_packs.keeping import VersionKey
from intake.domain.law_packs.plan import Revision
from intake.domain.lawpack import LawPack
from intake.domain.people import Face
from intake.domain.returning.attempts import ReturnAttempt
from intake.domain.returning.corrections import ResultCorrection
from intake.domain.returning.uncollected import Collection
from intake.domain.rights import View
from intake.domain.states import State
from intake.store import law_packs
from intake.store.accounts import account_of
from intake.store.applicant_rows import APPLICANT_COLUMNS, FACE_COLUMNS, face_of_row, file_of_row
from intake.store.handovers import HANDOVERS_OF, handover_of
from intake.store.ordering import Order
from intake.store.people import PageOfPeople, find_people, within
from intake.store.register_book import lines_of
from intake.store.result_corrections import corrections_of
from intake.store.return_attempts import attempts_of
from intake.store.rows import DOSSIER_COLUMNS, dossier_of
from intake.store.sealing_keys import Indexing, Sealing
from intake.store.tables import applicants, dossiers
from intake.store.timeliness import is_timely
from intake.store.timers import TIMERS
from intake.store.totals import Totals
from intake.store.waiting import waits

_DOSSIER: Select[Any] = select(*DOSSIER_COLUMNS)
_IDS: Select[Any] = select(dossiers.c.id)
# Built once: making a statement of forty columns costs more than sending it.
_BY_ID = _DOSSIER.where(dossiers.c.id == bindparam("wanted"))
_BY_CODE = _DOSSIER.where(dossiers.c.code == bindparam("wanted"))
_OF_APPLICANT = tuple(column.label(f"applicant_{column.name}") for column in APPLICANT_COLUMNS)
_WITH_APPLICANT: Select[Any] = select(*DOSSIER_COLUMNS, *_OF_APPLICANT).join(applicants)
_BY_ID_WITH_APPLICANT = _WITH_APPLICANT.where(dossiers.c.id == bindparam("wanted"))
_BOOK = _WITH_APPLICANT.order_by(dossiers.c.code)
_APPLICANT_NAMES = tuple(column.name for column in APPLICANT_COLUMNS)
_FACES = select(applicants.c.dossier_id, *FACE_COLUMNS)
_BEYOND_ANY_CODE = "\uffff"


class SqlRegister:
    def __init__(self, database: Database, sealer: Sealing, index: Indexing) -> None:
        self._database = database
        self._sealer = sealer
        self._index = index
        self._totals = Totals(database.dialect)

    async def dossier(self, dossier_id: str) -> Dossier | None:
        return await self._one(_BY_ID, dossier_id)

    async def by_code(self, code: str) -> Dossier | None:
        return await self._one(_BY_CODE, code)

    async def with_applicant(self, dossier_id: str) -> tuple[Dossier, Callable[[], ApplicantFile]] | None:
        async with self._database.read() as connection:
            row = (await connection.execute(_BY_ID_WITH_APPLICANT, {"wanted": dossier_id})).one_or_none()
        return None if row is None else self._line(row)

    async def law_pack(self, digest: str) -> LawPack | None:
        async with self._database.read() as connection:
            return await law_packs.law_pack(connection, digest)

    async def law_pack_in_force(self) -> str | None:
        async with self._database.read() as connection:
            return await law_packs.in_force(connection)

    async def law_pack_revision(self, digest: str) -> Revision:
        async with self._database.read() as connection:
            return await law_packs.revision(connection, digest)

    async def law_packs(self, before: int | None, size: int) -> FoundPacks:
        async with self._database.read() as connection:
            return await law_packs.history(connection, before, size)

    async def filed_by(self, versions: frozenset[VersionKey]) -> Mapping[VersionKey, int]:
        async with self._database.read() as connection:
            return await law_packs.filed_by(connection, versions)

    async def book(self, wanted: Pages, after: str, size: int) -> Sequence[Line]:
        page = _BOOK.where(*lines_of(wanted), dossiers.c.code > after).limit(size)
        async with self._database.read() as connection:
            rows = (await connection.execute(page)).all()
        return [self._line(row) for row in rows]

    async def book_size(self, wanted: Pages) -> int:
        counting = select(func.count()).select_from(dossiers).where(*lines_of(wanted))
        async with self._database.read() as connection:
            return int(await connection.scalar(counting) or 0)

    async def handovers(self, dossier_id: str) -> tuple[Handover, ...]:
        async with self._database.read() as connection:
            rows = await connection.execute(HANDOVERS_OF, {"wanted": dossier_id})
            return tuple(handover_of(row) for row in rows)

    async def find(self, view: View, wanted: Filter, after: Place | None, size: int) -> Found:
        order = Order.of(wanted)
        filters = [*self._matching(wanted), *order.conditions()]
        if wanted.people is None:
            rows, total = await self._listed(view, wanted, [*_visible(view), *filters], order, (after, size))
        else:
            page = PageOfPeople(
                sets=self._index.wanted(view.agency or "", within(view, wanted.people)),
                conditions=[*_visible(view), *filters],
                is_filtered=bool(filters),
                order=order,
                after=after,
                size=size,
            )
            async with self._database.read() as connection:
                rows, total = await find_people(connection, page, self._totals, (view, wanted))
        found = tuple([dossier_of(row, self._sealer) for row in rows[:size]])
        following = order.place(found[-1]) if len(rows) > size else None
        return Found(dossiers=found, total=total, following=following)

    async def following(
        self, view: View, wanted: Filter, after: Place | None, size: int
    ) -> tuple[tuple[Dossier, ...], Place | None]:
        order = Order.of(wanted)
        conditions = [*_visible(view), *self._matching(wanted), *order.conditions(), *order.after(after)]
        page = order.sorted(_DOSSIER).where(*conditions).limit(size + 1)
        async with self._database.read() as connection:
            rows = (await connection.execute(page)).all()
        found = tuple([dossier_of(row, self._sealer) for row in rows[:size]])
        return found, order.place(found[-1]) if len(rows) > size else None

    async def faces(self, dossier_ids: Sequence[str]) -> Mapping[str, Face]:
        if not dossier_ids:
            return {}
        statement = _FACES.where(applicants.c.dossier_id.in_(dossier_ids))
        async with self._database.read() as connection:
            rows = (await connection.execute(statement)).all()
        return {row.dossier_id: face_of_row(row.dossier_id, row._asdict(), self._sealer) for row in rows}

    async def _listed(
        self,
        view: View,
        wanted: Filter,
        conditions: Sequence[ColumnElement[bool]],
        order: Order,
        page: tuple[Place | None, int],
    ) -> tuple[Sequence[Row[Any]], int]:
        """The rows of a page, one more than asked for, and how many there are."""
        after, size = page
        # Which dossiers, from an index alone; then only theirs are read, not each that a filter leaves out.
        which = order.sorted(_IDS).where(*conditions, *_begins(wanted), *order.after(after)).limit(size + 1)
        statement = order.sorted(_DOSSIER).where(dossiers.c.id.in_(which))
        async with self._database.read() as connection:
            rows = (await connection.execute(self._totals.marked(statement))).all()
            if after is None and len(rows) <= size:
                return rows, len(rows)
            return rows, await self._totals.of(connection, (view, wanted), conditions, rows)

    def _matching(self, wanted: Filter) -> list[ColumnElement[bool]]:
        found = [*_equal(wanted), *_between(wanted), *waits(wanted)]
        if wanted.timeliness is not None and wanted.judged is not None:
            found.append(is_timely(wanted.timeliness, *wanted.judged, self._database.dialect))
        return found

    async def oldest_due(self, now: datetime) -> datetime | None:
        async with self._database.read() as connection:
            return await TIMERS.oldest_due(connection, now)

    async def account(self, dossier_id: str) -> Account:
        async with self._database.read() as connection:
            return await account_of(connection, dossier_id, self._sealer)

    def _line(self, row: Row[Any]) -> Line:
        """A row of ``_WITH_APPLICANT``; the applicant stays sealed until somebody opens it."""
        kept = dict(zip(_APPLICANT_NAMES, row[-len(_APPLICANT_NAMES) :], strict=True))
        return dossier_of(row, self._sealer), partial(file_of_row, row.id, kept, self._sealer)

    async def attempts(self, dossier_id: str) -> tuple[ReturnAttempt, ...]:
        async with self._database.read() as connection:
            return await attempts_of(connection, dossier_id, self._sealer)

    async def corrections(self, dossier_id: str) -> tuple[ResultCorrection, ...]:
        async with self._database.read() as connection:
            return await corrections_of(connection, dossier_id, self._sealer)

    async def _one(self, statement: Select[Any], wanted: str) -> Dossier | None:
        async with self._database.read() as connection:
            row = (await connection.execute(statement, {"wanted": wanted})).one_or_none()
        return None if row is None else dossier_of(row, self._sealer)


def _visible(view: View) -> list[ColumnElement[bool]]:
    columns = {"agency": view.agency, "department": view.department, "registered_by": view.registered_by}
    return [dossiers.c[name] == value for name, value in columns.items() if value is not None]


def _equal(wanted: Filter) -> list[ColumnElement[bool]]:
    """A department given twice, by the view and by the filter, must be the same one: both conditions stand."""
    columns = {"department": wanted.department, "channel": wanted.channel, "procedure_key": wanted.procedure}
    columns |= {"payment": wanted.payment, "applicant_kind": wanted.applicant_kind, "officer": wanted.officer}
    columns |= {"site": wanted.site}
    found = [dossiers.c[name] == value for name, value in columns.items() if value is not None]
    if wanted.collection is not None:
        found.append(dossiers.c.state == State.RESULT_READY)
    if wanted.collection is Collection.OVERDUE:
        found.append(dossiers.c.reminded > 0)
    if wanted.states is not None:
        found.append(dossiers.c.state.in_(sorted(wanted.states)))
    return found


def _begins(wanted: Filter) -> list[ColumnElement[bool]]:
    """Nothing is due before it was received: where the list, newest first, can begin. Skips years in the index."""
    return [dossiers.c.received_at < wanted.due_before] if wanted.due_before else []


def _between(wanted: Filter) -> list[ColumnElement[bool]]:
    received, due, code = dossiers.c.received_at, dossiers.c.due_at, dossiers.c.code
    found = [column >= value for column, value in ((received, wanted.received_from), (due, wanted.due_from)) if value]
    found += [
        column < value for column, value in ((received, wanted.received_before), (due, wanted.due_before)) if value
    ]
    if wanted.code is not None:
        found += [code >= wanted.code, code < wanted.code + _BEYOND_ANY_CODE]
    return found
