"""The tables of result files and notes; part of ``store.tables``' metadata."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table

from chassis.data.columns import blob, identifier, instant, number, text
from processing.store.tables import metadata


def _dossier_id() -> Column[str]:
    column = identifier("dossier_id")
    column.append_foreign_key(ForeignKey("cases.dossier_id"))
    return column


result_files = Table(
    "result_files",
    metadata,
    identifier("id", primary_key=True),
    _dossier_id(),
    Column("number", Integer, nullable=False),
    text("media"),
    number("size"),
    text("sha256"),
    identifier("key_id"),
    identifier("attached_by"),
    instant("attached_at"),
    identifier("signed_by"),
    instant("signed_at", nullable=True),
    Column("signature", blob("signature").type, nullable=True),
    Column("certificate", blob("certificate").type, nullable=True),
    Index("uq_result_files_number", "dossier_id", "number", unique=True),
)

notes = Table(
    "notes",
    metadata,
    identifier("id", primary_key=True),
    _dossier_id(),
    identifier("author"),
    identifier("department"),
    instant("at"),
    blob("sealed"),
    Index("ix_notes_dossier", "dossier_id", "id"),
)
