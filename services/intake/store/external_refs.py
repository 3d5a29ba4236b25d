"""Numbers of other systems in SQL: each once per agency."""

from __future__ import annotations

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from intake.domain.dossier import Dossier
from intake.domain.references import ExternalRef
from intake.store.tables import external_refs

_C = external_refs.c
_CLAIM = {
    "postgresql": postgresql_insert(external_refs).on_conflict_do_nothing(),
    "sqlite": sqlite_insert(external_refs).on_conflict_do_nothing(),
}
_OWNER = select(_C.dossier_id).where(
    _C.agency == bindparam("of_agency"), _C.system == bindparam("of_system"), _C.number == bindparam("of_number")
)


class SqlExternalRefs:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def claim(self, dossier: Dossier, ref: ExternalRef) -> str:
        # Whoever claims the same number at the same time waits here until the first has committed or given up.
        row = {"agency": dossier.agency, "system": ref.system, "number": ref.number, "dossier_id": dossier.id}
        await self._connection.execute(_CLAIM[self._connection.dialect.name], row)
        key = {"of_agency": dossier.agency, "of_system": ref.system, "of_number": ref.number}
        return str((await self._connection.execute(_OWNER, key)).scalar_one())
