"""One row an audit: the last time that it looked at everything."""

from __future__ import annotations

from sqlalchemy import Table

from chassis.data.columns import identifier, instant, number
from reporting.store.tables import METADATA

AUDIT_RUNS = Table(
    "audit_runs",
    METADATA,
    identifier("audit", primary_key=True),
    instant("ran_at"),
    number("faults"),
)
