"""Reading the register: one query for a dossier, one and at most a count for a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, literal, select, tuple_

from chassis.data.columns import Instant
from chassis.data.database import Database
from intake.application.ports import ApplicantFile, Filter, Found, Place
from intake.domain.dossier import Dossier
from intake.domain.fees.accounts import Account
from intake.domain.forms.control_slip import Handover
from intake.domain.lawpack import LawPack
from intake.domain.rights import View
from intake.store.accounts import account_of
from intake.store.handovers import HANDOVERS_OF, handover_of
from intake.store.repositories import seal_context
from intake.store.rows import DOSSIER_COLUMNS, dossier_of, file_of
from intake.store.sealing_keys import Sealing
from intake.store.tables import applicants, dossiers, law_packs
from intake.store.totals import Totals

_DOSSIER: Select[Any] = select(*DOSSIER_COLUMNS)
# Built once: making a statement of forty columns costs more than sending it.
_BY_ID = _DOSSIER.where(dossiers.c.id == bindparam("wanted"))
_BY_CODE = _DOSSIER.where(dossiers.c.code == bindparam("wanted"))
_BY_ID_WITH_APPLICANT: Select[Any] = (
    select(*DOSSIER_COLUMNS, applicants.c.sealed).join(applicants).where(dossiers.c.id == bindparam("wanted"))
)
_PAGE = _DOSSIER.order_by(dossiers.c.received_at.desc(), dossiers.c.id.desc())
_BEYOND_ANY_CODE = "\uffff"


class SqlRegister:
    def __init__(self, database: Database, sealer: Sealing) -> None:
        self._database = database
        self._sealer = sealer
        self._totals = Totals(database.dialect)

    async def dossier(self, dossier_id: str) -> Dossier | None:
        return await self._one(_BY_ID, dossier_id)

    async def by_code(self, code: str) -> Dossier | None:
        return await self._one(_BY_CODE, code)

    async def with_applicant(self, dossier_id: str) -> tuple[Dossier, Callable[[], ApplicantFile]] | None:
        async with self._database.read() as connection:
            row = (await connection.execute(_BY_ID_WITH_APPLICANT, {"wanted": dossier_id})).one_or_none()
        if row is None:
            return None
        sealed: bytes = row.sealed
        return dossier_of(row), lambda: file_of(self._sealer.unseal(sealed, seal_context(dossier_id)))

    async def law_pack(self, digest: str) -> LawPack | None:
        statement = select(law_packs.c.content).where(law_packs.c.digest == digest).limit(1)
        async with self._database.read() as connection:
            content = await connection.scalar(statement)
        return None if content is None else LawPack.from_dict(content)

    async def handovers(self, dossier_id: str) -> tuple[Handover, ...]:
        async with self._database.read() as connection:
            rows = await connection.execute(HANDOVERS_OF, {"wanted": dossier_id})
            return tuple(handover_of(row) for row in rows)

    async def find(self, view: View, wanted: Filter, after: Place | None, size: int) -> Found:
        conditions = [*_visible(view), *_matching(wanted)]
        page = _PAGE.where(*conditions).limit(size + 1)
        if after is not None:
            place = tuple_(literal(after.received_at, Instant), literal(after.id))
            page = page.where(tuple_(dossiers.c.received_at, dossiers.c.id) < place)
        async with self._database.read() as connection:
            rows = (await connection.execute(self._totals.marked(page))).all()
            if after is None and len(rows) <= size:
                total = len(rows)
            else:
                total = await self._totals.of(connection, (view, wanted), conditions, rows)
        found = tuple(dossier_of(row) for row in rows[:size])
        last = found[-1] if len(rows) > size else None
        following = None if last is None else Place(received_at=last.received_at, id=last.id)
        return Found(dossiers=found, total=total, following=following)

    async def account(self, dossier_id: str) -> Account:
        async with self._database.read() as connection:
            return await account_of(connection, dossier_id)

    async def _one(self, statement: Select[Any], wanted: str) -> Dossier | None:
        async with self._database.read() as connection:
            row = (await connection.execute(statement, {"wanted": wanted})).one_or_none()
        return None if row is None else dossier_of(row)


def _visible(view: View) -> list[ColumnElement[bool]]:
    columns = {"agency": view.agency, "department": view.department, "registered_by": view.registered_by}
    return [dossiers.c[name] == value for name, value in columns.items() if value is not None]


def _matching(wanted: Filter) -> list[ColumnElement[bool]]:
    """A department given twice, by the view and by the filter, must be the same one: both conditions stand."""
    columns = {"department": wanted.department, "channel": wanted.channel, "procedure_key": wanted.procedure}
    columns |= {"payment": wanted.payment}
    found = [dossiers.c[name] == value for name, value in columns.items() if value is not None]
    if wanted.states is not None:
        found.append(dossiers.c.state.in_(sorted(wanted.states)))
    if wanted.received_from is not None:
        found.append(dossiers.c.received_at >= wanted.received_from)
    if wanted.received_before is not None:
        found.append(dossiers.c.received_at < wanted.received_before)
    if wanted.code is not None:
        found += [dossiers.c.code >= wanted.code, dossiers.c.code < wanted.code + _BEYOND_ANY_CODE]
    return found
