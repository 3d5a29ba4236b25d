"""What the last audit of everything found."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from chassis.data.database import Database
from reporting.domain.audit_rounds import AuditRun
from reporting.store.audit_tables import AUDIT_RUNS

_C = AUDIT_RUNS.c


class SqlAuditRuns:
    """Fulfils ``application.run_audits.AuditRuns``. audit: which one, ``conservation``."""

    def __init__(self, database: Database, audit: str) -> None:
        self._database = database
        self._audit = audit
        self._last = select(_C.ran_at, _C.faults).where(_C.audit == audit)

    async def last(self) -> AuditRun | None:
        async with self._database.read() as connection:
            row = (await connection.execute(self._last)).one_or_none()
        return AuditRun(ran_at=row.ran_at, faults=row.faults) if row else None

    async def keep(self, run: AuditRun) -> None:
        values = {"audit": self._audit, "ran_at": run.ran_at, "faults": run.faults}
        async with self._database.write() as writing:
            await writing.connection.execute(_KEEP[self._database.dialect], values)
            await writing.commit()


def _keep(dialect: str) -> Any:
    statement = (postgresql_insert if dialect == "postgresql" else sqlite_insert)(AUDIT_RUNS)
    excluded = {name: statement.excluded[name] for name in ("ran_at", "faults")}
    return statement.on_conflict_do_update(index_elements=["audit"], set_=excluded)


_KEEP = {dialect: _keep(dialect) for dialect in ("postgresql", "sqlite")}
