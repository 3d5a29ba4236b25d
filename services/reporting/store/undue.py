"""Dossiers without an appointment, straight from the facts."""

from __future__ import annotations

from sqlalchemy import and_, false, func, select

from chassis.data.database import Database
from reporting.application.definitions import UndueDossier, UndueDossiers
from reporting.store.tables import DOSSIER_FACTS

_F = DOSSIER_FACTS.c
_UNDUE = and_(_F.accepted_on.is_not(None), _F.due_on.is_(None), _F.is_synthetic == false())


class SqlUndueReads:
    """Fulfils ``application.definitions.UndueReads``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def undue(self, *, agency: str, department: str, after: str, limit: int) -> UndueDossiers:
        wanted = [_UNDUE, *([_F.agency == agency] if agency else [])]
        wanted += [_F.department == department] if department else []
        columns = (_F.dossier_id, _F.code, _F.agency, _F.department, _F.procedure_key, _F.accepted_on)
        page = select(*columns).where(*wanted, _F.dossier_id > after).order_by(_F.dossier_id).limit(limit)
        async with self._database.read() as connection:
            total = await connection.scalar(select(func.count()).select_from(DOSSIER_FACTS).where(*wanted))
            rows = (await connection.execute(page)).all()
        return UndueDossiers(items=[UndueDossier(**row._mapping) for row in rows], total=total or 0)
