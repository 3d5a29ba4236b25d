"""What the last audit found is kept, on SQLite and PostgreSQL alike."""

from __future__ import annotations

from datetime import UTC, datetime

from reporting.domain.audit_rounds import AuditRun
from reporting.store.audits import SqlAuditRuns
from support.databases import NewDatabase


async def test_only_the_last_audit_of_a_kind_is_kept(database: NewDatabase) -> None:
    store = await database("reporting.store.migrations")
    runs, others = SqlAuditRuns(store, "conservation"), SqlAuditRuns(store, "other")
    assert await runs.last() is None
    for day, faults in ((2, 3), (3, 0)):
        await runs.keep(AuditRun(ran_at=datetime(2026, 3, day, 19, 0, tzinfo=UTC), faults=faults))
    assert await runs.last() == AuditRun(ran_at=datetime(2026, 3, 3, 19, 0, tzinfo=UTC), faults=0)
    assert await others.last() is None
