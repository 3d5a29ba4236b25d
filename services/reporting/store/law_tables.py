"""reporting's copy of what intake's law pack says of reports and procedures."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, Table

from chassis.data.columns import document, identifier, instant
from reporting.store.tables import METADATA

# kind: forms, indicators, publications: a list as it was last read.
LAW_SHEETS = Table(
    "law_sheets",
    METADATA,
    identifier("agency", primary_key=True),
    identifier("kind", primary_key=True),
    document("body"),
    instant("learned_at"),
)

# What a version says changes hardly ever, and is then published anew. Its validity is told by events and stands in
# published_procedures.
CATALOGUE = Table(
    "procedure_catalogue",
    METADATA,
    identifier("agency", primary_key=True),
    identifier("key", primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    identifier("code"),
    identifier("name"),
    identifier("name_en"),
    identifier("field"),
    Column("is_online", Boolean, nullable=False),
    Column("has_workflow", Boolean, nullable=False),
    Column("is_charged", Boolean, nullable=False),
    Column("has_electronic_result", Boolean, nullable=False),
    document("steps", nullable=True),  # [key, name, name in English] in their order; null: not told yet
    document("missing", nullable=True),  # null: read before it was asked for, or published anew: read again
    identifier("payable", nullable=True),
)
